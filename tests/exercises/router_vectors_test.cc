// The solutions of exercise 2 against what was recorded of Apache Flink: keygroups.json, and the
// keys of lesson 2 and exercise 2.
#include <string>

#include "engine/core/utf8.h"
#include "engine/trace/json.h"
#include "tests/catch.h"
#include "tests/exercises/recorded.h"
#include "tests/exercises/router_solutions.h"

using namespace weir;
using namespace weir::testing;

namespace {

std::u16string units(std::string_view utf8) {
  std::u16string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::uint32_t code = next_code_point(utf8, i);
    if (code < 0x10000) {
      out += static_cast<char16_t>(code);
    } else {
      out += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
      out += static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
  }
  return out;
}

int number(const Value& call, const char* name) {
  return static_cast<int>(member(call, name).as_int());
}

int group_of(const e02::KeyGroupRouter& router, const Value& key, int max) {
  if (key.kind() == Kind::kInt) return router.key_group(key.as_int(), max);
  return router.key_group(std::u16string_view(units(key.as_text())), max);
}

// How many answers were compared: calls of functions that the exercise does not have are not.
std::size_t replay(const e02::KeyGroupRouter& router, const Value& recorded) {
  std::size_t compared = 0;
  const Value steps = member(recorded, "steps");
  for (const Value& step : steps.elements()) {
    const Value call = member(member(step, "do"), "call");
    const std::string function{member(call, "fn").as_text()};
    INFO(to_json(step));
    if (step.find(Value::text("error")) != nullptr) continue;  // outside of the contract
    const Value* const type = call.find(Value::text("key_type"));
    if (type != nullptr && type->as_text() != "int64" && type->as_text() != "string") continue;
    if (function == "assign_to_key_group") {
      CHECK(group_of(router, member(call, "key"), number(call, "max_parallelism")) ==
            member(step, "returns").as_int());
    } else if (function == "assign_to_key_group_each") {
      const Value keys = member(call, "keys"), groups = member(step, "returns");
      REQUIRE(keys.size() == groups.size());
      bool same = true;
      for (std::size_t i = 0; i < keys.size(); i++, compared++)
        same &=
            group_of(router, keys.at(i), number(call, "max_parallelism")) == groups.at(i).as_int();
      CHECK(same);
    } else if (function == "assign_key_to_parallel_operator") {
      const int max = number(call, "max_parallelism");
      CHECK(router.subtask(group_of(router, member(call, "key"), max), number(call, "parallelism"),
                           max) == member(step, "returns").as_int());
    } else if (function == "operator_index_for_key_group") {
      CHECK(router.subtask(number(call, "key_group"), number(call, "parallelism"),
                           number(call, "max_parallelism")) == member(step, "returns").as_int());
    } else if (function == "key_group_range") {
      const e02::Range range =
          router.groups_of(number(call, "operator_index"), number(call, "parallelism"),
                           number(call, "max_parallelism"));
      CHECK(range.first == member(step, "returns").at(0).as_int());
      CHECK(range.last == member(step, "returns").at(1).as_int());
    } else {
      continue;
    }
    compared++;
  }
  return compared;
}

}  // namespace

TEST_CASE("the solutions of exercise 2 give every key group, subtask and range that Flink gave") {
  for (const auto& [name, router] : router_solutions()) {
    INFO(name);
    std::size_t compared = 0;
    const Value cases = recorded_cases("keygroups.json");
    for (const Value& recorded : cases.elements()) compared += replay(*router, recorded);
    CHECK(compared > 2500);
  }
}

TEST_CASE("the solutions of exercise 2 give what was recorded for lesson 2") {
  for (const auto& [name, router] : router_solutions()) {
    INFO(name);
    std::size_t compared = 0;
    const Value cases = recorded_cases("lessons_state_time_windows.json");
    for (const Value& recorded : cases.elements())
      if (member(recorded, "id") == Value::text("L02-E02-keys"))
        compared += replay(*router, recorded);
    CHECK(compared == 35);
  }
}
