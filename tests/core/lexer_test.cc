#include "engine/core/lexer.h"

#include "tests/catch.h"

namespace weir {
namespace {

std::string words(std::string_view text) {
  std::string out;
  for (const Token& token : lex(text).tokens) out += (out.empty() ? "" : " ") + describe(token);
  return out;
}

std::string complaint(std::string_view text) {
  const Lexed lexed = lex(text);
  std::string out;
  for (const TextMistake& m : lexed.mistakes)
    out += std::to_string(m.span.begin) + "-" + std::to_string(m.span.end) + " " + m.what + ";";
  return out;
}

TEST_CASE("words of the languages", "[lexer]") {
  CHECK(words("") == "the end");
  CHECK(words("user!='' and late(start=10).ts") ==
        "'user' '!=' '' 'and' 'late' '(' 'start' '=' 10 ')' '.' 'ts' the end");
  CHECK(words("a<=b<>c>=d==e||f") == "'a' '<=' 'b' '<>' 'c' '>=' 'd' '==' 'e' '||' 'f' the end");
  CHECK(words("`per page` 'it''s' `a``b`") == "`per page` 'it''s' `a`b` the end");
  CHECK(words("1.5 2e3 2.5E-3 1.x") == "1.5 2e3 2.5E-3 1 '.' 'x' the end");
  CHECK(words("\t1\r\n+\n2") == "1 '+' 2 the end");
}

TEST_CASE("numbers have values, and lengths of time are milliseconds", "[lexer]") {
  const auto value = [](std::string_view text) { return lex(text).tokens[0].value; };
  CHECK(value("007") == Value::integer(7));
  CHECK(value("9223372036854775807") == Value::integer(INT64_MAX));
  CHECK(value("250ms") == Value::integer(250));
  CHECK(value("12s") == Value::integer(12'000));
  CHECK(value("5min") == Value::integer(300'000));
  CHECK(value("1d") == Value::integer(86'400'000));
  CHECK(value("0.5") == Value::number(0.5));
  CHECK(value("1e6") == Value::number(1e6));
}

TEST_CASE("what is no word says so, with its place, and all of it at once", "[lexer]") {
  CHECK(complaint("a && !b") ==
        "2-4 '&&' is not used here; write 'and';5-6 '!' is not used here; write 'not';");
  CHECK(complaint("\"x\" = 1") == "0-3 a text stands in single quotes: 'like this';");
  CHECK(complaint("a = 'x") == "4-6 this text has no closing quote;");
  CHECK(complaint("`x") == "0-2 this name has no closing backquote;");
  CHECK(complaint("``") == "0-2 a name between backquotes is empty;");
  CHECK(complaint("12x").find("'12x' is neither a number nor a name") != std::string::npos);
  CHECK(complaint("1.5s").find("has no fraction") != std::string::npos);
  CHECK(complaint("9223372036854775809").find("too large for an int64") != std::string::npos);
  CHECK(complaint("1e999").find("outside of what a double can hold") != std::string::npos);
  CHECK(complaint("9223372036854775807d").find("longer than an int64") != std::string::npos);
  CHECK(complaint("é") ==
        "0-2 this means nothing here; a name with other characters "
        "than letters, digits and _ stands in backquotes: `per page`;");
  CHECK(complaint("größe日本 = 1") ==
        "2-6 this means nothing here; a name with other characters than letters, digits and _ "
        "stands in backquotes: `per page`;7-13 this means nothing here; a name with other "
        "characters than letters, digits and _ stands in backquotes: `per page`;");
}

TEST_CASE("literals read back what they print", "[lexer]") {
  const std::vector<Value> values{Value::null(),
                                  Value::boolean(true),
                                  Value::boolean(false),
                                  Value::integer(0),
                                  Value::integer(-1),
                                  Value::integer(INT64_MAX),
                                  Value::integer(INT64_MIN),
                                  Value::number(0.1),
                                  Value::number(-1e300),
                                  Value::number(5e-324),
                                  Value::number(-0.0),
                                  Value::text(""),
                                  Value::text("it's"),
                                  Value::text("'"),
                                  Value::text("a\n\"b\"")};
  for (const Value& v : values) {
    const Lexed lexed = lex(literal_text(v));
    CAPTURE(literal_text(v));
    REQUIRE(lexed.mistakes.empty());
    TokenCursor cursor(lexed.tokens);
    CHECK(parse_literal(cursor) == v);
    CHECK(cursor.at_end());
  }
}

TEST_CASE("what is no literal is left alone", "[lexer]") {
  for (const char* text : {"", "x", "-x", "- 'a'", "-", "(1)", "`null`", "9223372036854775808"}) {
    const Lexed lexed = lex(text);
    TokenCursor cursor(lexed.tokens);
    CAPTURE(text);
    CHECK_FALSE(parse_literal(cursor).has_value());
    CHECK(cursor.position() == 0);
  }
}

}  // namespace
}  // namespace weir
