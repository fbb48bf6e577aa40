// Tests engine/connectors/column.h.
#include "engine/connectors/column.h"

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

// The mistakes as people see them, without the file.
std::string mistakes_in(std::string_view text) {
  const ParsedColumn parsed = parse_column_type(text);
  std::string out;
  for (const TextMistake& m : parsed.mistakes) {
    if (!out.empty()) out += '\n';
    out +=
        std::string(m.span.begin, ' ') + std::string(m.span.end - m.span.begin, '^') + ' ' + m.what;
  }
  return out;
}

TEST_CASE("a type is read as it is written") {
  const auto same = [](const char* text) {
    const ParsedColumn parsed = parse_column_type(text);
    INFO(text);
    CHECK(mistakes_in(text).empty());
    CHECK(type_text(parsed.column) == text);
    CHECK(parse_column_type(type_text(parsed.column)).column == parsed.column);
    return parsed.column;
  };
  CHECK(same("string").kind == Kind::kString);
  CHECK(same("int64").kind == Kind::kInt);
  CHECK(same("double").kind == Kind::kDouble);
  CHECK(same("bool").kind == Kind::kBool);
  CHECK(same("json").json);
  CHECK(same("int64 not null").required);
  CHECK_FALSE(same("int64").required);
  const Column at = same("timestamp(yyyy-MM-dd HH:mm:ss, +08:00) not null");
  CHECK(at.kind == Kind::kInt);
  CHECK(at.required);
  std::int64_t ms = 1;
  CHECK(at.timestamp->parse("1970-01-01 08:00:00", ms));
  CHECK(ms == 0);
  CHECK(same("timestamp(epoch_ms)").timestamp->is_epoch());
  CHECK(same("timestamp(dd.MM.yyyy, HH:mm, UTC)").timestamp->parse("01.01.1970, 00:00", ms));
  CHECK(same("timestamp(dd.MM.yyyy',' HH:mmXXX)").timestamp->parse("01.01.1970, 00:00Z", ms));
  const Column row =
      same("row<name string not null, `a b` list<int64>, at timestamp(epoch_s)> not null");
  CHECK(row_type_of({row})[0] == Field{"",
                                       Kind::kRow,
                                       true,
                                       {{"name", Kind::kString, true},
                                        {"a b", Kind::kList, false, {{"", Kind::kInt}}},
                                        {"at", Kind::kInt}}});
  CHECK(type_text(parse_column_type("  int64   not  null ").column) == "int64 not null");
  CHECK(type_text(parse_column_type("timestamp( yyyy-MM-dd ,  Z )").column) ==
        "timestamp(yyyy-MM-dd, UTC)");
  CHECK(type_text(Column{}) == "unknown");
}

