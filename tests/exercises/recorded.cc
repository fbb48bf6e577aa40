#include "tests/exercises/recorded.h"

#include <fstream>
#include <sstream>

#include "engine/trace/json.h"
#include "tests/catch.h"

namespace weir::testing {

Value member(const Value& map, const char* name) {
  const Value* const value = map.find(Value::text(name));
  REQUIRE(value != nullptr);
  return *value;
}

Value recorded_cases(const std::string& file) {
  std::ifstream in(WEIR_SOURCE_DIR "/tests/conformance/vectors/" + file);
  std::ostringstream text;
  text << in.rdbuf();
  const auto json = parse_json(text.str());
  REQUIRE(json.has_value());
  return member(*json, "cases");
}

}  // namespace weir::testing
