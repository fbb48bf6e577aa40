// JSON, strict; and values in the JSON of a trace.
#include "engine/trace/json.h"
#include "engine/core/java_text.h"
#include "engine/trace/value_json.h"
#include "tests/catch.h"
#include "tests/trace/random_values.h"

namespace weir {
namespace {

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t v) { return Value::integer(v); }

std::string error_of(std::string_view text) {
  const Result<Value> v = parse_json(text);
  REQUIRE_FALSE(v);
  REQUIRE(v.error().kind == ErrorKind::kBadData);
  return v.error().text;
}

// Only what JSON can say: no rows, text keys, finite doubles.
Value json_value(Random& random, int depth) {
  switch (random.below(depth > 4 ? 5 : 7)) {
    case 0: return Value::null();
    case 1: return Value::boolean(random.one_in(2));
    case 2: return I(random.integer());
    case 3: return Value::number(static_cast<double>(random.integer()) / 16);
    case 4: return T(random.text().substr(0, 40));
    case 5: {
      std::vector<Value> parts;
      for (std::uint64_t n = random.below(5); n > 0; n--)
        parts.push_back(json_value(random, depth + 1));
      return Value::list(parts);
    }
    default: {
      std::vector<Value> parts;
      for (std::uint64_t n = random.below(5); n > 0; n--) {
        parts.push_back(T("m" + std::to_string(random.below(20))));
        parts.push_back(json_value(random, depth + 1));
      }
      return Value::map(parts);
    }
  }
}

bool valid_utf8_cut(const Value& v) {
  if (v.kind() == Kind::kString) return parse_json(to_json(v)) && *parse_json(to_json(v)) == v;
  bool good = true;
  for (const Value& e : v.elements()) good = good && valid_utf8_cut(e);
  return good;
}

}  // namespace

TEST_CASE("JSON values are read with their kinds") {
  CHECK(*parse_json("null") == Value::null());
  CHECK(*parse_json(" true ") == Value::boolean(true));
  CHECK(*parse_json("-9223372036854775808") == I(INT64_MIN));
  CHECK(*parse_json("9223372036854775807") == I(INT64_MAX));
  CHECK(*parse_json("1.0") == Value::number(1));
  CHECK(*parse_json("1e2") == Value::number(100));
  CHECK(*parse_json("4.9E-324") == Value::number(4.9e-324));
  CHECK(*parse_json("\"\\u00e4\\ud83d\\ude00\\n\\/\"") == T("\xc3\xa4\xf0\x9f\x98\x80\n/"));
  CHECK(*parse_json("[1,[],{}]") == Value::list({I(1), Value::list({}), Value::map({})}));
  const Result<Value> object = parse_json("{\"b\":1,\"a\":[true]}");
  REQUIRE(object);
  CHECK(to_json(*object) == "{\"a\":[true],\"b\":1}");
}

TEST_CASE("The members of an object can be had in their order") {
  const auto members = parse_json_object(" {\"b\":1, \"a\":{\"z\":2}, \"c\":null} ");
  REQUIRE(members);
  REQUIRE(members->size() == 3);
  CHECK((*members)[0].name == "b");
  CHECK((*members)[1].name == "a");
  CHECK((*members)[2].value.is_null());
  CHECK_FALSE(parse_json_object("[1]"));
  CHECK_FALSE(parse_json_object("{\"a\":1,\"a\":2}"));
  CHECK_FALSE(parse_json_object("{\"a\":1} x"));
}

