// A naive model of Flink's WindowOperator with event-time trigger and list contents: sets and maps
// of everything, and timers registered with every element, as in Flink. Oracle for the window
// operator.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "engine/window/window_assigner.h"

namespace weir {

class WindowModel {
 public:
  WindowModel(const WindowAssigner& assigner, Duration allowed_lateness)
      : lateness(allowed_lateness), assigner_(assigner) {}

  Duration lateness;
  std::vector<std::string> out;   // "key [start,end) contents"
  std::vector<std::string> late;  // "key value"

  // False: Flink refuses a merge whose result would be over already; the task fails.
  bool element(std::int64_t key, Timestamp timestamp, std::int64_t value) {
    std::vector<TimeWindow> windows;
    assign_windows(assigner_, timestamp, windows);
    bool skipped = true;
    for (TimeWindow window : windows) {
      if (is_merging(assigner_) && !merge(key, window)) return false;
      if (cleanup_time(window) <= watermark_) continue;
      skipped = false;
      contents_[{key, window}].push_back(value);
      if (window.max_timestamp() <= watermark_)
        fire(key, window);
      else
        timers_.insert({window.max_timestamp(), key, window});
      if (cleanup_time(window) != kMaxTimestamp)
        timers_.insert({cleanup_time(window), key, window});
    }
    if (skipped && wrapping_add(timestamp, lateness) <= watermark_)
      late.push_back(std::to_string(key) + " " + std::to_string(value));
    return true;
  }
  void watermark(Timestamp t) {
    watermark_ = t;
    while (!timers_.empty() && std::get<0>(*timers_.begin()) <= t) {
      const auto [at, key, window] = *timers_.begin();
      timers_.erase(timers_.begin());
      if (contents_.count({key, window}) == 0) continue;
      if (at == window.max_timestamp()) fire(key, window);
      if (at == cleanup_time(window)) contents_.erase({key, window});
    }
  }
  void restore(Duration new_lateness) {
    watermark_ = kMinTimestamp;
    lateness = new_lateness;
  }

  std::size_t timers() const { return timers_.size(); }
  // A session costs a cell, and all sessions of a key one more.
  std::size_t cells() const {
    std::set<std::int64_t> keys;
    for (const auto& [at, values] : contents_) keys.insert(at.first);
    return contents_.size() + (is_merging(assigner_) ? keys.size() : 0);
  }

 private:
  // Widens the window to the session it becomes part of, with the contents of those it joins.
  bool merge(std::int64_t key, TimeWindow& window) {
    std::vector<TimeWindow> joined;
    for (bool grown = true; grown;) {
      grown = false;
      for (const auto& [at, values] : contents_) {
        if (at.first != key || !at.second.intersects(window)) continue;
        if (std::find(joined.begin(), joined.end(), at.second) != joined.end()) continue;
        joined.push_back(at.second);
        window = window.cover(at.second);
        grown = true;
      }
    }
    if (joined.empty() || joined == std::vector<TimeWindow>{window}) return true;
    if (wrapping_add(window.max_timestamp(), lateness) <= watermark_) return false;
    std::sort(joined.begin(), joined.end());
    std::vector<std::int64_t> values;
    for (const TimeWindow& old : joined) {
      const auto it = contents_.find({key, old});
      values.insert(values.end(), it->second.begin(), it->second.end());
      contents_.erase(it);
      timers_.erase({old.max_timestamp(), key, old});
      timers_.erase({cleanup_time(old), key, old});
    }
    contents_[{key, window}] = values;
    return true;
  }
  void fire(std::int64_t key, const TimeWindow& window) {
    std::string text = std::to_string(key) + " " + to_string(window.as_namespace());
    for (const std::int64_t v : contents_[{key, window}]) text += " " + std::to_string(v);
    out.push_back(text);
  }
  Timestamp cleanup_time(const TimeWindow& window) const {
    if (window.max_timestamp() > kMaxTimestamp - lateness) return kMaxTimestamp;
    return window.max_timestamp() + lateness;
  }

  WindowAssigner assigner_;
  Timestamp watermark_ = kMinTimestamp;
  std::map<std::pair<std::int64_t, TimeWindow>, std::vector<std::int64_t>> contents_;
  std::set<std::tuple<Timestamp, std::int64_t, TimeWindow>> timers_;
};

}  // namespace weir
