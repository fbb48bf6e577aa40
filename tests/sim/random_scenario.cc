#include "tests/sim/random_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/check.h"
#include "engine/core/hash.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "engine/state/hashmap/factory.h"
#include "tests/functions.h"

namespace weir::testing {

std::uint64_t Random::next() { return stable_hash(seed_, 0x5ce7a210, n_++); }

namespace {

constexpr std::size_t kKey = 0, kTime = 1;

Value row(std::string_view key, Timestamp at, std::int64_t value) {
  return Value::row({Value::text(key), Value::integer(at), Value::integer(value)});
}

class Counter final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override {
    count_.emplace(context.value_state("count"));
    seen_.emplace(context.list_state("seen"));
  }
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    const Value was = count_->value();
    const std::int64_t now = (was.is_null() ? 0 : was.as_int()) + 1;
    count_->update(Value::integer(now));
    seen_->add(value[2]);
    if (now % 4 == 0) seen_->clear();
    out.collect(Value::row({context.current_key(), value[kTime], Value::integer(now)}));
  }

 private:
  std::optional<ValueState> count_;
  std::optional<ListState> seen_;
};

// Timers of both domains, set, moved and deleted; a side output; state that is cleared.
class Watcher final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { last_.emplace(context.value_state("last")); }
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    const Value was = last_->value();
    const Timestamp at = value[kTime].as_int();
    if (!was.is_null()) context.delete_event_timer(was.as_int() + 7);
    context.register_event_timer(at + 7);
    context.register_processing_timer(context.current_processing_time() + 3);
    last_->update(Value::integer(at));
    if (at % 5 == 0) context.output("fives", value);
    if (at % 3 != 0) out.collect(value);
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    out.collect(row("timer", at, context.domain() == TimeDomain::kEvent ? 1 : 2));
    if (context.domain() == TimeDomain::kEvent) last_->clear();
  }

 private:
  std::optional<ValueState> last_;
};

class Join final : public KeyedCoProcessFunction {
 public:
  void open(FunctionContext& context) override {
    left_.emplace(context.value_state("left"));
    right_.emplace(context.value_state("right"));
  }
  void process_element1(const Value& value, ProcessContext& context, Collector& out) override {
    meet(*left_, *right_, value, context, out);
  }
  void process_element2(const Value& value, ProcessContext& context, Collector& out) override {
    meet(*right_, *left_, value, context, out);
  }
  void on_timer(Timestamp, OnTimerContext&, Collector&) override { left_->clear(); }

 private:
  static void meet(ValueState& mine, ValueState& other, const Value& value, ProcessContext& context,
                   Collector& out) {
    const Value waiting = other.value();
    if (waiting.is_null()) {
      mine.update(value[2]);
      context.register_event_timer(value[kTime].as_int() + 9);
      return;
    }
    other.clear();
    out.collect(Value::row({context.current_key(), value[kTime], waiting}));
  }

  std::optional<ValueState> left_, right_;
};

class SumReduce final : public ReduceFunction {
 public:
  Value reduce(const Value& a, const Value& b) const override {
    return Value::row({a[0], a[1], Value::integer(a[2].as_int() + b[2].as_int())});
  }
};

// The time of the last record after each of them, and at each probe: it goes back.
class LastSeen final : public WatermarkGenerator {
 public:
  void on_event(const Value& /*event*/, Timestamp timestamp, WatermarkOutput& out) override {
    last_ = timestamp;
    if (timestamp % 2 == 0) out.emit_watermark(timestamp - 1);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& out) override {
    out.emit_watermark(last_ - 1);
  }

 private:
  Timestamp last_ = kMinTimestamp + 1;
};

class Generator {
 public:
  Generator(std::uint64_t seed, bool any_alignment)
      : r_(seed),
        extra_(stable_hash(seed, 0x7a11, 0)),
        idle_(stable_hash(seed, 0x1d1e, 0)),
        any_alignment_(any_alignment) {}

  std::size_t chunk_bytes = std::size_t{1} << 20;

