// Tested by tests/window/window_operator_test.cc and the vectors window/*.json.
#include "engine/operators/window_operator.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/operators/basic_operators.h"

namespace weir {

namespace {

constexpr char kContentsName[] = "window-contents";

Timestamp event_time_of(const Record& record) {
  return record.has_timestamp ? record.timestamp : kNoTimestampMarker;
}

Value stored_ends(const std::vector<TimeWindow>& windows) {
  std::vector<Value> pairs;
  for (const TimeWindow& w : windows)
    pairs.push_back(Value::list({Value::integer(w.start), Value::integer(w.end)}));
  return Value::list(pairs);
}

}  // namespace

// What a window function sees during one call.
class WindowOperator::CallContext final : public WindowContext {
 public:
  CallContext(OperatorContext& context, const TimeWindow& window, bool merging)
      : context_(context), window_(window), merging_(merging) {}

  const Value& key() const override {
    return context_.named_keys ? context_.keys->current_key() : no_key_;
  }
  const TimeWindow& window() const override { return window_; }
  Timestamp current_watermark() const override { return context_.timers->current_watermark(); }
  Timestamp current_processing_time() const override {
    return context_.timers->current_processing_time();
  }
  ValueState window_state(std::string_view name) override {
    if (merging_)
      throw UserError(ErrorKind::kUnsupported,
                      "state per window does not exist for sessions: which window would have it "
                      "after a merge? Use global_state");
    return state(name, window_.as_namespace());
  }
  ValueState global_state(std::string_view name) override { return state(name, {}); }
  void output(std::string_view tag, Value value) override {
    if (Output* side = context_.side(tag))
      context_.emit_to(side, std::move(value), window_.max_timestamp());
  }

 private:
  ValueState state(std::string_view name, const Namespace& ns) {
    return ValueState(*context_.keys, context_.backend, std::string(name), context_.trace, ns);
  }

