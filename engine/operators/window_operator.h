// WindowOperator: groups the elements of a key into windows and hands their contents to a window
// function when event time has passed the window. Flink's WindowOperator with its EventTimeTrigger.
//   Firing: when the watermark reaches max_timestamp, and then with every element that is late but
//   allowed. Results carry the window's max_timestamp.
//   Removal: when the watermark reaches max_timestamp + allowed_lateness.
//   Late: an element all of whose windows are removed. It goes to the side output `late_tag`, or is
//   counted in late_records_dropped. A lateness that overflows means that windows stay for ever.
// State: "window-contents" by key and window; sessions: by key and state window, and the list
//   "merging-window-set" by key (window/merging_windows.h). Timers have the window as namespace.
//   After a restore event time is MIN: a window that had fired fires again.
// Not keyed: KeySelector::constant() and one subtask (Flink's windowAll).
// Errors: create() says kBadArgument. UserError: kNoTimestamp, kUnsupported (a merge into the
// past),
//   whatever the functions throw.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/operators/operator.h"
#include "engine/window/merging_windows.h"
#include "engine/window/window_assigner.h"
#include "engine/window/window_contents.h"
#include "engine/window/window_function.h"

namespace weir {

struct WindowOperatorConfig {
  explicit WindowOperatorConfig(const WindowAssigner& a) : assigner(a) {}

  WindowAssigner assigner;
  Duration allowed_lateness = 0;
  std::optional<std::string> late_tag;  // none: late elements are dropped and counted
  WindowContentsSpec contents = ListSpec{};
  std::unique_ptr<WindowFunction> function = std::make_unique<PassThroughWindowFunction>();
};

class WindowOperator final : public Operator {
 public:
  static Result<std::unique_ptr<WindowOperator>> create(WindowOperatorConfig config);

  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void on_timer(const Timer& timer, TimeDomain domain) override;

 private:
  class CallContext;

  explicit WindowOperator(WindowOperatorConfig config);

  void process_merging(Record& record, const TimeWindow& window);
  void add(const TimeWindow& window, const Namespace& ns, const Value& element, bool is_new);
  void fire(const TimeWindow& window, const Namespace& ns);
  void remove_window(const TimeWindow& window, const Namespace& ns);
  void carry_out(const MergingWindowSet::Merge& merge);
  void skip(Record& record);

  void load_sessions();
  void persist_sessions();

  Timestamp cleanup_time(const TimeWindow& window) const;
  bool is_late(const TimeWindow& window) const {
    return cleanup_time(window) <= context().timers->current_watermark();
  }
  void find_windows_that_lack_timers();
  bool may_lack_timers(const TimeWindow& window) const {
    return lacking_until_ && window.max_timestamp() <= *lacking_until_;
  }

  WindowAssigner assigner_;
  bool merging_;
  bool one_window_;  // of a fixed place: each element is in exactly one
  Duration allowed_lateness_;
  std::optional<std::string> late_tag_;
  WindowContents contents_;
  std::unique_ptr<WindowFunction> function_;

  std::optional<RecordedState> sessions_state_;  // if the assigner merges
  MergingWindowSet sessions_;                    // of the current key, between load and persist

  std::vector<TimeWindow> windows_;  // of the element in hand

  // The latest max_timestamp of the restored windows that lack timers.
  std::optional<Timestamp> lacking_until_;
};

}  // namespace weir
