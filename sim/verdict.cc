// Tested by tests/sim/verdict_test.cc.
#include "sim/verdict.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace weir::sim {

namespace {

using Counts = std::map<Value, std::int64_t>;

constexpr std::size_t kShown = 3;  // rows that a verdict lists

const OutputRule* rule_of(const std::vector<OutputRule>& rules, const std::string& sink) {
  for (const OutputRule& r : rules)
    if (r.sink == sink) return &r;
  return nullptr;
}

Value key_of(const OutputRule& rule, const Value& row) {
  std::vector<Value> key;
  for (const std::size_t field : rule.key) key.push_back(row[field]);
  return Value::list(key);
}

// Rows of each sink, folded as its rule says.
std::map<std::string, Counts> folded(const std::vector<OutputRule>& rules, const Rows& rows) {
  std::map<std::string, Counts> out;
  std::map<std::string, std::map<Value, Value>> running;
  for (const MemoryOutside::Row& row : rows) {
    const OutputRule* rule = rule_of(rules, row.uid);
    const Fold fold = rule == nullptr ? Fold::kNone : rule->fold;
    if (fold == Fold::kNone || fold == Fold::kAtLeastOnce) {
      out[row.uid][row.value]++;
      continue;
    }
    Value& kept = running[row.uid][key_of(*rule, row.value)];
    if (kept.is_null() || fold == Fold::kLast || kept[rule->by] < row.value[rule->by])
      kept = row.value;
  }
  for (const auto& [sink, last] : running)
    for (const auto& [key, row] : last) out[sink][row]++;
  return out;
}

void add_difference(std::string& text, std::size_t& shown, const std::string& sink,
                    const char* what, const Value& row, std::int64_t times) {
  if (++shown > kShown) return;
  if (!text.empty()) text += "; ";
  text += sink + ": " + what + ' ' + row.to_string();
  if (times > 1) text += " (" + std::to_string(times) + " times)";
}

// What makes `actual` differ from `expected`; empty: nothing.
void compare(const std::string& sink, bool may_repeat, const Counts& expected, const Counts& actual,
             std::string& text, std::size_t& shown) {
  for (const auto& [row, times] : expected) {
    const auto found = actual.find(row);
    const std::int64_t there = found == actual.end() ? 0 : found->second;
    if (there < times) add_difference(text, shown, sink, "lost", row, times - there);
  }
  for (const auto& [row, times] : actual) {
    const auto found = expected.find(row);
    const std::int64_t wanted = found == expected.end() ? 0 : found->second;
    if (wanted == 0)
      add_difference(text, shown, sink, "not in the undisturbed run", row, times);
    else if (times > wanted && !may_repeat)
      add_difference(text, shown, sink, "again", row, times - wanted);
  }
}

}  // namespace

const char* verdict_name(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kPass: return "pass";
    case VerdictKind::kFail: return "fail";
    case VerdictKind::kUnknown: return "unknown";
  }
  return "?";
}

int exit_code(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kPass: return 0;
    case VerdictKind::kFail: return 1;
    case VerdictKind::kUnknown: return 4;
  }
  return 70;
}

Verdict same_output(const std::vector<OutputRule>& rules, const Rows& expected,
                    const Rows& actual) {
  auto want = folded(rules, expected);
  auto have = folded(rules, actual);
  for (const auto& [sink, counts] : have) want[sink];
  std::string text;
  std::size_t shown = 0;
  for (const auto& [sink, counts] : want) {
    const OutputRule* rule = rule_of(rules, sink);
    const bool may_repeat = rule != nullptr && rule->fold == Fold::kAtLeastOnce;
    compare(sink, may_repeat, counts, have[sink], text, shown);
  }
  if (shown == 0) return {};
  if (shown > kShown) text += "; and " + std::to_string(shown - kShown) + " more";
  return {VerdictKind::kFail, text};
}