  OperatorContext& context_;
  const TimeWindow& window_;
  bool merging_;
  Value no_key_;
};

Result<std::unique_ptr<WindowOperator>> WindowOperator::create(WindowOperatorConfig config) {
  if (config.allowed_lateness < 0)
    return Error{ErrorKind::kBadArgument, "the allowed lateness cannot be negative, as " +
                                              std::to_string(config.allowed_lateness) + " is"};
  return std::unique_ptr<WindowOperator>(new WindowOperator(std::move(config)));
}

WindowOperator::WindowOperator(WindowOperatorConfig config)
    : assigner_(std::move(config.assigner)),
      merging_(is_merging(assigner_)),
      one_window_(std::holds_alternative<TumblingEventTimeWindows>(assigner_)),
      allowed_lateness_(config.allowed_lateness),
      late_tag_(std::move(config.late_tag)),
      contents_(std::move(config.contents)),
      function_(std::move(config.function)) {}

void WindowOperator::open(OperatorContext& context) {
  Operator::open(context);
  WEIR_CHECK(context.backend != nullptr, "a window operator has a key, be it a constant one");
  const auto opened = contents_.open(*context.backend, context.trace, kContentsName);
  if (!opened) throw UserError(opened.error());
  if (merging_) {
    auto state = RecordedState::open(
        context.backend, {MergingWindowSet::kStateName, StateKind::kList}, context.trace);
    if (!state) throw UserError(state.error());
    sessions_state_ = std::move(*state);
  }
  if (context.operator_state->restored()) find_windows_that_lack_timers();
}

void WindowOperator::process(Record& record) {
  const Timestamp at = event_time_of(record);
  // Most elements of a stream in order are in the window of the one before: no division.
  const bool is_same =
      one_window_ && !windows_.empty() && at > windows_[0].start && at < windows_[0].end;
  if (!is_same) assign_windows(assigner_, at, windows_);
  if (merging_) return process_merging(record, windows_.front());
  bool is_in_a_window = false;
  for (const TimeWindow& window : windows_) {
    if (is_late(window)) continue;
    is_in_a_window = true;
    if (context().trace != nullptr) context().trace->win_assign(window.start, window.end);
    add(window, window.as_namespace(), record.value, false);
  }
  if (!is_in_a_window) [[unlikely]]
    skip(record);
}

void WindowOperator::process_merging(Record& record, const TimeWindow& added) {
  load_sessions();
  const MergingWindowSet::Added result = sessions_.add(added);
  const TimeWindow& window = result.window;
  if (result.merge) carry_out(*result.merge);
  if (is_late(window)) {
    sessions_.retire(window);
    persist_sessions();
    windows_ = {window};
    return skip(record);
  }
  if (context().trace != nullptr) context().trace->win_assign(window.start, window.end);
  add(window, sessions_.state_window(window)->as_namespace(), record.value, sessions_.changed());
  persist_sessions();
}

// Flink registers both timers with every element. It is enough to do so when the window is new, or
// there is nothing in it: what is in it was put there when the watermark was no further than now,
// so the timers that are still to come were registered then. They go away only by firing (and the
// one for cleanup takes the contents with it) or by a merge (then the window is new). The
// exceptions are windows that lacked timers when they were restored: event time went back to MIN.
void WindowOperator::add(const TimeWindow& window, const Namespace& ns, const Value& element,
                         bool is_new) {
  TimerService& timers = *context().timers;
  const bool is_first = contents_.add(ns, element);
  const bool is_over = window.max_timestamp() <= timers.current_watermark();
  const bool sets_timers = is_first || is_new || may_lack_timers(window);
  if (is_over)
    fire(window, ns);
  else if (sets_timers)
    timers.register_timer(TimeDomain::kEvent, window.max_timestamp(), window.as_namespace());
  if (!sets_timers) return;
  const Timestamp cleanup = cleanup_time(window);
  // At MAX it would never fire; and the two may be one.
  if (cleanup == kMaxTimestamp || (cleanup == window.max_timestamp() && !is_over)) return;
  timers.register_timer(TimeDomain::kEvent, cleanup, window.as_namespace());
}

void WindowOperator::on_timer(const Timer& timer, TimeDomain /*domain*/) {
  const TimeWindow window = TimeWindow::of(timer.ns);
  Namespace ns = timer.ns;
  if (merging_) {
    load_sessions();
    const auto state_window = sessions_.state_window(window);
    if (!state_window) return;
    ns = state_window->as_namespace();
  }
  if (timer.timestamp == window.max_timestamp()) fire(window, ns);
  if (timer.timestamp == cleanup_time(window)) remove_window(window, ns);
  if (merging_) persist_sessions();
}

void WindowOperator::fire(const TimeWindow& window, const Namespace& ns) {
  const std::optional<Value> contents = contents_.get(ns);
  if (!contents) return;
  OperatorContext& c = context();
  if (c.trace != nullptr) c.trace->win_fire(window.start, window.end, *contents);
  CallContext call(c, window, merging_);
  TimestampedCollector out(c, window.max_timestamp());
  function_->process(call, contents_.elements(*contents), out);
}

// The timer that fires the window is no later than the one that removes it, so none is left.
void WindowOperator::remove_window(const TimeWindow& window, const Namespace& ns) {
  if (context().trace != nullptr) context().trace->win_purge(window.start, window.end);
  contents_.clear(ns);
  CallContext call(context(), window, merging_);
  function_->clear(call);
  if (merging_) sessions_.retire(window);
}

// Timers of the result are set by the element that caused the merge, which is in it.
void WindowOperator::carry_out(const MergingWindowSet::Merge& merge) {
  OperatorContext& c = context();
  // Without the check for overflow, as in Flink.
  if (wrapping_add(merge.result.max_timestamp(), allowed_lateness_) <=
      c.timers->current_watermark())
    throw UserError(ErrorKind::kUnsupported,
                    "the session " + to_string(merge.result.as_namespace()) +
                        " would end before the watermark " +
                        std::to_string(c.timers->current_watermark()) + " by merging");
  if (c.trace != nullptr)
    c.trace->win_merge(stored_ends(merge.merged), merge.result.start, merge.result.end);
  for (const TimeWindow& window : merge.merged) {
    const Namespace ns = window.as_namespace();
    const Timestamp cleanup = cleanup_time(window);
    if (window.max_timestamp() > c.timers->current_watermark())
      c.timers->delete_timer(TimeDomain::kEvent, window.max_timestamp(), ns);
    if (cleanup != kMaxTimestamp && cleanup != window.max_timestamp())
      c.timers->delete_timer(TimeDomain::kEvent, cleanup, ns);
  }
  contents_.merge(merge.state_window.as_namespace(), merge.state_windows);
}

// The element is in no window, or in none that is left.
void WindowOperator::skip(Record& record) {
  OperatorContext& c = context();
  const Timestamp at = event_time_of(record);
  // Wraps as in Flink: near the end of time, or with a huge lateness, an element may be in no
  // window and yet not be late. Nor is one that falls between windows, unless it is late for
  // itself.
  if (wrapping_add(at, allowed_lateness_) > c.timers->current_watermark()) {
    if (c.trace != nullptr) c.trace->rec_drop("in no window, but not late");
    return;
  }
  if (c.trace != nullptr) {
    const TimeWindow window = windows_.empty() ? TimeWindow{at, wrapping_add(at, 1)} : windows_[0];
    c.trace->late(window.start, window.end, late_tag_ ? "to a side output" : "dropped");
  }
  if (!late_tag_)
    c.late_records_dropped++;
  else if (Output* side = c.side(*late_tag_))
    side->collect(std::move(record));
}

void WindowOperator::load_sessions() { sessions_.load(sessions_state_->get({})); }

void WindowOperator::persist_sessions() {
  if (!sessions_.changed()) return;
  if (sessions_.empty())
    sessions_state_->remove({});
  else
    sessions_state_->replace({}, sessions_.stored());
}

Timestamp WindowOperator::cleanup_time(const TimeWindow& window) const {
  const Timestamp at = wrapping_add(window.max_timestamp(), allowed_lateness_);
  return at >= window.max_timestamp() ? at : kMaxTimestamp;
}

// A restored window lacks a timer if it had fired, or if the job had another allowed lateness. One
// look at every window there is, once for each restore, so that no element has to ask.
void WindowOperator::find_windows_that_lack_timers() {
  struct Set {
    bool fire = false, cleanup = false;
  };
  std::map<std::pair<Namespace, Value>, Set> timers;
  KeyedStateBackend& backend = *context().backend;
  backend.timers(TimeDomain::kEvent).for_each([&](const Timer& timer) {
    const TimeWindow window = TimeWindow::of(timer.ns);
    Set& set = timers[{timer.ns, timer.key}];
    if (timer.timestamp == window.max_timestamp()) set.fire = true;
    if (timer.timestamp == cleanup_time(window)) set.cleanup = true;
  });
  const auto look_at = [&](const TimeWindow& window, const Value& key) {
    const auto found = timers.find({window.as_namespace(), key});
    const Set set = found == timers.end() ? Set{} : found->second;
    if (set.fire && (set.cleanup || cleanup_time(window) == kMaxTimestamp)) return;
    lacking_until_ = std::max(lacking_until_.value_or(kMinTimestamp), window.max_timestamp());
  };
  backend.for_each([&](const KeyedStateBackend::Entry& entry) {
    if (merging_ && entry.state == MergingWindowSet::kStateName) {
      sessions_.load(&entry.value);
      for (const TimeWindow& window : sessions_.windows()) look_at(window, entry.key);
    } else if (!merging_ && entry.state == kContentsName) {
      look_at(TimeWindow::of(entry.ns), entry.key);
    }
  });
}

}  // namespace weir
