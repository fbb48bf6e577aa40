#include "tests/conformance/runner.h"

#include <vector>

#include "engine/trace/json.h"
#include "tests/conformance/compare.h"

namespace weir::conformance {

std::string_view Case::id() const { return text_member_or(json, "id", ""); }
const Value& Case::config() const { return member(json, "config"); }

namespace {

Value play(Player& player, const Step& step) {
  try {
    return player.play(step);
  } catch (const UserError& e) {
    return object({{"error", error_value(e.error())}});
  }
}

}  // namespace

Outcome replay(const Case& c, Player& player) {
  const CaseMarks marks{bool_member_or(c.json, "unordered", false),
                        bool_member_or(c.json, "informative", false),
                        member(c.config(), "window") == text("session")};
  std::size_t number = 0;
  for (const Value& recorded : member(c.json, "steps").elements()) {
    const Value& verb = member(recorded, "do");
    if (verb.kind() != Kind::kMap || verb.size() != 1)
      return Outcome::failed("step " + std::to_string(number), "one verb", to_json(verb));
    const Value answers = play(player, {verb[0].as_text(), verb[1], recorded});
    const Difference d = compare_step(recorded, answers, marks);
    if (d.differs)
      return Outcome::failed("step " + std::to_string(number) + " " + to_json(verb), d.expected,
                             d.got);
    number++;
  }
  const std::optional<Value> final_state = player.final_state();
  const Value& recorded = member(c.json, "final");
  if (!final_state || *final_state == recorded) return Outcome::passed();
  if (final_state->kind() != Kind::kMap || recorded.kind() != Kind::kMap)
    return Outcome::failed("final", to_json(recorded), to_json(*final_state));
  const Difference d = compare_step(recorded, *final_state, marks);  // counters as in a step
  return d.differs ? Outcome::failed("final", d.expected, d.got) : Outcome::passed();
}

const Value& member(const Value& object, std::string_view name) {
  static const Value kNothing;
  const Value* found = object.find(Value::text(name));
  return found == nullptr ? kNothing : *found;
}

bool has_member(const Value& object, std::string_view name) {
  return object.find(Value::text(name)) != nullptr;
}

namespace {

const Value& required(const Value& object, std::string_view name, Kind kind) {
  const Value& found = member(object, name);
  if (found.kind() != kind)
    throw NotCovered{"no " + std::string(kind_name(kind)) + " \"" + std::string(name) + "\" in " +
                     to_json(object)};
  return found;
}

}  // namespace

std::int64_t int_member(const Value& object, std::string_view name) {
  return required(object, name, Kind::kInt).as_int();
}
std::int64_t int_member_or(const Value& object, std::string_view name, std::int64_t otherwise) {
  return member(object, name).is_null() ? otherwise : int_member(object, name);
}
bool bool_member_or(const Value& object, std::string_view name, bool otherwise) {
  return member(object, name).is_null() ? otherwise : required(object, name, Kind::kBool).as_bool();
}
std::string_view text_member(const Value& object, std::string_view name) {
  return required(object, name, Kind::kString).as_text();
}
std::string_view text_member_or(const Value& object, std::string_view name,
                                std::string_view otherwise) {
  return member(object, name).is_null() ? otherwise : text_member(object, name);
}

Value object(Members members) {
  std::vector<Value> entries;
  for (const auto& [name, value] : members) {
    entries.push_back(Value::text(name));
    entries.push_back(value);
  }
  return Value::map(entries);
}

Value with_member(const Value& object, std::string_view name, Value value) {
  std::vector<Value> entries(object.elements().begin(), object.elements().end());
  entries.push_back(Value::text(name));
  entries.push_back(std::move(value));
  return Value::map(entries);
}

Value error_value(const Error& error) { return Value::text(error_kind_name(error.kind)); }

}  // namespace weir::conformance
