// The test that makes the trace the truth: after every turn of many random runs, the World folded
// from the trace equals what Job::dump() reads from the real objects; and undoing the whole trace
// leads back to the empty World.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/core/hash.h"
#include "engine/operators/sink_operators.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/spotty.h"

using namespace weir;
using namespace weir::testing;

namespace {

class Keep final : public EventConsumer {
 public:
  void header(const Value& h) override {
    given = h;
    first = *World::create(h);
  }
  void event(const TraceEvent& event, const World&) override { events.push_back(event); }
  void end() override {}

  Value given;
  std::optional<World> first;
  std::vector<TraceEvent> events;
};

// Only what both sides speak of.
const char* const kTables[] = {"cell",    "items", "timer", "clock",   "queue", "cwm", "cstat",
                               "blocked", "pos",   "job",   "attempt", "task",  "cp"};

// What the World knows and a job cannot say of itself: how a task that is gone had ended, old
// checkpoints, that a channel was idle once.
bool only_history(std::string_view table, const Value& value) {
  const std::string_view v = value.as_text();
  if (table == "task") return v != "RUNNING";
  if (table == "cp") return v != "running" && v != "complete";
  return table == "cstat" && v == "ACTIVE";
}

std::string difference(const Tables& world, const Tables& job) {
  static const std::map<Value, Value> kNothing;
  for (const char* name : kTables) {
    const auto w = world.find(name), j = job.find(name);
    const auto& in_world = w == world.end() ? kNothing : w->second;
    const auto& in_job = j == job.end() ? kNothing : j->second;
    for (const auto& [key, value] : in_world) {
      if (only_history(name, value)) continue;
      const auto other = in_job.find(key);
      if (other == in_job.end())
        return fmt::format("{}{}: the World has {}, the job nothing", name, key.to_string(),
                           value.to_string());
      if (!(other->second == value))
        return fmt::format("{}{}: the World has {}, the job {}", name, key.to_string(),
                           value.to_string(), other->second.to_string());
    }
    for (const auto& [key, value] : in_job)
      if (!in_world.contains(key))
        return fmt::format("{}{}: the job has {}, the World nothing", name, key.to_string(),
                           value.to_string());
  }
  // What sinks hold back. A job may not know that a commit has happened whose answer was lost.
  const auto sinks = job.find("tx");
  if (sinks == job.end()) return {};
  for (const auto& [tx, state] : sinks->second) {
    const auto all = world.find("tx");
    const auto seen = all == world.end() ? kNothing.end() : all->second.find(tx);
    const bool known = all != world.end() && seen != all->second.end();
    if (known && (seen->second == state ||
                  (state == Value::text("prepared") && seen->second == Value::text("committed"))))
      continue;
    return fmt::format("tx{}: the job has {}, the World {}", tx.to_string(), state.to_string(),
                       known ? seen->second.to_string() : "nothing");
  }
  return {};
}

// What a read-committed reader sees of each sink, in any order.
std::map<std::string, std::multiset<Value>> visible_in(const World& world) {
  const Tables tables = world.comparable();
  std::map<std::string, std::multiset<Value>> out;
  const auto rows = tables.find("out");
  if (rows == tables.end()) return out;
  for (const auto& [op, list] : rows->second)
    for (const Value& row : list.elements()) {
      if (const Value* tx = row.find(Value::text("tx"))) {
        const auto& states = tables.at("tx");
        const auto state = states.find(Value::list({*tx}));
        if (state == states.end() || state->second != Value::text("committed")) continue;
      }
      const Value& val = *row.find(Value::text("val"));
      const std::string uid(op[0].as_text());
      out[uid].insert(uid == "filed" ? Value::text(val.to_string()) : val);
    }
  return out;
}

std::map<std::string, std::multiset<Value>> visible_in(const sim::Simulator& sim) {
  std::map<std::string, std::multiset<Value>> out;
  for (const auto& row : sim::committed_rows(sim)) out[row.uid].insert(row.value);
  return out;
}

// The last lines of the trace, for whoever has to find out.
std::string tail(const Keep& keep) {
  NdjsonWriter writer([](std::string_view) {});
  if (const auto ok = writer.header(keep.given); !ok) return " (no tail: " + ok.error().text + ")";
  std::string out;
  for (std::size_t i = keep.events.size() - std::min<std::size_t>(25, keep.events.size());
       i < keep.events.size(); i++)
    out += "\n  " + writer.line(keep.events[i]);
  return out;
}

// What a run with barriers that overtake went through.
struct InFlight {
  std::size_t stored = 0;    // runs in which a checkpoint held data in flight
  std::size_t restored = 0;  // runs in which an attempt got some back
  std::size_t moved = 0;     // ... on channels of another parallelism
  void count(const std::vector<TraceEvent>& events) {
    bool any_stored = false, any_restored = false, any_moved = false;
    for (const TraceEvent& e : events) {
      any_stored = any_stored || e.kind == EventKind::kSnapChan;
      any_moved = any_moved || e.kind == EventKind::kRestoreFlight;
      any_restored = any_restored || (e.kind == EventKind::kRestore &&
                                      e.fields[field::kRestore::queues].size() > 0);
    }
    stored += any_stored ? 1 : 0;
    restored += any_restored || any_moved ? 1 : 0;
    moved += any_moved ? 1 : 0;
  }
};

// In how many runs each thing happened that only some jobs know.
struct Seen {
  std::map<std::string, std::size_t> runs;
  void count(const std::vector<TraceEvent>& events) {
    std::set<std::string> seen;
    for (const TraceEvent& e : events) {
      const auto is_there = [&](std::size_t field) { return !e.fields[field].is_null(); };
      if (e.kind == EventKind::kWmIgnore)
        seen.insert(is_there(field::kWmIgnore::last) ? "watermark goes back" : "of upstream");
      if (e.kind == EventKind::kWmOld && is_there(field::kWmOld::asleep)) seen.insert("asleep");
      if (e.kind == EventKind::kStatusSend) seen.insert("status");
      if (e.kind == EventKind::kStatusSend && is_there(field::kStatusSend::part))
        seen.insert("status of a split");
      if (e.kind == EventKind::kWmIgnore && is_there(field::kWmIgnore::asleep))
        seen.insert("ends idle");
      if (e.kind == EventKind::kTxCommit && is_there(field::kTxCommit::instead))
        seen.insert("part again");
      if (e.kind == EventKind::kWinFire && !is_there(field::kWinFire::key))
        seen.insert("window over all");
    }
    for (const std::string& what : seen) runs[what]++;
  }
  void check(const Coverage& coverage) {
    const auto at_least = [&](int percent, const char* what) {
      INFO(what);
      CHECK(runs[what] * 100 >= static_cast<std::size_t>(percent) * coverage.runs);
    };
    at_least(10, "of upstream");
    at_least(3, "watermark goes back");
    at_least(4, "status");
    at_least(1, "status of a split");
    at_least(4, "window over all");
  }
  std::string text() const {
    std::string out;
    for (const auto& [what, n] : runs)
      out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", what, n);
    return out;
  }
};

std::string run_and_compare(RandomScenario scenario, Coverage& coverage, Seen& seen,
                            InFlight* in_flight = nullptr, std::size_t* pieces = nullptr) {
  Keep keep;
  DerivingSink sink(keep);
  scenario.options.trace = &sink;
  auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, *backends);
  if (!sim) return sim.error().text;
  for (auto& fault : scenario.faults) (*sim)->add_fault(fault);
  CoverageProbe probe(coverage);
  for (int i = 0; i < 20'000; i++) {
    (*sim)->flush_trace();
    if (sink.error())
      return fmt::format("decision {}: {}{}", (*sim)->decisions(), sink.error()->text, tail(keep));
    const std::string wrong = difference(sink.world().comparable(), (*sim)->job().dump());
    if (!wrong.empty())
      return fmt::format("decision {}, event {}: {}{}", (*sim)->decisions(), keep.events.size(),
                         wrong, tail(keep));
    if (visible_in(sink.world()) != visible_in(**sim))
      return fmt::format("decision {}: the sinks show something else", (*sim)->decisions());
    probe.before_decision(**sim);
    if (!(*sim)->step()) break;
    if (i == 19999) return "it does not end" + tail(keep);
  }
  probe.end(**sim, scenario);
  seen.count(keep.events);
  if (in_flight != nullptr) in_flight->count(keep.events);
  const auto is_piece = [](const TraceEvent& e) {
    return e.kind == EventKind::kFxBegin &&
           e.fields[field::kFxBegin::what] == Value::text("append");
  };
  if (pieces != nullptr)
    *pieces += std::any_of(keep.events.begin(), keep.events.end(), is_piece) ? 1 : 0;
  World back = sink.world();
  for (std::size_t i = keep.events.size(); i-- > 0;)
    if (const auto ok = back.undo_event(keep.events[i]); !ok) return "undo: " + ok.error().text;
  if (back.dump() != keep.first->dump()) return "undo does not lead back to the beginning";
  return {};
}

}  // namespace

