#include "tests/conformance/compare.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/trace/json.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

namespace {

std::optional<ErrorKind> kind_of_java_class(std::string_view name) {
  struct Row {
    std::string_view name;
    ErrorKind kind;
  };
  static constexpr Row kRows[] = {
      {"java.lang.IllegalArgumentException", ErrorKind::kBadArgument},
      {"java.lang.NullPointerException", ErrorKind::kNull},
      {"java.lang.UnsupportedOperationException", ErrorKind::kUnsupported},
      {"java.lang.RuntimeException", ErrorKind::kNoTimestamp},
      {"org.apache.flink.util.FlinkException", ErrorKind::kNoTimestamp},
  };
  for (const Row& row : kRows)
    if (row.name == name) return row.kind;
  return std::nullopt;
}

Value normalised_error(const Value& error) {
  const Value& name = error.kind() == Kind::kMap ? member(error, "class") : error;
  if (name.kind() == Kind::kString)
    if (const auto kind = kind_of_java_class(name.as_text())) return text(error_kind_name(*kind));
  return normalised(error);
}

Value sorted(const Value& list) {
  std::vector<Value> elements(list.elements().begin(), list.elements().end());
  std::sort(elements.begin(), elements.end());
  return Value::list(elements);
}

// "1|2,3" as [1, 2, 3], in ascending order.
Value numbers_in(std::string_view s) {
  std::vector<Value> numbers;
  for (std::size_t i = 0; i < s.size();) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(s.data() + i, s.data() + s.size(), number);
    if (parsed.ptr == s.data() + i) {
      i++;
      continue;
    }
    numbers.push_back(integer(number));
    i = static_cast<std::size_t>(parsed.ptr - s.data());
  }
  return sorted(Value::list(numbers));
}

Value without(const Value& object, std::span<const std::string_view> names) {
  std::vector<Value> entries;
  const auto all = object.elements();
  for (std::size_t i = 0; i + 1 < all.size(); i += 2) {
    if (std::find(names.begin(), names.end(), all[i].as_text()) != names.end()) continue;
    entries.push_back(all[i]);
    entries.push_back(all[i + 1]);
  }
  return Value::map(entries);
}
Value without(const Value& object, std::string_view name) { return without(object, {&name, 1}); }

// The marks of one recorded step, and how they reduce an `out` to what is to be compared exactly.
class Canonical {
 public:
  Canonical(const Value& recorded, CaseMarks marks)
      : unordered_(marks.unordered || bool_member_or(recorded, "unordered", false)),
        within_ts_(bool_member_or(recorded, "unordered_within_ts", false)),
        values_(bool_member_or(recorded, "values_unordered", false)),
        informative_(marks.informative),
        merging_(marks.merging) {
    for (const Value& record : member(recorded, "out").elements())
      if (bool_member_or(record, "returns_unordered", false)) ops_.push_back(call_of(record));
  }

  Value of(const Value& out) const {
    if (out.kind() != Kind::kList) return out;
    std::vector<Value> records;
    for (const Value& record : out.elements()) records.push_back(reduced(record));
    std::stable_sort(records.begin(), records.end(), [](const Value& a, const Value& b) {
      return member(a, "subtask") < member(b, "subtask");
    });
    if (unordered_) std::sort(records.begin(), records.end());
    if (within_ts_) sort_runs(records);
    return Value::list(records);
  }

 private:
  static Value call_of(const Value& record) {
    return Value::row({member(record, "op"), member(record, "state")});
  }

  Value reduced(const Value& record) const {
    if (record.kind() != Kind::kMap) return record;
    Value out = without(record, "returns_unordered");
    if (values_ && member(out, "values").kind() == Kind::kList)
      out = with_member(out, "values", sorted(member(out, "values")));
    if (values_ && member(out, "value").kind() == Kind::kString)
      out = with_member(out, "value", numbers_in(member(out, "value").as_text()));
    if (merging_ && has_member(out, "fire"))
      out = with_member(out, "ts", sorted(member(out, "ts")));
    if (std::find(ops_.begin(), ops_.end(), call_of(record)) != ops_.end())
      out = with_member(out, "returns", sorted(member(out, "returns")));
    if (informative_ && text_member_or(out, "op", "") == "stored") out = without(out, "returns");
    return out;
  }

  // A run: neighbours with one subtask and one time (of the timer if there is one).
  static Value run_of(const Value& record) {
    const bool timer = has_member(record, "timer");
    return Value::row({member(record, "subtask"), member(record, timer ? "timer" : "ts")});
  }
  static void sort_runs(std::vector<Value>& records) {
    for (auto first = records.begin(); first != records.end();) {
      const Value run = run_of(*first);
      const auto last =
          std::find_if(first, records.end(), [&](const Value& r) { return !(run_of(r) == run); });
      std::sort(first, last);
      first = last;
    }
  }

  bool unordered_, within_ts_, values_, informative_, merging_;
  std::vector<Value> ops_;  // whose `returns` are multisets
};

// What stands beside the answers in a recorded step.
constexpr std::string_view kNotAnswers[] = {
    "do",         "unordered",         "unordered_within_ts", "values_unordered",
    "local_time", "local_window_start"};

}  // namespace

Value normalised(const Value& value) {
  if (value.kind() == Kind::kString) {
    if (value.as_text() == "MIN") return integer(kMinTimestamp);
    if (value.as_text() == "MAX") return integer(kMaxTimestamp);
    return value;
  }
  if (value.kind() != Kind::kList && value.kind() != Kind::kMap) return value;
  std::vector<Value> all;
  for (const Value& element : value.elements()) {
    const bool error =
        value.kind() == Kind::kMap && all.size() % 2 == 1 && all.back() == text("error");
    all.push_back(error ? normalised_error(element) : normalised(element));
  }
  return value.kind() == Kind::kList ? Value::list(all) : Value::map(all);
}

Difference compare_step(const Value& recorded, const Value& answers, CaseMarks marks) {
  Value expected = without(recorded, kNotAnswers);
  Value got = answers;
  if (marks.informative || !has_member(expected, "keyed_state_entries")) {
    expected = without(expected, "keyed_state_entries");  // recorded on the heap only
    got = without(got, "keyed_state_entries");
  }
  const Canonical canonical(recorded, marks);
  const auto reduced = [&](const Value& step) {
    return has_member(step, "out") ? with_member(step, "out", canonical.of(member(step, "out")))
                                   : step;
  };
  const Value a = reduced(expected), b = reduced(got);
  if (a == b) return {};
  std::vector<std::string_view> same;
  for (std::size_t i = 0; i < a.elements().size(); i += 2) {
    const Value* other = b.find(a[i]);
    if (other != nullptr && *other == a[i + 1]) same.push_back(a[i].as_text());
  }
  for (const std::string_view name : same) {
    expected = without(expected, name);
    got = without(got, name);
  }
  return {true, to_json(expected), to_json(got)};
}

}  // namespace weir::conformance