TEST_CASE("mistakes in a type are told where they are, and what was meant") {
  CHECK(
      mistakes_in("") ==
      " saw the end, expected a type: string, int64, double, bool, timestamp(FORMAT, ZONE), json, "
      "list<TYPE> and row<NAME TYPE, …>");
  CHECK(mistakes_in("integer") ==
        "^^^^^^^ there is no type 'integer'; the types are string, int64, double, bool, "
        "timestamp(FORMAT, ZONE), json, list<TYPE> and row<NAME TYPE, …>. Did you mean int64?");
  CHECK(mistakes_in("strng") ==
        "^^^^^ there is no type 'strng'; the types are string, int64, double, bool, "
        "timestamp(FORMAT, ZONE), json, list<TYPE> and row<NAME TYPE, …>. Did you mean 'string'?");
  CHECK(mistakes_in("int64 null") ==
        "      ^^^^ 'null' is more than a type; behind it only 'not null' may stand");
  CHECK(mistakes_in("int64 not nul") == "      ^^^^^^^ expected 'not null' behind the type");
  CHECK(mistakes_in("timestamp") ==
        "^^^^^^^^^ a timestamp needs its format: timestamp(yyyy-MM-dd HH:mm:ss, UTC), or "
        "timestamp(epoch_ms)");
  CHECK(mistakes_in("timestamp(yyyy-MM-dd") ==
        "^^^^^^^^^^^^^^^^^^^^ the parenthesis behind timestamp is never closed");
  CHECK(mistakes_in("timestamp(yyyy-MM-dd'T)") ==
        "^^^^^^^^^^^^^^^^^^^^^^^ a quote in this format is never closed");
  CHECK(mistakes_in("timestamp(yyyy-mm-dd, Asia/Shanghai)") ==
        "          ^^^^^^^^^^ the format has no month (MM)\n"
        "          ^^^^^^^^^^ the format has minutes, but no hour (HH)\n"
        "                      ^^^^^^^^^^^^^ the zone 'Asia/Shanghai' has a name, and what a name "
        "means stands in tables that differ between machines and change with laws: write UTC, or "
        "the offset itself, as in +08:00 (if it changes within the data, put it there and write "
        "XXX in the format)");
  CHECK(mistakes_in("timestamp(dd.MM.yyyy, HH:mmXXX)") ==
        "                      ^^^^^^^^ 'HH:mmXXX' is no zone: write UTC, or the offset itself, as "
        "in +08:00 (if it changes within the data, put it there and write XXX in the format); a "
        "comma of the format stands in single quotes");
  CHECK(mistakes_in("list") == "     saw the end, expected <TYPE>");
  CHECK(mistakes_in("list<int64") == "           saw the end, expected '>'");
  CHECK(mistakes_in("list<>") ==
        "     ^ saw '>', expected a type: string, int64, double, bool, timestamp(FORMAT, ZONE), "
        "json, "
        "list<TYPE> and row<NAME TYPE, …>");
  CHECK(mistakes_in("row<a int64, a bool>") == "             ^ the row has a field 'a' already");
  CHECK(mistakes_in("row<a int64; b bool>") == "           ^ saw ';', expected ',' or '>'");
  CHECK(mistakes_in("row<`a int64>") == "    ^ this backquote is never closed");
  std::string deep;
  for (int i = 0; i < 30; i++) deep += "list<";
  CHECK_THAT(mistakes_in(deep), Catch::Matchers::EndsWith("types are nested too deeply here"));
}

TEST_CASE("random texts are types or have mistakes inside of them") {
  static constexpr std::string_view kPieces[] = {
      "string",     "int64",      "list<", ">",         "row<", "a ", ",",
      "timestamp(", "yyyy-MM-dd", ")",     " not null", "'",    "`",  " ",
      "UTC",        "epoch_s",    "\xff",  "json",      "X"};
  int good = 0;
  for (std::uint64_t seed = 0; seed < 5'000; seed++) {
    Dice dice(seed);
    std::string text;
    const std::size_t pieces = dice.below(8);
    for (std::size_t i = 0; i < pieces; i++) text += kPieces[dice.below(std::size(kPieces))];
    const ParsedColumn parsed = parse_column_type(text);
    INFO(text);
    for (const TextMistake& m : parsed.mistakes) {
      REQUIRE(m.span.begin <= m.span.end);
      REQUIRE(m.span.end <= text.size());
      REQUIRE_FALSE(m.what.empty());
    }
    if (!parsed.mistakes.empty()) continue;
    good++;
    REQUIRE(parse_column_type(type_text(parsed.column)).column == parsed.column);
  }
  CHECK(good > 50);
}

TEST_CASE("columns that a job declares are looked for in the file") {
  const Columns declared{{"usr"}, {"at"}, {"at"}, {"nothing like it"}};
  const auto mistakes = declared_mistakes({"user", "at"}, declared, "visits.csv");
  REQUIRE(mistakes.size() == 3);
  CHECK(mistakes[0].column == 0);
  CHECK(mistakes[0].what ==
        "there is no column 'usr' in visits.csv; the columns are user, at. Did you mean 'user'?");
  CHECK(mistakes[1].column == 2);
  CHECK(mistakes[1].what == "the column 'at' is declared twice");
  CHECK(mistakes[2].what ==
        "there is no column 'nothing like it' in visits.csv; the columns are user, at.");
}

TEST_CASE("what was inferred says so, and how to say otherwise") {
  CHECK(inferred_note({"x", Kind::kInt}, "string").empty());
  CHECK(inferred_note({"x", Kind::kInt, false, true}, "string") ==
        ": the type of column 'x' was inferred as int64 from the first 1,000 rows; declare it: "
        "columns = { x = \"string\" }");
  CHECK(
      inferred_note({"unit price", Kind::kInt, false, true}, "double") ==
      ": the type of column 'unit price' was inferred as int64 from the first 1,000 rows; declare "
      "it: columns = { \"unit price\" = \"double\" }");
}

}  // namespace
}  // namespace weir