  RandomScenario make() {
    RandomScenario out;
    JobConfig config;
    config.name = "random";
    config.parallelism = r_.chance(75) ? static_cast<std::uint32_t>(r_.between(2, 3)) : 1;
    config.max_parallelism = r_.chance(30) ? 7 : 0;
    config.task_managers = static_cast<std::uint32_t>(r_.between(1, 3));
    config.channel_capacity = static_cast<std::size_t>(r_.chance(40) ? r_.between(1, 3) : 64);
    config.chaining = r_.chance(85);
    if (r_.chance(92)) config.checkpoints.interval = r_.between(4, 14);
    config.checkpoints.timeout = r_.between(90, 400);
    config.checkpoints.tolerable_failures = 1'000;
    if (any_alignment_) config.checkpoints.alignment = alignment();
    config.checkpoints.aligned_timeout = any_alignment_ ? r_.between(1, 5) : 0;
    config.restart.delay = r_.between(0, 6);
    out.parallel = config.parallelism > 1;
    StreamBuilder job(config);
    build(job);
    out.graph = job.build();
    latencies(out.options);
    faults(out);
    return out;
  }

 private:
  Alignment alignment() {
    const std::uint64_t n = r_.below(10);
    return n < 6   ? Alignment::kUnaligned
           : n < 9 ? Alignment::kAlignedWithTimeout
                   : Alignment::kAtLeastOnce;
  }

  Stream source(StreamBuilder& job, const std::string& uid) {
    std::vector<std::vector<Value>> splits(static_cast<std::size_t>(r_.between(1, 3)));
    Timestamp at = r_.between(-5, 5);
    for (auto& split : splits) {
      const std::int64_t rows = r_.between(3, 16);
      for (std::int64_t i = 0; i < rows; i++) {
        at += r_.between(-5, 6);
        const std::string& key = keys_[r_.below(keys_.size())];  // one draw a statement
        const std::int64_t value = r_.between(-9, 9);
        split.push_back(row(key, at, value));
      }
    }
    SourceSpec spec{.make = make_inline_source(uid, splits), .every = r_.between(0, 3)};
    if (!r_.chance(10))
      spec.event_time = [](const Value& v) { return std::optional(v[kTime].as_int()); };
    else
      timeless_ = true;
    spec.watermarks.kind =
        r_.chance(85) ? WatermarkKind::kBoundedOutOfOrderness : WatermarkKind::kNone;
    spec.watermarks.bound = r_.between(0, 2);
    spec.watermarks.emit_every_event = r_.chance(70);
    spec.watermarks.interval = r_.between(1, 5);
    if (idle_.chance(25)) {
      spec.watermarks.interval = idle_.between(1, 3);
      spec.watermarks.idle_timeout = idle_.between(1, 4);
    }
    Stream s = job.source(uid, std::move(spec)).rows({"key", "at", "value"});
    return r_.chance(50) ? s.parallelism(1) : s;
  }

  KeySelector key() {
    if (r_.chance(70)) return KeySelector::field(kKey, "key");
    return KeySelector::function([](const Value& v) { return v[kKey]; }, "first");
  }

  Stream shape(Stream s) {
    if (r_.chance(30)) s = s.filter("keep", [](const Value& v) { return v[2].as_int() != 5; });
    if (r_.chance(30))
      s = s.flat_map("twice", [](const Value& v, Collector& out) {
        out.collect(v);
        if (v[2].as_int() > 6) out.collect(row("extra", v[kTime].as_int(), 1));
      });
    if (r_.chance(20)) s = s.rebalance();
    if (r_.chance(25)) s = s.map("same", [](const Value& v) { return v; });
    if (extra_.chance(25)) s = retimed(s);
    return s;
  }

