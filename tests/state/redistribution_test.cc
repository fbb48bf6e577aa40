// Properties that hold for every redistribution; the recorded cases are replayed by the conformance
// runner.
#include "engine/state/redistribution.h"

#include <algorithm>
#include <set>

#include "tests/catch.h"
#include "tests/state/random_values.h"

using namespace weir;

namespace {

Value n(std::int64_t v) { return Value::integer(v); }

// Random lists of `subtasks` old subtasks; elements are numbered, so each is told apart.
std::vector<ReportedLists> random_lists(ValueMaker& random, std::size_t subtasks) {
  static constexpr struct {
    const char* name;
    RedistributionMode mode;
  } kStates[] = {{"s1", RedistributionMode::kSplit},
                 {"s2", RedistributionMode::kSplit},
                 {"u", RedistributionMode::kUnion},
                 {"b", RedistributionMode::kBroadcast}};
  std::vector<ReportedLists> out(subtasks);
  std::int64_t next = 0;
  for (ReportedLists& lists : out) {
    if (random.below(6) == 0) continue;
    lists.emplace();
    for (const auto& s : kStates) {
      OperatorListState& list = (*lists)[s.name];
      list.mode = s.mode;
      const std::size_t size = s.mode == RedistributionMode::kBroadcast
                                   ? 1
                                   : random.below(random.below(4) == 0 ? 20 : 4);
      for (std::size_t i = 0; i < size; i++) list.elements.push_back(n(next++));
    }
  }
  return out;
}

std::multiset<std::int64_t> all_of(const std::vector<ReportedLists>& old, const std::string& name) {
  std::multiset<std::int64_t> out;
  for (const ReportedLists& lists : old)
    if (lists)
      for (const Value& v : lists->at(name).elements) out.insert(v.as_int());
  return out;
}

std::multiset<std::int64_t> of(const AssignedLists& lists, const std::string& name) {
  std::multiset<std::int64_t> out;
  const auto it = lists.find(name);
  if (it == lists.end()) return out;
  for (const ListBlock& block : it->second.blocks)
    for (const Value& v : block.elements) out.insert(v.as_int());
  return out;
}

}  // namespace

TEST_CASE("Split loses and doubles nothing, and differs by at most one; union goes to all") {
  ValueMaker random(1);
  for (int round = 0; round < 2000; round++) {
    const auto old = random_lists(random, 1 + random.below(7));
    const auto p = static_cast<std::uint32_t>(1 + random.below(9));
    const auto now = redistribute_lists(old, p);
    REQUIRE(now.size() == p);
    for (const char* name : {"s1", "s2"}) {
      std::multiset<std::int64_t> sum;
      std::size_t least = ~std::size_t{0}, most = 0;
      for (const AssignedLists& lists : now) {
        const auto here = of(lists, name);
        sum.insert(here.begin(), here.end());
        least = std::min(least, here.size());
        most = std::max(most, here.size());
      }
      REQUIRE(sum == all_of(old, name));
      if (p != old.size()) REQUIRE(most - least <= 1);
    }
    for (const AssignedLists& lists : now) REQUIRE(of(lists, "u") == all_of(old, "u"));
  }
}

TEST_CASE("The odd elements of several split states go to different subtasks") {
  const std::vector<ReportedLists> old = {OperatorLists{
      {"a", {RedistributionMode::kSplit, {n(1)}}}, {"b", {RedistributionMode::kSplit, {n(2)}}}}};
  const auto now = redistribute_lists(old, 2);
  CHECK(now[0].count("a") == 1);
  CHECK(now[0].count("b") == 0);
  CHECK(now[1].count("b") == 1);
}

TEST_CASE("Broadcast gives every subtask a copy that somebody had") {
  ValueMaker random(2);
  for (int round = 0; round < 500; round++) {
    const auto old = random_lists(random, 1 + random.below(5));
    const auto copies = all_of(old, "b").size();
    const auto p = static_cast<std::uint32_t>(1 + random.below(7));
    for (const AssignedLists& lists : redistribute_lists(old, p)) {
      const auto here = of(lists, "b");
      if (copies == 0) {
        REQUIRE(here.empty());
      } else if (p == old.size() && copies < old.size()) {
        REQUIRE((here.size() == 1 || here.size() == 2));
      } else {
        REQUIRE(here.size() == 1);
      }
    }
  }
}

TEST_CASE("Joined lists keep the order of old subtasks and of elements") {
  const std::vector<ReportedLists> old = {
      OperatorLists{{"a", {RedistributionMode::kSplit, {n(1), n(2), n(3)}}}},
      OperatorLists{{"a", {RedistributionMode::kSplit, {n(4), n(5)}}}}};
  CHECK(joined(redistribute_lists(old, 1)[0]) ==
        OperatorLists{{"a", {RedistributionMode::kSplit, {n(1), n(2), n(3), n(4), n(5)}}}});
}

TEST_CASE("Every key group is read by its owner, once, from who had it") {
  for (const std::uint32_t max : {1u, 4u, 7u, 10u, 128u, 1024u})
    for (std::uint32_t before = 1; before <= std::min(max, 9u); before++)
      for (std::uint32_t now = 1; now <= std::min(max, 9u); now++) {
        std::vector<int> readers(max);
        std::uint32_t moved = 0;
        for (std::uint32_t i = 0; i < now; i++)
          for (const KeyGroupRead& read : key_group_reads(max, before, now, i))
            for (std::uint32_t g = read.range.first; g <= read.range.last; g++) {
              readers[g]++;
              moved += read.from != i;
              REQUIRE(operator_index(max, before, g) == read.from);
              REQUIRE(operator_index(max, now, g) == i);
            }
        REQUIRE(std::count(readers.begin(), readers.end(), 1) == static_cast<std::ptrdiff_t>(max));
        REQUIRE(moved == moved_key_groups(max, before, now));
      }
}

TEST_CASE("A refused restore says what to do") {
  const std::vector<CheckpointedOperator> checkpoint = {{"join", 2, 128, {}, true}};
  const auto why = [&](JobOperator op) {
    const RestoreAssignment a = assign_restore(checkpoint, std::vector<JobOperator>{op}, false);
    REQUIRE(a.refused.has_value());
    CHECK(a.operators.empty());
    CHECK(a.error().kind == ErrorKind::kRestoreRefused);
    return a.why;
  };
  CHECK(why({"join", 3, 64}) ==
        "operator 'join' has max parallelism 64 in the job and 128 in the checkpoint; keys cannot "
        "change their key group: set it to 128 or leave it out");
  CHECK(why({"join", 129, std::nullopt}) ==
        "operator 'join' has parallelism 129, its max parallelism in the checkpoint is 128: a "
        "subtask would own no key group");
  CHECK(why({"other", 1, 128}) ==
        "the checkpoint holds state of operator 'join', which the job does not have: give the "
        "operator its old uid, or allow state to be left behind");
}
