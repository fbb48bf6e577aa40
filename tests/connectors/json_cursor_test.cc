// Tests engine/connectors/json_cursor.h; the trace's JSON reader is the oracle.
#include "engine/connectors/json_cursor.h"

#include "engine/trace/json.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

// Written again without blanks; "!" and the mistake, with its byte, if it is none.
std::string again(JsonCursor& in) {
  std::string out;
  std::string_view raw;
  bool flag = false;
  switch (in.peek()) {
    case JsonKind::kNull: in.null(); return "null";
    case JsonKind::kBool: in.boolean(flag); return flag ? "true" : "false";
    case JsonKind::kNumber: in.number(raw, flag); return std::string(raw);
    case JsonKind::kText:
      if (in.text(raw)) out = to_json(Value::text(raw));
      return out;
    case JsonKind::kArray:
      in.begin_array();
      while (in.element()) out += (out.empty() ? "" : ",") + again(in);
      return "[" + out + "]";
    case JsonKind::kObject:
      in.begin_object();
      while (in.member(raw)) {
        out += (out.empty() ? "" : ",") + to_json(Value::text(raw)) + ":";
        out += again(in);
      }
      return "{" + out + "}";
    case JsonKind::kNothing: break;
  }
  return {};
}

std::string read(std::string_view text) {
  JsonCursor in(text);
  const std::string out = again(in);
  if (!in.failed()) in.end();
  JsonCursor skipper(text);
  const bool skipped = skipper.skip() && skipper.end();
  CHECK(skipped == !in.failed());
  if (!in.failed()) return out;
  CHECK(skipper.what() == in.what());
  CHECK(skipper.at() == in.at());
  return "!" + std::to_string(in.at()) + " " + in.what();
}

TEST_CASE("JSON is read as it is written") {
  for (const char* text :
       {"null", "true", "false", "0", "-0", "12", "-1.50", "1e5", "1E+05", "0.1e-2", "\"\"",
        "\"a\"", "[]", "{}", "[1,2,[3]]", "{\"a\":{\"b\":[{}]},\"a\":null}"})
    CHECK(read(text) == text);
  CHECK(read(" [ 1 , { \"a\" :\t2 } ]\r\n") == "[1,{\"a\":2}]");
  CHECK(read(R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")") ==
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\xc3\xa9\xf0\x9f\x98\x80\"");
  CHECK(read(R"("x\u0000y")") == R"("x\u0000y")");
  CHECK(read(R"("plain \u0041 plain")") == R"("plain A plain")");
}

TEST_CASE("what is no JSON is refused where it stops being JSON") {
  CHECK(read("") == "!0 saw the end, expected a value");
  CHECK(read("[1,]") == "!3 saw \"]\", expected a value");
  CHECK(read("[1 2]") == "!3 saw \"2\", expected ',' or ']'");
  CHECK(read("[1") == "!2 saw the end, expected ',' or ']'");
  CHECK(read("{\"a\" 1}") == "!5 saw \"1\", expected ':'");
  CHECK(read("{\"a\":1,}") == "!7 saw \"}\", expected a name in double quotes");
  CHECK(read("{a:1}") == "!1 saw \"a\", expected a name in double quotes");
  CHECK(read("{'a':1}") == "!1 saw \"'\", expected a name in double quotes");
  CHECK(read("{\"a\":1} x") == "!8 saw \"x\", expected nothing behind the value");
  CHECK(read("nul") == "!0 saw \"n\", expected a value");
  CHECK(read("NaN") == "!0 saw \"N\", expected a value");
  CHECK(read("01") == "!0 saw \"0\", expected a number without leading zeros");
  CHECK(read("+1") == "!0 saw \"+\", expected a value");
  CHECK(read("-x") == "!1 saw \"x\", expected a digit");
  CHECK(read("1.") == "!2 saw the end, expected a digit");
  CHECK(read("1e") == "!2 saw the end, expected a digit");
  CHECK(read("\"abc") == "!0 saw a text that is never closed, expected a quote at its end");
  CHECK(read("\"a\tb\"") == "!2 saw \"\\t\", expected it escaped in a text");
  CHECK(read(R"("\x")") ==
        "!2 saw \"x\", expected an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u");
  CHECK(read(R"("\u12g4")") == "!5 saw \"g\", expected four hexadecimal digits behind \\u");
  CHECK(read(R"("\ud83d")") == "!1 saw half of a surrogate pair, expected both halves");
  CHECK(read(R"("\ude00\ud83d")") == "!1 saw half of a surrogate pair, expected both halves");
  CHECK(read(R"("\ud83d\u0041")") == "!1 saw half of a surrogate pair, expected both halves");
  CHECK(read("\xc3\xa9") == "!0 saw \"\xc3\xa9\", expected a value");
}

TEST_CASE("values are nested two hundred deep and no deeper") {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  CHECK(read(nested(kJsonNesting)) == nested(kJsonNesting));
  CHECK(read(nested(kJsonNesting + 1)) ==
        "!200 saw values nested more than 200 deep, expected fewer");
  CHECK(read(std::string(1'000'000, '[')) ==
        "!200 saw values nested more than 200 deep, expected fewer");
}

TEST_CASE("random texts are JSON for the cursor when they are for the trace's reader") {
  static constexpr std::string_view kPieces[] = {
      "{",    "}",    "[", "]",           ",",  ":", "\"a\"", "\"b\"", "1", "-2.5e3",
      "null", "true", " ", "\"\\u0041\"", "\"", "0", "\\",    ".",     "e"};
  int good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 30'000; seed++) {
    Dice dice(seed);
    std::string text;
    // Half of them are made to be JSON, and sometimes damaged.
    if (seed % 2 == 0) {
      int open = 0;
      text = "[";
      for (std::size_t i = dice.below(12); i > 0; i--) {
        if (text.back() != '[' && text.back() != ':') text += ',';
        if (dice.below(4) == 0) {
          text += '[';
          open++;
        } else if (dice.below(5) == 0) {
          text += "{\"k\":" + std::to_string(dice.below(10)) + "}";
        } else {
          text += kPieces[6 + dice.below(6)];
        }
      }
      text += std::string(static_cast<std::size_t>(open), ']') + "]";
      if (dice.below(2) == 0) text.erase(dice.below(text.size()), 1);
    } else {
      for (std::size_t i = dice.below(10); i > 0; i--)
        text += kPieces[dice.below(std::size(kPieces))];
    }
    const auto oracle = parse_json(text);
    const std::string mine = read(text);
    INFO("seed " << seed << ": " << text << " -> " << mine);
    // The trace's reader refuses names that are there twice, too.
    if (!oracle && oracle.error().text.find("twice") != std::string::npos) continue;
    REQUIRE(oracle.has_value() == !mine.starts_with("!"));
    (oracle ? good : bad)++;
    if (oracle) REQUIRE(*parse_json(mine) == *oracle);
  }
  CHECK(good > 3'000);
  CHECK(bad > 3'000);
}

}  // namespace
}  // namespace weir
