#include "tests/conformance/differs.h"

#include "engine/trace/json.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

namespace {

constexpr std::string_view kHalves[] = {"@hashmap", "@rocksdb"};

std::string other_half(std::string_view id) {
  for (std::size_t i = 0; i < 2; i++)
    if (id.ends_with(kHalves[i]))
      return std::string(id.substr(0, id.size() - kHalves[i].size())).append(kHalves[1 - i]);
  return {};
}

const Value* find_case(const std::vector<Value>& cases, std::string_view id) {
  for (const Value& c : cases)
    if (text_member_or(c, "id", "") == id) return &c;
  return nullptr;
}

Value changed_step(const Value& recorded, const Value& changes) {
  Value step = recorded;
  const auto all = changes.elements();
  for (std::size_t i = 0; i + 1 < all.size(); i += 2)
    step = with_member(step, all[i].as_text(), all[i + 1]);
  std::vector<Value> kept;
  for (std::size_t i = 0; i + 1 < step.elements().size(); i += 2) {
    if (step[i + 1].is_null() && changes.find(step[i]) != nullptr) continue;
    kept.push_back(step[i]);
    kept.push_back(step[i + 1]);
  }
  return Value::map(kept);
}

Error bad(std::string text) { return Error{ErrorKind::kBadData, "differs.json: " + text}; }

}  // namespace

Result<Differs> Differs::parse(std::string_view json) {
  const Result<Value> parsed = parse_json(json);
  if (!parsed) return bad(parsed.error().text);
  Differs out;
  for (const Value& entry : parsed->elements()) {
    const std::string_view id = text_member_or(entry, "id", "");
    const std::string_view file = text_member_or(entry, "file", "");
    if (!file.ends_with(".json") || text_member_or(entry, "reason", "").empty())
      return bad("an entry needs file, id and reason: " + to_json(entry));
    if (other_half(id).empty()) return bad(std::string(id) + " is not one half of a pair");
    const std::string_view group = file.substr(0, file.size() - 5);
    if (out.find(group, id) != nullptr || out.find(group, other_half(id)) != nullptr)
      return bad(std::string(id) + ": this case, or its other half, is listed already");
    out.entries_.push_back(entry);
  }
  return out;
}

const Value* Differs::find(std::string_view group, std::string_view id) const {
  for (const Value& entry : entries_) {
    const std::string_view file = text_member_or(entry, "file", "");
    if (file.substr(0, file.size() - 5) == group && text_member_or(entry, "id", "") == id)
      return &entry;
  }
  return nullptr;
}

Result<Value> Differs::patched(const Value& entry, const std::vector<Value>& cases_of_group,
                               const Value& test_case) {
  const std::string id(text_member_or(entry, "id", ""));
  if (find_case(cases_of_group, other_half(id)) == nullptr) return bad(id + " has no other half");
  Value out = test_case;
  if (has_member(entry, "same_as")) {
    const Value* other = find_case(cases_of_group, text_member(entry, "same_as"));
    if (other == nullptr) return bad(id + ": same_as names no case");
    out = with_member(out, "steps", member(*other, "steps"));
    out = with_member(out, "final", member(*other, "final"));
  }
  if (has_member(entry, "final")) out = with_member(out, "final", member(entry, "final"));

  std::vector<Value> steps;
  std::size_t changed = 0;
  const auto end = static_cast<std::size_t>(int_member_or(entry, "stop_after", 1'000'000));
  for (const Value& step : member(out, "steps").elements()) {
    const Value& changes = member(member(entry, "steps"), std::to_string(steps.size()));
    if (!changes.is_null()) changed++;
    steps.push_back(changed_step(step, changes));
    if (steps.size() > end) break;
  }
  if (changed != member(entry, "steps").size())
    return bad(id + " changes a step that is not there");
  return with_member(out, "steps", Value::list(steps));
}

}  // namespace weir::conformance
