// Small jobs in every order there is: a depth-first search over decisions. Runs cannot be copied,
// so each state is reached by replaying its list; two lists that lead to the same state are
// followed once. State is what the job, the storage and the world outside hold, what is pending,
// and how often each kind of work has been done (which stands for what dump() does not show: ends
// that were seen, rows in an open transaction).
#include <cstdio>
#include <map>
#include <set>

#include "engine/state/hashmap/factory.h"
#include "sim/crash_points.h"
#include "sim/crash_sweep.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/jobs.h"

using namespace weir;
using namespace weir::sim;

namespace {

constexpr std::uint64_t kBudget = 100'000;

class Search {
 public:
  Search(SweepJob job, std::size_t max_states, bool with_failures)
      : job_(std::move(job)),
        backends_(make_hashmap_backend_factory()),
        max_states_(max_states),
        with_failures_(with_failures) {
    auto sim = reach({});
    REQUIRE(sim->run(kBudget) == RunEnd::kDone);
    expected_ = committed_rows(*sim);
  }

  void run() { visit({}); }
  std::size_t states() const { return seen_.size(); }
  std::size_t ends() const { return ends_; }
  std::size_t failures() const { return failures_; }
  bool complete() const { return seen_.size() < max_states_; }

 private:
  std::unique_ptr<Simulator> reach(const Decisions& list) {
    auto sim = Simulator::create(job_.make(), {}, *backends_);
    if (!sim) FAIL(sim.error().text);
    drain(**sim);
    for (const Decision& d : list) {
      (*sim)->apply(d);
      drain(**sim);
    }
    return std::move(*sim);
  }

  // The search is about elements, polls and the clock of periodic checkpoints. Messages, effects
  // and snapshots happen at once; checkpoints do not time out.
  enum class Role : std::uint8_t { kChoice, kAtOnce, kNever };
  static Role role(const Pending& p) {
    if (p.kind == PendingKind::kPollSource || p.kind == PendingKind::kChannelHead)
      return Role::kChoice;
    if (p.kind != PendingKind::kCoordinatorTimer) return Role::kAtOnce;
    if (p.target == static_cast<std::uint32_t>(CoordinatorTimer::kPeriodic)) return Role::kChoice;
    return p.target == static_cast<std::uint32_t>(CoordinatorTimer::kTimeout) ? Role::kNever
                                                                              : Role::kAtOnce;
  }
  static void drain(Simulator& sim) {
    for (bool again = true; again && !sim.job().done();) {
      again = false;
      for (const Decision& d : sim.enumerate())
        if (role(d.work) == Role::kAtOnce && sim.apply(d)) {
          again = true;
          break;
        }
    }
  }

  std::string state_of(Simulator& sim, const Decisions& list) const {
    std::map<Pending, int> done;
    for (const Decision& d : list) done[d.work]++;
    std::string out;
    for (const auto& [work, times] : done)
      out += to_string(work) + " " + std::to_string(times) + ";";
    for (const auto& [table, rows] : sim.job().dump())
      for (const auto& [key, value] : rows)
        out += table + key.to_string() + "=" + value.to_string() + ";";
    for (const Decision& d : sim.enumerate()) out += to_string(d) + ";";
    for (const auto& [name, bytes] : sim.storage().files()) out += name + bytes;
    for (const auto& row : committed_rows(sim)) out += row.uid + row.value.to_string();
    for (const auto& [name, rows] : sim.outside().prepared())
      for (const Value& row : rows) out += name + row.to_string();
    return out;
  }

  void check_end(Simulator& sim, const Decisions& list) {
    const Verdict v = same_output(job_.outputs, expected_, committed_rows(sim));
    if (sim.job().status() == JobStatus::kFinished && v.kind == VerdictKind::kPass) return;
    FAIL(job_.name << ": " << job_status_name(sim.job().status()) << ' ' << v.because << "\n"
                   << to_string(list));
  }

  void fail_here(const Decisions& list) {
    const auto points = crash_points_now(*reach(list), {true, false, true, false, false});
    for (const CrashPoint& p : points) {
      auto sim = reach(list);
      sim->apply(p.fault);
      sim->run(kBudget);
      Decisions failed = list;
      failed.push_back(p.fault);
      check_end(*sim, failed);
      failures_++;
    }
  }

  void visit(const Decisions& list) {
    if (!complete()) return;
    auto sim = reach(list);
    if (!seen_.insert(state_of(*sim, list)).second) return;
    if (sim->job().done()) {
      check_end(*sim, list);
      ends_++;
      return;
    }
    if (with_failures_) fail_here(list);
    const std::vector<Decision> choices = sim->enumerate();
    sim.reset();
    for (const Decision& d : choices) {
      if (role(d.work) != Role::kChoice) continue;
      if (d.work.kind == PendingKind::kCoordinatorTimer && clocks(list) == 1) continue;
      Decisions next = list;
      next.push_back(d);
      visit(next);
    }
  }

  // Periodic checkpoints: one, at any time; then the final one.
  static std::size_t clocks(const Decisions& list) {
    std::size_t n = 0;
    for (const Decision& d : list) n += d.work.kind == PendingKind::kCoordinatorTimer ? 1 : 0;
    return n;
  }

  SweepJob job_;
  std::unique_ptr<KeyedBackendFactory> backends_;
  std::size_t max_states_;
  bool with_failures_;
  Rows expected_;
  std::set<std::string> seen_;
  std::size_t ends_ = 0, failures_ = 0;
};

}  // namespace

TEST_CASE("a tiny join commits all pairs in every order, with a checkpoint at any moment") {
  Search search(testing::keyed_join_job({.checkpoint_interval = 1'000, .rows = 2}),
                static_cast<std::size_t>(scenarios(4'000)), false);
  search.run();
  std::printf("join: %zu states, %zu ends%s\n", search.states(), search.ends(),
              search.complete() ? ", all there are" : "");
  CHECK(search.ends() > 0);
}

TEST_CASE("a tiny join killed in every state it can be in commits all pairs") {
  Search search(testing::keyed_join_job({.checkpoint_interval = 1'000, .rows = 2}),
                static_cast<std::size_t>(scenarios(4'000)), true);
  search.run();
  std::printf("join: %zu states, %zu failures%s\n", search.states(), search.failures(),
              search.complete() ? ", all there are" : "");
  CHECK(search.failures() > search.states());
}

TEST_CASE("a tiny word count killed in many states, two tasks in parallel") {
  const SweepJob job{
      .name = "word count", .make = [] {
        return testing::word_count({"a,b", "b"}, {.parallelism = 2, .checkpoint_interval = 1'000});
      }};
  Search search(job, static_cast<std::size_t>(scenarios(1'000)), true);
  search.run();
  std::printf("word count: %zu states, %zu failures%s\n", search.states(), search.failures(),
              search.complete() ? ", all there are" : "");
  CHECK(search.ends() > 0);
}
