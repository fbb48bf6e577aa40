// Tests engine/window/merging_windows.h against sets of covered instants: two windows belong
// together if the instants they cover, ends included, touch. Flink's own answers:
// window/assigner.json (merge).
#include "engine/window/merging_windows.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

std::int64_t draw(std::uint64_t seed, std::uint64_t n, std::int64_t below) {
  return static_cast<std::int64_t>(stable_hash(seed, 2, n) % static_cast<std::uint64_t>(below));
}

// Groups of windows that hang together, by joining pairs until nothing changes.
std::vector<std::set<TimeWindow>> grouped(const std::set<TimeWindow>& windows) {
  std::vector<std::set<TimeWindow>> groups;
  for (const TimeWindow& w : windows) groups.push_back({w});
  const auto touch = [](const std::set<TimeWindow>& a, const std::set<TimeWindow>& b) {
    for (const TimeWindow& x : a)
      for (const TimeWindow& y : b)
        if (x.start <= y.end && y.start <= x.end) return true;
    return false;
  };
  for (std::size_t i = 0; i < groups.size(); i++) {
    for (std::size_t j = i + 1; j < groups.size(); j++) {
      if (!touch(groups[i], groups[j])) continue;
      groups[i].insert(groups[j].begin(), groups[j].end());
      groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(j));
      j = i;  // from the start: the group has grown
    }
  }
  return groups;
}

TEST_CASE("windows that overlap or touch merge, others stay", "[window]") {
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(3000)); seed++) {
    std::vector<TimeWindow> windows;
    for (std::uint64_t i = 0; i < 1 + stable_hash(seed, 3, 0) % 9; i++) {
      const Timestamp start = draw(seed, 2 * i, 60);
      windows.push_back({start, start + 1 + draw(seed, 2 * i + 1, 8)});
    }
    std::map<TimeWindow, std::set<TimeWindow>> expected;
    for (const auto& group : grouped({windows.begin(), windows.end()})) {
      if (group.size() == 1) continue;
      TimeWindow cover = *group.begin();
      for (const TimeWindow& w : group)
        cover = {std::min(cover.start, w.start), std::max(cover.end, w.end)};
      expected[cover] = group;
    }
    std::map<TimeWindow, std::set<TimeWindow>> got;
    for (const MergedWindows& m : merge_windows(windows)) {
      CHECK(std::is_sorted(m.windows.begin(), m.windows.end()));
      got[m.result] = {m.windows.begin(), m.windows.end()};
    }
    INFO("seed " << seed);
    REQUIRE(got == expected);
  }
}

TEST_CASE("a set of sessions knows where each element's contents are", "[window]") {
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(1000)); seed++) {
    MergingWindowSet sessions;
    std::map<TimeWindow, std::set<int>> contents;  // by state window
    std::vector<TimeWindow> added;
    for (int i = 0; i < 25; i++) {
      const std::uint64_t n = static_cast<std::uint64_t>(i);
      const Timestamp start = draw(seed, 100 + n, 120);
      const TimeWindow window{start, start + 4};
      const bool reload = draw(seed, 200 + n, 3) == 0;
      if (reload) {
        const Value stored = sessions.stored();
        sessions.load(sessions.empty() ? nullptr : &stored);
        CHECK_FALSE(sessions.changed());
      }
      const auto result = sessions.add(window);
      added.push_back(window);
      if (result.merge) {
        CHECK(result.merge->result == result.window);
        for (const TimeWindow& source : result.merge->state_windows) {
          REQUIRE(contents.count(source) == 1);
          contents[result.merge->state_window].merge(contents[source]);
          contents.erase(source);
        }
      }
      const auto state_window = sessions.state_window(result.window);
      REQUIRE(state_window);
      contents[*state_window].insert(i);
    }
    // The open sessions are the groups of all windows, and each holds what was added to it.
    std::size_t groups = 0;
    for (const auto& group : grouped({added.begin(), added.end()})) {
      TimeWindow cover = *group.begin();
      for (const TimeWindow& w : group) cover = cover.cover(w);
      std::set<int> expected;
      for (std::size_t i = 0; i < added.size(); i++)
        if (group.count(added[i]) > 0) expected.insert(static_cast<int>(i));
      INFO("seed " << seed << " session " << to_string(cover.as_namespace()));
      const auto state_window = sessions.state_window(cover);
      REQUIRE(state_window);
      CHECK(contents[*state_window] == expected);
      sessions.retire(cover);
      groups++;
    }
    CHECK(sessions.empty());
    CHECK(contents.size() == groups);
  }
}

TEST_CASE("the state of the earliest session stays where it is", "[window]") {
  MergingWindowSet sessions;
  sessions.add({20, 25});
  sessions.add({10, 15});
  sessions.add({0, 5});
  const auto bridge = sessions.add({5, 20});
  REQUIRE(bridge.merge);
  CHECK(bridge.window == TimeWindow{0, 25});
  CHECK(bridge.merge->state_window == TimeWindow{0, 5});
  CHECK(bridge.merge->state_windows == std::vector<TimeWindow>{{10, 15}, {20, 25}});
  CHECK(bridge.merge->merged == std::vector<TimeWindow>{{0, 5}, {10, 15}, {20, 25}});
}

TEST_CASE("an element inside an open session changes nothing", "[window]") {
  MergingWindowSet sessions;
  sessions.add({0, 5});
  sessions.add({4, 9});
  const Value before = sessions.stored();
  sessions.load(&before);
  const auto inside = sessions.add({2, 7});
  CHECK_FALSE(inside.merge);
  CHECK(inside.window == TimeWindow{0, 9});
  CHECK_FALSE(sessions.changed());
  const auto again = sessions.add({0, 9});
  CHECK(again.window == TimeWindow{0, 9});
  CHECK(sessions.state_window({0, 9}) == TimeWindow{0, 5});
  CHECK_FALSE(sessions.changed());
}

}  // namespace
}  // namespace weir
