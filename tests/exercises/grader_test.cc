// The grader from inside: what it runs is what it says, what it finds is the shortest, and a right
// function is never rejected.
#include <map>

#include "engine/core/codec.h"
#include "engine/trace/ndjson.h"
#include "exercises/grader/judge.h"
#include "exercises/grader/properties.h"
#include "exercises/grader/random.h"
#include "sim/crash_points.h"
#include "tests/catch.h"
#include "tests/exercises/graded_functions.h"

namespace weir::exercises {
namespace {

using Rows = Judge::Rows;

struct Grader {
  explicit Grader(const std::string& which, std::uint64_t budget = 1'000'000)
      : table(testing::averages(which)), judge(lab, watch, budget) {
    watch.show_as(table.raw, table.in);
  }
  std::optional<Failure> fails(const Property& p, const Rows& input) {
    return find_failure(p, judge, input, 42, explored);
  }
  const Property& property(const std::string& id) const {
    for (const Property& p : table.properties)
      if (id == p.id) return p;
    FAIL("no property " << id);
    return table.properties.front();
  }
  Rows drawn(std::uint64_t seed, std::size_t n) const {
    Random random(seed);
    Rows out;
    for (std::size_t i = 0; i < n; i++) out.push_back(table.random(random));
    return out;
  }