namespace {

int order_of(const MemoryOutside::Row& a, const MemoryOutside::Row& b) {
  const int by_value = a.value.compare(b.value);
  return by_value != 0 ? by_value : a.uid.compare(b.uid);
}

std::vector<const MemoryOutside::Row*> sorted(const Rows& rows) {
  std::vector<const MemoryOutside::Row*> out;
  out.reserve(rows.size());
  for (const MemoryOutside::Row& row : rows) out.push_back(&row);
  std::sort(out.begin(), out.end(), [](const MemoryOutside::Row* a, const MemoryOutside::Row* b) {
    return order_of(*a, *b) < 0;
  });
  return out;
}

}  // namespace

OutputJudge::OutputJudge(const std::vector<OutputRule>& rules, const Rows& expected)
    : rules_(rules), expected_(expected), sorted_(sorted(expected)) {
  for (const OutputRule& rule : rules)
    folds_ = folds_ || (rule.fold != Fold::kNone && rule.fold != Fold::kAtLeastOnce);
}

Verdict OutputJudge::same_output(const Rows& actual) const {
  if (!folds_ && actual.size() == sorted_.size()) {
    const auto mine = sorted(actual);
    const bool same = std::equal(mine.begin(), mine.end(), sorted_.begin(),
                                 [](const MemoryOutside::Row* a, const MemoryOutside::Row* b) {
                                   return order_of(*a, *b) == 0;
                                 });
    if (same) return {};
  }
  return sim::same_output(rules_, expected_, actual);  // which says what differs
}

namespace {

// The records of a growing result: rows that share one must be nested.
class Results {
 public:
  // What is wrong with the row; empty: nothing.
  std::string add(const Value& row, const std::vector<Value>& ids) {
    const std::set<Value> mine(ids.begin(), ids.end());
    if (mine.size() < ids.size()) return "a record is twice in " + row.to_string();
    for (const Value& id : ids) {
      const auto [at, is_new] = largest_.try_emplace(id, rows_.size());
      if (is_new) continue;
      const std::set<Value>& other = rows_[at->second];
      const bool grows = holds(mine, other);
      if (grows == holds(other, mine))  // neither, or both: the same row again
        return "record " + id.to_string() + " is in two results, again in " + row.to_string();
      if (grows) at->second = rows_.size();
    }
    rows_.push_back(mine);
    return {};
  }
  bool contains(const Value& id) const { return largest_.contains(id); }
  std::size_t size() const { return largest_.size(); }

 private:
  static bool holds(const std::set<Value>& all, const std::set<Value>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  }

  std::vector<std::set<Value>> rows_;
  std::map<Value, std::size_t> largest_;  // record -> the largest row that has it
};

Verdict fail(const ConservationRule& rule, const std::string& text) {
  return {VerdictKind::kFail, rule.op + ": " + text};
}

}  // namespace

Verdict conserved(const ConservationRule& rule, const std::vector<Value>& ids,
                  std::uint64_t dropped, const Rows& actual) {
  const std::set<Value> known(ids.begin(), ids.end());
  Results results;
  std::set<Value> late;
  for (const MemoryOutside::Row& row : actual) {
    const bool is_late = !rule.late.empty() && row.uid == rule.late;
    if (!is_late && row.uid != rule.results) continue;
    const std::vector<Value> mine = rule.ids(row.uid, row.value);
    for (const Value& id : mine) {
      if (!known.contains(id)) return fail(rule, "no source has a record " + id.to_string());
      if (is_late && !late.insert(id).second)
        return fail(rule, "record " + id.to_string() + " is late twice");
    }
    if (is_late) continue;
    if (const std::string wrong = results.add(row.value, mine); !wrong.empty())
      return fail(rule, wrong);
  }
  for (const Value& id : late)
    if (results.contains(id))
      return fail(rule, "record " + id.to_string() + " is in the result and late");
  const std::size_t missing = known.size() - results.size() - late.size();
  if (missing == dropped) return {};
  std::string text = std::to_string(missing) + " records are in no result and not late, " +
                     std::to_string(dropped) + " were dropped";
  for (const Value& id : known)
    if (!results.contains(id) && !late.contains(id)) {
      text += "; record " + id.to_string();
      break;
    }
  return fail(rule, text);
}

}  // namespace weir::sim
