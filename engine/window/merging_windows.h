// MergingWindowSet: the open sessions of one key, and where the state of each is kept.
//   When sessions grow together only the result is open afterwards. Its state stays under one of
//   the old windows, its state window, so that contents move as rarely as possible; the contents of
//   the others are merged into it. The set is itself keyed state: the operator loads it for an
//   element or timer, and stores it if it has changed.
// Order: Flink merges in the order of a hash set and takes any of the merged windows' state windows
//   as the target. Here windows come earliest start first, so the earliest one's is the target.
//   A window added once more while it is open keeps its state (in Flink it gets itself as state
//   window, and what was kept elsewhere is lost; with a fixed gap that cannot happen).
// Follows Flink's MergingWindowSet and TimeWindow.mergeWindows.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "engine/core/value.h"
#include "engine/window/time_window.h"

namespace weir {

struct MergedWindows {
  TimeWindow result;
  std::vector<TimeWindow> windows;  // different ones, two at least, by start
};

// The merges that make `windows` disjoint; windows that stay as they are are left out.
std::vector<MergedWindows> merge_windows(std::vector<TimeWindow> windows);

class MergingWindowSet {
 public:
  // The list state in which an operator keeps it.
  static constexpr char kStateName[] = "merging-window-set";

  // What one merge asks of the operator: forget the timers of `merged`, and add the contents of
  // `state_windows` to those of `state_window`.
  struct Merge {
    TimeWindow result;
    std::vector<TimeWindow> merged;  // windows that were open before; the new one is not among them
    TimeWindow state_window;
    std::vector<TimeWindow> state_windows;
  };
  struct Added {
    TimeWindow window;           // the one the element is in now
    std::optional<Merge> merge;  // to be carried out before the element is added
  };

  // The stored form, or nullptr: no session is open.
  void load(const Value* stored);
  // A list of rows [window start, end, state window start, end], by window.
  Value stored() const;
  bool changed() const { return mapping_ != loaded_; }
  bool empty() const { return mapping_.empty(); }
  std::vector<TimeWindow> windows() const;  // the open ones, in order

  Added add(const TimeWindow& window);
  // nullopt: not open.
  std::optional<TimeWindow> state_window(const TimeWindow& window) const;
  // The window must be open.
  void retire(const TimeWindow& window);

 private:
  struct Entry {
    TimeWindow window, state_window;
    bool operator==(const Entry&) const = default;
  };

  std::size_t position(const TimeWindow& window) const;  // where it is, or would be
  void put(const TimeWindow& window, const TimeWindow& state_window);
  std::optional<Merge> carry_out(MergedWindows merge, const TimeWindow& added);

  std::vector<Entry> mapping_;  // by window
  std::vector<Entry> loaded_;
};

}  // namespace weir