  StatusPage page;
  StreamTable table;
  PageWatch watch{page};
  Lab lab{table, watch};
  Judge judge;
  Explored explored;
};

TEST_CASE("a right function passes every property on every input") {
  Grader g("right");
  std::vector<Rows> inputs{g.table.cases[0].input, {}};
  for (std::uint64_t seed = 0; seed < 6; seed++) inputs.push_back(g.drawn(seed, 3 + seed * 2));
  for (const Rows& input : inputs)
    for (const Property& p : g.table.properties) {
      const auto failure = g.fails(p, input);
      INFO(p.id << " on " << input.size());
      CHECK_FALSE(failure.has_value());
    }
  CHECK(g.explored.failure_points > 500);
  CHECK(g.explored.restarts > 100);
  CHECK(g.explored.failed_on.size() >= 1);
  CHECK(g.explored.pairs == 2);
}

TEST_CASE("each wrong function is found by the property that is about it, and by none before") {
  const std::map<std::string, std::string> found_by{{"member", "rebuild"},
                                                    {"static", "crash"},
                                                    {"zeros", "entries"},
                                                    {"live", "backends"},
                                                    {"subtask", "rescale"}};
  for (const auto& [which, id] : found_by) {
    Grader g(which);
    std::string first;
    for (const Property& p : g.table.properties)
      if (first.empty() && g.fails(p, g.table.cases[0].input)) first = p.id;
    INFO(which);
    CHECK(first == id);
  }
  Grader g("no clear");
  const Schedule plain{.exercise = 3, .check = "pairs", .input = g.drawn(1, 12)};
  CHECK(g.judge.compare(plain, g.table.model(plain.input), Order::kKept));
}

TEST_CASE("a shrunk failure fails, and without any of its records nothing does") {
  for (const std::string& which : testing::wrong_averages()) {
    Grader g(which);
    const Rows input = g.drawn(7, 14);
    for (const Property& p : g.table.properties) {
      auto failure = g.fails(p, input);
      if (!failure) continue;
      const auto fails = [&](const Rows& rows) { return g.fails(p, rows); };
      const bool only_state = failure->only_state;
      const Failure small = g.judge.shrink(std::move(*failure), fails);
      INFO(which << " " << p.id);
      CHECK(small.schedule.input.size() <= 6);
      CHECK(fails(small.schedule.input));
      for (std::size_t i = 0; i < small.schedule.input.size(); i++) {
        Rows less = small.schedule.input;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        if (less.empty()) continue;
        const auto other = fails(less);
        CHECK((!other || other->only_state != only_state));
      }
      break;
    }
  }
}

TEST_CASE("faults are those that crash sweeps enumerate, all of them, in their order") {
  Grader g("right");
  const Schedule s{.exercise = 3, .check = "crash", .input = g.table.cases[0].input};
  const std::vector<Fault> all = g.lab.faults(s, true), own = g.lab.faults(s, false);
  CHECK(all.size() > 3 * own.size() / 2);
  std::uint64_t last = 0;
  for (const Fault& f : all) {
    CHECK(f.at >= last);
    last = f.at;
  }
  const Ran calm = g.lab.run(s);
  CHECK(last < calm.decisions);
  std::vector<std::uint64_t> tried(calm.decisions, 0);
  for (const Fault& f : all) tried[f.at]++;
  // At each decision the job master can fail, and while tasks run, they.
  for (std::uint64_t k = 0; k < calm.decisions; k++) CHECK(tried[k] >= 1);
  for (const Fault& f : own) CHECK(f.victim.starts_with("kill average#"));
}

TEST_CASE("with another seed the same failures come at other times, and are all there") {
  const Grader g("right");
  const Rows input = g.table.cases[0].input;
  const auto points = [&](std::uint32_t seeds) {
    Grader fresh("right");
    CHECK_FALSE(fresh.fails(crash(seeds), input).has_value());
    return fresh.explored.failure_points;
  };
  const std::uint64_t one = points(1), two = points(2), three = points(3);
  Grader other("right");
  Schedule s{.exercise = 0, .check = "crash", .input = input, .seed = 42};
  const auto with_42 = other.lab.faults(s, true);
  s.seed = 43;
  const auto with_43 = other.lab.faults(s, true);
  s.seed = 44;
  CHECK(two == one + with_43.size());
  CHECK(three == two + other.lab.faults(s, true).size());
  CHECK(with_42 != with_43);
}

TEST_CASE("a run is a function of its schedule: reused simulators remember nothing") {
  Grader used("right");
  std::vector<Schedule> schedules;
  for (const char* backend : {"hashmap", "hostile"}) {
    Schedule s{.exercise = 3, .check = "crash", .input = used.table.cases[0].input};
    s.backend = backend;
    schedules.push_back(s);
    for (const Fault& f : used.lab.faults(s, false)) {
      if (f.at % 3 != 0) continue;
      s.fault = f;
      s.restart_parallelism = f.at % 2 == 0 ? 3 : 0;
      schedules.push_back(s);
    }
  }
  REQUIRE(schedules.size() > 20);
  for (std::size_t i = 0; i < schedules.size(); i++) {
    Grader fresh("right");
    const Ran a = fresh.lab.run(schedules[i]);
    const Ran b = used.lab.run(schedules[(i * 7 + 3) % schedules.size()]);
    (void)b;
    CHECK(a.same(used.lab.run(schedules[i])));
  }
}

TEST_CASE("the trace of a schedule is whole, and shows the same results") {
  Grader g("right");
  Schedule s{.exercise = 3, .check = "crash", .input = g.table.cases[0].input};
  s.fault = g.lab.faults(s, false)[20];
  const auto text = g.lab.trace(s);
  REQUIRE(text);
  CHECK(*text == *g.lab.trace(s));
  const auto trace = read_ndjson(*text);
  REQUIRE(trace);
  std::size_t failures = 0;
  for (const TraceEvent& e : trace->events) failures += e.kind == EventKind::kFail ? 1 : 0;
  CHECK(failures == 1);
}

TEST_CASE("a budget ends the search, and nothing is called found") {
  Grader g("static", 30);
  const auto failure = g.fails(g.property("crash"), g.table.cases[0].input);
  CHECK_FALSE(failure.has_value());
  CHECK(g.judge.spent());
}

TEST_CASE("an object that is made anew each time still passes if it keeps nothing") {
  for (const auto& [which, passes] :
       {std::pair{"right", true}, {"zeros", true}, {"member", false}}) {
    Grader g(which);
    CHECK(g.fails(g.property("rebuild"), g.table.cases[0].input).has_value() != passes);
  }
}

}  // namespace
}  // namespace weir::exercises