TEST_CASE("What is not JSON is refused, with its place") {
  CHECK(error_of("") == "line 1, column 1: expected a value");
  CHECK(error_of("{\"a\":1,\n \"b\":tru}") == "line 2, column 6: expected a value");
  CHECK(error_of("[1,]") == "line 1, column 4: expected a value");
  CHECK(error_of("[1 2]") == "line 1, column 4: expected ',' or ']'");
  CHECK(error_of("{\"a\":1,\"a\":2}") == "line 1, column 1: a name is there twice in this object");
  CHECK(error_of("{a:1}") == "line 1, column 2: expected the name of a member");
  CHECK(error_of("01") == "line 1, column 3: a number does not begin with 0");
  CHECK(error_of("9223372036854775808") ==
        "line 1, column 1: the integer does not fit into 64 bits");
  CHECK(error_of("1e999") == "line 1, column 1: the number does not fit into a double");
  CHECK(error_of("\"\t\"") == "line 1, column 2: control characters must be escaped");
  CHECK(error_of("\"\\ud800\"") == "line 1, column 8: half of a surrogate pair");
  CHECK(error_of("\"\xff\"") == "line 1, column 2: the string is not UTF-8");
  CHECK(error_of("\"abc") == "line 1, column 5: the string does not end");
  CHECK(error_of("1 2") == "line 1, column 3: nothing may follow the value");
  for (const char* bad : {"+1", ".5", "1.", "1e", "-", "nul", "NaN", "'a'", "[", "{", "{\"a\"}",
                          "\"\\x\"", "\"\\u12\"", "// 1", "[1,,2]", "\xef\xbb\xbf{}"})
    CHECK_FALSE(parse_json(bad));
  CHECK_FALSE(parse_json(std::string(5000, '[')));
  CHECK(parse_json(std::string(150, '[') + std::string(150, ']')));
}

TEST_CASE("JSON values are the same after writing and reading") {
  Random random(4);
  int compared = 0;
  for (int i = 0; i < 3000; i++) {
    const Value v = json_value(random, 0);
    if (!valid_utf8_cut(v)) continue;  // a text that was cut inside of a letter
    const Result<Value> back = parse_json(to_json(v));
    REQUIRE(back);
    REQUIRE(*back == v);
    compared++;
  }
  CHECK(compared > 2000);
}

TEST_CASE("Any value survives the JSON of a trace, with and without names for rows") {
  const FieldNames two = {"a", "b"}, one = {"d"}, odd = {"x", "x"};
  Random random(11);
  for (int i = 0; i < 4000; i++) {
    const Value v = random.value();
    for (const FieldNames* names : {static_cast<const FieldNames*>(nullptr), &two, &one, &odd}) {
      std::string text;
      append_trace_value(text, v, names);
      const Result<Value> json = parse_json(text);
      REQUIRE(json);
      const Result<Value> back = trace_value_of(*json, names);
      INFO(text.substr(0, 300));
      REQUIRE(back);
      REQUIRE(*back == v);
    }
  }
}

TEST_CASE("What looks like a mark or a row but is a map stays a map") {
  const FieldNames names = {"a", "b"};
  const Value like_row = Value::map(std::vector<Value>{T("a"), I(1), T("b"), I(2)});
  const Value like_mark = Value::map(std::vector<Value>{T("d"), T("0.1")});
  std::string text;
  append_trace_value(text, like_row, &names);
  CHECK(text == "{\"m\":[[\"a\",1],[\"b\",2]]}");
  text.clear();
  append_trace_value(text, like_row, nullptr);
  CHECK(text == "{\"a\":1,\"b\":2}");
  text.clear();
  append_trace_value(text, like_mark, nullptr);
  CHECK(text == "{\"m\":[[\"d\",\"0.1\"]]}");
  text.clear();
  append_trace_value(text, Value::row({I(1), I(2)}), &names);
  CHECK(text == "{\"a\":1,\"b\":2}");
  text.clear();
  append_trace_value(text, Value::number(0.1), nullptr);
  CHECK(text == "{\"d\":\"0.1\"}");
  text.clear();
  append_trace_value(text, I(1ll << 53), nullptr);
  CHECK(text == "{\"i\":\"9007199254740992\"}");
}

TEST_CASE("Forms that the writer does not use are refused in values of a trace") {
  for (const char* bad : {"1.5", "9007199254740992", "{\"d\":\"1\"}", "{\"d\":\"0.10\"}",
                          "{\"d\":0.1}", "{\"i\":\"5\"}", "{\"i\":\"9007199254740993x\"}",
                          "{\"m\":[[1]]}", "{\"m\":[[1,2],[1,3]]}", "{\"r\":{}}", "{\"m\":1}"}) {
    INFO(bad);
    const Result<Value> json = parse_json(bad);
    REQUIRE(json);
    CHECK_FALSE(trace_value_of(*json, nullptr));
  }
}

}  // namespace weir
