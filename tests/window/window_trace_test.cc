// The window operator tells the trace the truth: the World folded from its events holds the cells
// and timers that are in the backend. And the order of events within a turn, which lesson 11 shows.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/operators/window_operator.h"
#include "engine/trace/derive.h"
#include "engine/trace/json.h"
#include "engine/trace/reader.h"
#include "tests/catch.h"
#include "tests/operators/operator_harness.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

class Sum final : public ReduceFunction {
 public:
  Value reduce(const Value& a, const Value& b) const override {
    return Value::row({a[0], Value::integer(a[1].as_int() + b[1].as_int())});
  }
};

// A harness of one subtask with its trace.
class Traced {
 public:
  Traced(const WindowAssigner& assigner, Duration lateness, bool list) : recorder_(trace_) {
    recorder_.begin(*parse_json(R"({"plan": {"maxpar": 128, "channels": [], "tasks": [
        {"id": "operator#0", "name": "operator", "ops": [{"uid": "operator", "is": "window"}]}
    ]}})"));
    HarnessConfig config;
    config.make = [=] {
      WindowOperatorConfig window(assigner);
      window.allowed_lateness = lateness;
      if (!list) window.contents = ReduceSpec{std::make_unique<Sum>()};
      return std::move(*WindowOperator::create(std::move(window)));
    };
    // A key that the plan does not name is announced with each record.
    config.keys = {KeySelector::function([](const Value& v) { return v[0]; }, "key")};
    config.trace = &recorder_;
    harness_ = std::make_unique<OperatorHarness>(std::move(config));
  }

  OperatorHarness& harness() { return *harness_; }

  // Ends the trace and reads it back.
  std::vector<TraceEvent> events(World* world = nullptr) {
    recorder_.end();
    Result<Deriver> deriver = Deriver::create(trace_.trace_header());
    REQUIRE(deriver);
    TraceReader reader;
    StoredEvent stored;
    std::vector<TraceEvent> out;
    for (const std::string& part : trace_.parts()) {
      reader.give(part);
      for (;;) {
        const Result<bool> more = reader.next(stored);
        REQUIRE(more);
        if (!*more) break;
        TraceEvent event;
        if (const auto ok = deriver->derive(stored, event); !ok) FAIL(ok.error().text);
        out.push_back(std::move(event));
      }
    }
    if (world != nullptr) *world = deriver->world();
    return out;
  }

 private:
  MemoryTrace trace_;
  TraceRecorder recorder_;
  std::unique_ptr<OperatorHarness> harness_;
};

using Rows = std::map<std::string, std::string>;

Value name_of(const Namespace& ns) { return ns.is_void() ? Value() : Value::text(to_string(ns)); }

Rows rows_of(const World& world) {
  Rows rows;
  for (const auto& [key, value] : world.rows(table::kCell))
    rows["cell " + key[2].to_string() + key[3].to_string() + key[4].to_string()] =
        value.to_string();
  for (const auto& [key, slots] : world.queues(table::kItems)) {
    std::vector<Value> elements;
    for (const Value& slot : slots) elements.push_back(member(slot, "elem"));
    if (elements.empty()) continue;
    rows["cell " + key[2].to_string() + key[3].to_string() + key[4].to_string()] =
        Value::list(elements).to_string();
  }
  for (const auto& [key, value] : world.rows(table::kTimer))
    rows["timer " + key[2].to_string() + key[3].to_string() + key[5].to_string()] = "set";
  return rows;
}

Rows rows_of(const KeyedStateBackend& backend, TimerQueue& timers) {
  Rows rows;
  backend.for_each([&](const KeyedStateBackend::Entry& e) {
    rows["cell " + Value::text(e.state).to_string() + e.key.to_string() +
         name_of(e.ns).to_string()] = e.value.to_string();
  });
  timers.for_each([&](const Timer& t) {
    rows["timer " + t.key.to_string() + name_of(t.ns).to_string() +
         Value::integer(t.timestamp).to_string()] = "set";
  });
  return rows;
}

TEST_CASE("the world folded from the trace is what the backend holds", "[window][trace]") {
  std::size_t rows = 0;
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(600)); seed++) {
    std::uint64_t n = 0;
    const auto draw = [&](std::uint64_t below) {
      return static_cast<std::int64_t>(stable_hash(seed, 13, n++) % below);
    };
    const WindowAssigner assigners[] = {*TumblingEventTimeWindows::of(7),
                                        *SlidingEventTimeWindows::of(9, 4),
                                        *EventTimeSessionWindows::with_gap(4)};
    const Duration lateness = draw(12);
    Traced traced(assigners[seed % 3], lateness, draw(2) == 0);
    Timestamp time = 0;
    for (std::int64_t step = 20 + draw(30); step > 0; step--) {
      time += draw(4);
      if (draw(4) > 0) {
        const std::int64_t key = draw(3), behind = draw(25);
        traced.harness().element(Value::row({Value::integer(key), Value::integer(step)}),
                                 time - behind);
      } else {
        traced.harness().watermark(time - 5);
      }
    }
    INFO("seed " << seed);
    const OperatorContext& context = traced.harness().context();
    const Rows held = rows_of(*context.backend, context.backend->timers(TimeDomain::kEvent));
    World world = *World::create(Value::map(std::span<const Value>()));
    traced.events(&world);
    REQUIRE(rows_of(world) == held);
    rows += held.size();
  }
  CHECK(rows > 0);
}

Value one(std::int64_t value) { return Value::row({Value::integer(1), Value::integer(value)}); }

std::vector<std::string> kinds(const std::vector<TraceEvent>& events) {
  std::vector<std::string> out;
  for (const TraceEvent& e : events) out.emplace_back(e.info().name);
  return out;
}

TEST_CASE("events of a window come in the order in which they happen", "[window][trace]") {
  Traced traced(*TumblingEventTimeWindows::of(5), 0, false);
  traced.harness().element(one(1), 11);
  traced.harness().element(one(2), 12);
  traced.harness().watermark(14);
  traced.harness().element(one(3), 12);
  CHECK(kinds(traced.events()) ==
        std::vector<std::string>{"win.assign", "st.write", "tm.reg",  // the first element
                                 "win.assign", "st.write",            // the second
                                 "wm.advance", "tm.fire", "win.fire", "rec.make", "win.purge",
                                 "st.clear", "late"});
}

TEST_CASE("sessions that merge say so before the element joins them", "[window][trace]") {
  Traced traced(*EventTimeSessionWindows::with_gap(5), 0, false);
  traced.harness().element(one(1), 0);
  traced.harness().element(one(2), 8);
  traced.harness().element(one(3), 4);
  const std::vector<std::string> all = kinds(traced.events());
  const std::vector<std::string> first = {"win.assign", "st.write", "tm.reg", "st.update"};
  std::vector<std::string> expected = first;
  expected.insert(expected.end(), first.begin(), first.end());
  for (const char* kind : {"win.merge", "tm.del", "tm.del", "st.merge", "win.assign", "st.write",
                           "tm.reg", "st.update"})
    expected.push_back(kind);
  CHECK(all == expected);
}

}  // namespace
}  // namespace weir