  // Event time of its own: other timestamps, none for some records, a generator that goes back,
  // idleness. Perhaps with a branch in front of it, which has the event time of before.
  Stream retimed(const Stream& s) {
    if (extra_.chance(30)) s.print("before");
    TimestampAssigner assigner;
    if (const std::uint64_t kind = extra_.below(4); kind == 1) {
      assigner = [](const Value& v, std::optional<Timestamp>) {
        return std::optional(v[kTime].as_int() - 3);
      };
    } else if (kind > 1 || timeless_) {
      assigner = [](const Value& v, std::optional<Timestamp>) {
        return std::optional(v[kTime].as_int());
      };
    }
    timeless_ = false;
    WatermarkStrategy strategy;
    const std::uint64_t kind = extra_.below(8);
    strategy.kind = kind == 0   ? WatermarkKind::kNone
                    : kind <= 2 ? WatermarkKind::kCustom
                                : WatermarkKind::kBoundedOutOfOrderness;
    strategy.custom = [] { return std::make_unique<LastSeen>(); };
    strategy.bound = extra_.between(0, 3);
    strategy.emit_every_event = extra_.chance(40);
    strategy.interval = extra_.chance(90) ? extra_.between(1, 6) : 0;
    if (extra_.chance(50)) {
      strategy.interval = extra_.between(1, 2);
      strategy.idle_timeout = extra_.between(1, 2);
    }
    Stream out = s.assign_timestamps_and_watermarks("times", assigner, strategy);
    if (extra_.chance(30)) out = out.map("after", [](const Value& v) { return v; });
    if (extra_.chance(30)) out.print("between");
    return out;
  }

  Stream window(const Stream& s) {
    WindowAssigner assigner =
        r_.chance(70) ? WindowAssigner(*TumblingEventTimeWindows::of(r_.between(2, 8)))
                      : WindowAssigner(*EventTimeSessionWindows::with_gap(r_.between(2, 6)));
    const Duration lateness = r_.chance(35) ? r_.between(1, 8) : 0;
    const bool tag = r_.chance(50);
    const std::uint64_t contents = r_.below(3);
    const auto make = [=] {
      WindowOperatorConfig config(assigner);
      config.allowed_lateness = lateness;
      if (tag) config.late_tag = "late";
      if (contents == 0) config.contents = ReduceSpec{std::make_unique<SumReduce>()};
      if (contents == 1) config.contents = AggregateSpec{std::make_unique<CountElements>()};
      return config;
    };
    return extra_.chance(20) ? s.window_all("window", make) : s.window("window", make);
  }

  void build(StreamBuilder& job) {
    Stream s = shape(source(job, "a"));
    const std::uint64_t kind = r_.below(6);
    if (kind >= 4) {
      const Stream b = source(job, "b");
      if (kind == 5) {
        finish(job.connect(s.key_by(key()), b.key_by(key()), "join",
                           [] { return std::make_unique<Join>(); }),
               "");
        return;
      }
      s = s.union_with(b);
    }
    const Stream keyed = s.key_by(key());
    if (kind <= 2 && !timeless_) {
      finish(window(keyed), "late");
    } else if (kind == 3) {
      finish(keyed.process("watch", [] { return std::make_unique<Watcher>(); }), "fives");
    } else {
      finish(keyed.process("count", [] { return std::make_unique<Counter>(); }), "");
    }
  }

  void finish(const Stream& results, const std::string& tag) {
    if (r_.chance(30)) results.print("shown");
    if (r_.chance(35))
      results.file_sink("filed", {.folder = "filed",
                                  .line = [](const Value& row) { return row.to_string(); },
                                  .chunk_bytes = chunk_bytes});
    if (!tag.empty() && r_.chance(60)) results.side_output(tag).transactional(tag);
    if (r_.chance(70)) {
      results.transactional("out");
      return;
    }
    const Stream all = results.broadcast().transactional("out");
    if (r_.chance(50)) all.parallelism(1);
  }

  sim::Latency latency(Duration most) {
    const Duration lo = r_.between(0, 2);
    return {lo, lo + (r_.chance(60) ? r_.between(0, most) : 0)};
  }
  void latencies(sim::SimOptions& options) {
    options.seed = r_.next();
    options.network = latency(9);
    options.control = latency(4);
    options.snapshot = latency(5);
    options.storage = latency(5);
  }

  void faults(RandomScenario& out) {
    const std::int64_t n = r_.chance(95) ? r_.between(1, 4) : 0;
    for (std::int64_t i = 0; i < n; i++) {
      if (r_.chance(15)) {
        add({sim::DecisionKind::kRescale,
             {PendingKind::kPollSource, static_cast<std::uint32_t>(r_.between(1, 3)), 0}},
            out);
        out.rescales = true;
      }
      sim::Decision d{sim::DecisionKind::kFailTask,
                      {PendingKind::kPollSource, static_cast<std::uint32_t>(r_.below(5)), 0}};
      const std::uint64_t kind = r_.below(10);
      if (kind == 0) d.kind = sim::DecisionKind::kFailJobMaster;
      if (kind == 1) d = {sim::DecisionKind::kFailTaskManager, {PendingKind::kPollSource, 0, 0}};
      if (kind == 2)
        d = {sim::DecisionKind::kLose,
             {PendingKind::kControl, static_cast<std::uint32_t>(r_.below(12)), 0}};
      add(d, out);
    }
  }