TEST_CASE("World equals dump after every turn, and undo leads back, on random scenarios") {
  Coverage coverage;
  Seen seen;
  const auto runs = static_cast<std::uint64_t>(scenarios(2'000));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    const std::string wrong = run_and_compare(make_scenario(seed), coverage, seen);
    INFO("seed " << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  WARN(coverage.text());
  WARN(seen.text());
  CHECK(coverage.restart_after_checkpoint * 100 >= 30 * coverage.runs);
  CHECK(coverage.crash_with_blocked_channel * 100 >= 30 * coverage.runs);
  CHECK(coverage.parallel * 100 >= 30 * coverage.runs);
  CHECK(coverage.late * 100 >= 10 * coverage.runs);
  seen.check(coverage);
}

TEST_CASE("World equals dump after every turn, and undo leads back, when rows are bad") {
  Coverage coverage;
  Seen seen;
  std::size_t skipped = 0, beside = 0, timed = 0;
  const auto runs = static_cast<std::uint64_t>(scenarios(200));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    RandomScenario scenario = make_scenario(seed);
    const bool side = seed % 2 == 0, at = seed % 3 != 0;
    for (NodeId i = 0, n = static_cast<NodeId>(scenario.graph.nodes.size()); i < n; i++) {
      if (!scenario.graph.nodes[i].source) continue;
      SourceSpec& spec = *scenario.graph.nodes[i].source;
      spec.make = spotty(spec.make, 4);
      spec.on_error = side ? OnError::kSideOutput : OnError::kSkip;
      if (at) spec.at = [](const Value& row) { return std::optional(2 * row[1].as_int()); };
      if (!side) continue;
      StreamNode errors;
      errors.uid = "errors-" + std::to_string(i);
      errors.is = "print";
      errors.make = [] { return std::make_unique<PrintSink>(); };
      errors.inputs = {{StreamEdge{.from = i, .tag = kErrorsTag}}};
      scenario.graph.add(std::move(errors));
    }
    (side ? beside : skipped)++;
    timed += at ? 1 : 0;
    const std::string wrong = run_and_compare(std::move(scenario), coverage, seen);
    INFO("seed " << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  WARN(coverage.text());
  CHECK(std::min({skipped, beside, timed}) > 0);
  CHECK(coverage.restart_after_checkpoint * 100 >= 20 * coverage.runs);
}

TEST_CASE("World equals dump after every turn, and undo leads back, when parts come in pieces") {
  Coverage coverage;
  Seen seen;
  std::size_t pieces = 0;
  for (std::uint64_t seed = 1; coverage.runs < static_cast<std::size_t>(scenarios(150)); seed++) {
    RandomScenario scenario = make_scenario_in_pieces(seed);
    bool files = false;
    for (const StreamNode& node : scenario.graph.nodes) files = files || node.folder;
    if (!files) continue;
    const std::string wrong =
        run_and_compare(std::move(scenario), coverage, seen, nullptr, &pieces);
    INFO("seed " << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  WARN(coverage.text());
  WARN(fmt::format("{} runs with pieces", pieces));
  CHECK(pieces * 2 > coverage.runs);
  CHECK(coverage.restart_after_checkpoint * 100 >= 20 * coverage.runs);
}

std::uint64_t decisions_of(const RandomScenario& scenario) {
  auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, *backends);
  REQUIRE(sim);
  for (const auto& fault : scenario.faults) (*sim)->add_fault(fault);
  (*sim)->run(20'000);
  return (*sim)->decisions();
}

// A subtask publishes its part when it ends; the others fail, all begins anew, and the part comes
// in the place of the first.
TEST_CASE("World equals dump after every turn, and undo leads back, without checkpoints") {
  Coverage coverage;
  Seen seen;
  for (std::uint64_t seed = 1; coverage.runs < static_cast<std::size_t>(scenarios(200)); seed++) {
    RandomScenario scenario = make_scenario(seed);
    bool files = false;
    for (const StreamNode& node : scenario.graph.nodes) files = files || node.folder;
    if (!files) continue;
    scenario.graph.config.checkpoints.interval = 0;
    const std::uint64_t end = decisions_of(scenario);
    for (std::uint32_t task = 0; task < 5; task++) {
      sim::Fault fault;
      fault.decision = {sim::DecisionKind::kFailTask, {PendingKind::kPollSource, task, 0}};
      fault.at_decision = end - std::min<std::uint64_t>(end, stable_hash(seed, task, 0) % 12);
      scenario.faults.push_back(std::move(fault));
    }
    const std::string wrong = run_and_compare(std::move(scenario), coverage, seen);
    INFO("seed " << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  WARN(seen.text());
  CHECK(seen.runs["part again"] * 100 >= 3 * coverage.runs);
}

TEST_CASE("World equals dump after every turn, and undo leads back, when barriers overtake") {
  Coverage coverage;
  InFlight in_flight;
  Seen seen;
  const auto runs = static_cast<std::uint64_t>(scenarios(1'500));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    const std::string wrong =
        run_and_compare(make_unaligned_scenario(seed), coverage, seen, &in_flight);
    INFO("seed " << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  WARN(coverage.text());
  WARN(seen.text());
  WARN(fmt::format("in flight: {} stored, {} restored, {} of them elsewhere", in_flight.stored,
                   in_flight.restored, in_flight.moved));
  CHECK(coverage.restart_after_checkpoint * 100 >= 30 * coverage.runs);
  CHECK(in_flight.stored * 100 >= 20 * coverage.runs);
  CHECK(in_flight.restored * 100 >= 10 * coverage.runs);
  CHECK(in_flight.moved > 0);
  seen.check(coverage);
}
