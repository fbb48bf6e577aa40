// Tested by tests/window/merging_windows_test.cc against a model that merges element by element.
#include "engine/window/merging_windows.h"

#include <algorithm>
#include <utility>

#include "engine/core/check.h"

namespace weir {

std::vector<MergedWindows> merge_windows(std::vector<TimeWindow> windows) {
  std::sort(windows.begin(), windows.end());
  windows.erase(std::unique(windows.begin(), windows.end()), windows.end());
  std::vector<MergedWindows> merges;
  for (const TimeWindow& window : windows) {
    if (merges.empty() || !merges.back().result.intersects(window)) {
      merges.push_back({window, {window}});
      continue;
    }
    merges.back().result = merges.back().result.cover(window);
    merges.back().windows.push_back(window);
  }
  std::erase_if(merges, [](const MergedWindows& m) { return m.windows.size() == 1; });
  return merges;
}

void MergingWindowSet::load(const Value* stored) {
  mapping_.clear();
  if (stored != nullptr) {
    for (const Value& row : stored->elements())
      mapping_.push_back({{row[0].as_int(), row[1].as_int()}, {row[2].as_int(), row[3].as_int()}});
  }
  loaded_ = mapping_;
}

Value MergingWindowSet::stored() const {
  std::vector<Value> rows;
  rows.reserve(mapping_.size());
  for (const Entry& e : mapping_)
    rows.push_back(
        Value::row({Value::integer(e.window.start), Value::integer(e.window.end),
                    Value::integer(e.state_window.start), Value::integer(e.state_window.end)}));
  return Value::list(rows);
}

std::vector<TimeWindow> MergingWindowSet::windows() const {
  std::vector<TimeWindow> windows;
  windows.reserve(mapping_.size() + 1);
  for (const Entry& e : mapping_) windows.push_back(e.window);
  return windows;
}

MergingWindowSet::Added MergingWindowSet::add(const TimeWindow& window) {
  std::vector<TimeWindow> all = windows();
  all.push_back(window);
  // Open windows keep apart from each other, so there is at most one merge, and `window` is in it.
  std::vector<MergedWindows> merges = merge_windows(std::move(all));
  WEIR_CHECK(merges.size() <= 1, "open sessions do not touch");
  if (merges.empty()) {
    if (!state_window(window)) put(window, window);
    return {window, std::nullopt};
  }
  const TimeWindow result = merges[0].result;
  return {result, carry_out(std::move(merges[0]), window)};
}

// nullopt: an open window has swallowed the added one and stays as it is.
std::optional<MergingWindowSet::Merge> MergingWindowSet::carry_out(MergedWindows m,
                                                                   const TimeWindow& added) {
  Merge merge{m.result, std::move(m.windows), {}, {}};
  std::erase(merge.merged, added);
  if (merge.merged.size() == 1 && merge.merged[0] == m.result) return std::nullopt;
  merge.state_window = *state_window(merge.merged[0]);
  for (const TimeWindow& window : merge.merged) {
    const TimeWindow state = *state_window(window);
    if (state != merge.state_window) merge.state_windows.push_back(state);
    retire(window);
  }
  put(m.result, merge.state_window);
  return merge;
}

std::optional<TimeWindow> MergingWindowSet::state_window(const TimeWindow& window) const {
  const std::size_t at = position(window);
  if (at == mapping_.size() || mapping_[at].window != window) return std::nullopt;
  return mapping_[at].state_window;
}

void MergingWindowSet::retire(const TimeWindow& window) {
  const std::size_t at = position(window);
  WEIR_CHECK(at < mapping_.size() && mapping_[at].window == window,
             "only an open session can be retired");
  mapping_.erase(mapping_.begin() + static_cast<std::ptrdiff_t>(at));
}

std::size_t MergingWindowSet::position(const TimeWindow& window) const {
  const auto it =
      std::lower_bound(mapping_.begin(), mapping_.end(), window,
                       [](const Entry& e, const TimeWindow& w) { return e.window < w; });
  return static_cast<std::size_t>(it - mapping_.begin());
}

void MergingWindowSet::put(const TimeWindow& window, const TimeWindow& state_window) {
  mapping_.insert(mapping_.begin() + static_cast<std::ptrdiff_t>(position(window)),
                  {window, state_window});
}

}  // namespace weir