  void add(const sim::Decision& d, RandomScenario& out) {
    sim::Fault fault;
    fault.decision = d;
    const std::uint64_t when = r_.below(10);
    if (when < 6) {
      fault.when = [](const Job& job) {
        for (ChannelId c = 0; c < job.network().size(); c++)
          if (job.network().channel(c).blocked()) return job.master().completed_checkpoints() > 0;
        for (TaskId t = 0; t < job.plan().tasks.size(); t++)
          if (job.task(t) != nullptr && job.task(t)->collecting())
            return job.master().completed_checkpoints() > 0;
        return false;
      };
    } else if (when < 7) {
      const std::uint64_t after = r_.below(3) + 1;
      fault.when = [after](const Job& job) {
        return job.master().completed_checkpoints() >= after;
      };
    } else {
      fault.at_decision = r_.below(250);
    }
    out.faults.push_back(std::move(fault));
  }

  Random r_;
  Random extra_;  // of what came later: the other draws stay what they were
  Random idle_;   // likewise: of sources that fall idle
  bool any_alignment_;
  const std::vector<std::string> keys_{"a",  "b",   "c",
                                       "dd", "eee", "a key longer than fifteen bytes"};
  bool timeless_ = false;
};

}  // namespace

RandomScenario make_scenario(std::uint64_t seed) { return Generator(seed, false).make(); }

RandomScenario make_unaligned_scenario(std::uint64_t seed) { return Generator(seed, true).make(); }

RandomScenario make_scenario_in_pieces(std::uint64_t seed) {
  Generator generator(seed, false);
  generator.chunk_bytes = 30;
  return generator.make();
}

std::string Coverage::text() const {
  const auto percent = [this](std::size_t n) { return runs == 0 ? 0 : 100 * n / runs; };
  return fmt::format(
      "{} runs: {} % restarted after a completed checkpoint, {} % crashed with a blocked channel, "
      "{} % in parallel, {} % with late data, {} % rescaled, {} % to the end",
      runs, percent(restart_after_checkpoint), percent(crash_with_blocked_channel),
      percent(parallel), percent(late), percent(rescaled), percent(done));
}

void CoverageProbe::before_decision(const sim::Simulator& sim) {
  const Job& job = sim.job();
  std::size_t dead = 0;
  for (TaskId t = 0; t < job.plan().tasks.size(); t++)
    if (job.task(t) == nullptr) dead++;
  if (dead > dead_ && blocked_) crash_blocked_ = true;
  dead_ = dead;
  blocked_ = false;
  for (ChannelId c = 0; c < job.network().size(); c++)
    if (job.network().channel(c).blocked()) blocked_ = true;
  late_ = late_ || job.late_records_dropped() > 0;
  if (job.master().restarts() > restarts_) {
    restarts_ = job.master().restarts();
    restart_ = restart_ || job.master().completed_checkpoints() > 0;
  }
}

void CoverageProbe::end(const sim::Simulator& sim, const RandomScenario& scenario) {
  for (const auto& row : sim.outside().visible()) late_ = late_ || row.uid == "late";
  coverage_.runs++;
  coverage_.restart_after_checkpoint += restart_;
  coverage_.crash_with_blocked_channel += crash_blocked_;
  coverage_.parallel += scenario.parallel;
  coverage_.late += late_;
  coverage_.rescaled += scenario.rescales && sim.job().master().restarts() > 0;
  coverage_.done += sim.job().done();
}

MemoryTrace recorded_trace(RandomScenario scenario, int most_decisions) {
  MemoryTrace trace;
  scenario.options.trace = &trace;
  auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, *backends);
  WEIR_CHECK(sim, "a random scenario has no mistake");
  for (auto& fault : scenario.faults) (*sim)->add_fault(fault);
  for (int i = 0; i < most_decisions && (*sim)->step(); i++) {
  }
  (*sim)->end_trace();
  return trace;
}

}  // namespace weir::testing
