// The plain functions, and that the table of all functions is complete.
#include <set>

#include "engine/core/hash.h"
#include "engine/core/java_text.h"
#include "tests/catch.h"
#include "tests/core/expression/orders.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

TEST_CASE("functions of texts count characters, not bytes") {
  CHECK(result_of("length('')") == "0");
  CHECK(result_of("length('aé日')") == "3");
  CHECK(result_of("upper('aéz')") == "'AéZ'");
  CHECK(result_of("lower('AÉZ')") == "'aÉz'");
  CHECK(result_of("trim('  a b ')") == "'a b'");
  CHECK(result_of("ltrim('  a ') || '|'") == "'a |'");
  CHECK(result_of("rtrim('  a ') || '|'") == "'  a|'");
  CHECK(result_of("trim('   ')") == "''");
  CHECK(result_of("replace('aXbXX', 'X', 'yz')") == "'ayzbyzyz'");
  CHECK(result_of("replace('abc', '', 'x')") == "'abc'");
  CHECK(result_of("starts_with('abc', 'ab')") == "true");
  CHECK(result_of("starts_with('abc', '')") == "true");
  CHECK(result_of("starts_with('ab', 'abc')") == "false");
  CHECK(result_of("ends_with('abc', 'bc')") == "true");
  CHECK(result_of("contains('abc', 'b')") == "true");
  CHECK(result_of("contains('abc', 'bb')") == "false");
  CHECK(result_of("position('日本語本', '本')") == "2");
  CHECK(result_of("position('abc', '')") == "1");
  CHECK(result_of("position('abc', 'x')") == "0");
  CHECK(result_of("concat('a', 'b', 'c')") == "'abc'");
  CHECK(result_of("concat('a', no_text)") == "null");
  CHECK(result_of("'a' || 'b' || 'c'") == "'abc'");
  CHECK(result_of("city || no_text") == "null");
}

TEST_CASE("a text that would be larger than 16 MiB is an error") {
  std::string text = "'aaaaaaaa'";
  for (int i = 0; i < 7; i++) text = "replace(" + text + ", 'a', 'aaaaaaaa')";
  CHECK(result_of("length(" + text + ")") == "16777216");
  CHECK(result_of("'a' || " + text).ends_with("…: this makes a text of more than 16 MiB"));
  CHECK(result_of("replace(" + text + ", 'a', 'aa')")
            .ends_with("…: this makes a text of more than 16 MiB"));
}

TEST_CASE("substring counts from 1, or from the end") {
  CHECK(result_of("substring('héllo', 2)") == "'éllo'");
  CHECK(result_of("substring('héllo', 2, 3)") == "'éll'");
  CHECK(result_of("substring('héllo', 1, 0)") == "''");
  CHECK(result_of("substring('héllo', 0, 2)") == "'hé'");
  CHECK(result_of("substring('héllo', -3, 2)") == "'ll'");
  CHECK(result_of("substring('héllo', -5)") == "'héllo'");
  CHECK(result_of("substring('héllo', -6)") == "''");
  CHECK(result_of("substring('héllo', 6)") == "''");
  CHECK(result_of("substring('héllo', 1, -1)") == "null");
  CHECK(result_of("substring('héllo', MOST, MOST)") == "''");
  CHECK(result_of("substring('héllo', -9223372036854775808)") == "''");
  CHECK(result_of("substring('', 1)") == "''");
}

TEST_CASE("split gives a list, and size says how long it is") {
  CHECK(result_of("split('a,b,,c', ',')") == R"(["a", "b", "", "c"])");
  CHECK(result_of("split('a--b', '--')") == R"(["a", "b"])");
  CHECK(result_of("split(',a,', ',')") == R"(["", "a", ""])");
  CHECK(result_of("split('abc', 'x')") == R"(["abc"])");
  CHECK(result_of("split('', ',')") == R"([""])");
  CHECK(result_of("split('aé', '')") == R"(["a", "é"])");
  CHECK(result_of("split(no_text, ',')") == "null");
  CHECK(result_of("size(split('a b c', ' '))") == "3");
  CHECK(result_of("split('a b c', ' ')[2]") == "'b'");
  CHECK(result_of("size(tags)") == "1");
  CHECK(result_of("size(any_list)") == "2");
}

TEST_CASE("functions of numbers keep the kind") {
  CHECK(result_of("abs(-7)") == "7");
  CHECK(result_of("abs(-MOST - 1)") == "-9223372036854775808");
  CHECK(result_of("abs(-0.5)") == "0.5");
  CHECK(result_of("sign(-3)") == "-1");
  CHECK(result_of("sign(0.5)") == "1.0");
  CHECK(result_of("floor(-1.5)") == "-2.0");
  CHECK(result_of("ceil(-1.5)") == "-1.0");
  CHECK(result_of("floor(id)") == "7");
  CHECK(result_of("mod(-7, 3)") == "-1");
  CHECK(result_of("mod(7.5, 2)") == "1.5");
  CHECK(result_of("least(3, 1, 2)") == "1");
  CHECK(result_of("greatest(3, 1.5)") == "3.0");
  CHECK(result_of("greatest('a', 'b')") == "'b'");
  CHECK(result_of("greatest(1, no_int)") == "null");
  CHECK(result_of("greatest(any_int, 7.5)") == "7.5");
  CHECK(result_of("greatest(0.0 / 0, any_int)") == "NaN");
  CHECK(result_of("least(0.0 / 0, any_int)") == "7");
  CHECK(result_of("floor_to(125, 10)") == "120");
  CHECK(result_of("floor_to(-1, 10)") == "-10");
  CHECK(result_of("floor_to(7min, 5min)") == "300000");
}

TEST_CASE("round is that of the decimal that is printed, halves away from zero") {
  CHECK(result_of("round(2.5)") == "3.0");
  CHECK(result_of("round(-2.5)") == "-3.0");
  CHECK(result_of("round(0.49999999999999994)") == "0.0");
  CHECK(result_of("round(2.675, 2)") == "2.68");
  CHECK(result_of("round(1.005, 2)") == "1.01");
  CHECK(result_of("round(9.999, 1)") == "10.0");
  CHECK(result_of("round(1234.5, -2)") == "1200.0");
  CHECK(result_of("round(1250.0, -2)") == "1300.0");
  CHECK(result_of("round(49.0, -2)") == "0.0");
  CHECK(result_of("round(50.0, -2)") == "100.0");
  CHECK(result_of("round(0.05, 400)") == "0.05");
  CHECK(result_of("round(1e300, -500)") == "0.0");
  CHECK(result_of("round(-0.0)") == "0.0");
  CHECK(result_of("round(-0.4)") == "0.0");
  CHECK(result_of("round(-0.04, 1)") == "0.0");
  CHECK(result_of("round(-1.0 / 0, -500)") == "-Infinity");
  CHECK(result_of("round(1.7976931348623157e308, -308)") == "1.7976931348623157E308");
  CHECK(result_of("round(0.0 / 0)") == "NaN");
  CHECK(result_of("round(1e22, 3)") == "1.0E22");
  CHECK(result_of("round(id, 2)") == "7");
  CHECK(result_of("round(1250, -2)") == "1300");
  CHECK(result_of("round(-1249, -2)") == "-1200");
  CHECK(result_of("round(MOST, -19)") == "-8446744073709551616");
  CHECK(result_of("round(MOST, -30)") == "0");
}

// Beside a model: move the point of the printed decimal, add a half, cut.
TEST_CASE("round agrees with decimal arithmetic on the digits, for random doubles") {
  for (int i = 0; i < scenarios(2000); i++) {
    const std::uint64_t x = stable_hash(3, 1, static_cast<std::uint64_t>(i));
    const std::uint64_t whole = x % 1000, thousandths = x / 1000 % 1000;
    std::string text = std::to_string(thousandths);
    text = std::to_string(whole) + "." + std::string(3 - text.size(), '0') + text;
    const std::uint64_t hundredths = (whole * 1000 + thousandths + 5) / 10;
    std::string expected = std::to_string(hundredths % 100);
    expected =
        std::to_string(hundredths / 100) + "." + (expected.size() == 1 ? "0" : "") + expected;
    const std::string rounded = "round(" + text + ", 2)";
    INFO(rounded);
    CHECK(result_of(rounded) == result_of(expected));
  }
}

TEST_CASE("every function of the table can be called as it is written there") {
  std::set<std::string_view> names;
  int plain = 0, forms = 0, aggregates = 0;
  for (const FunctionInfo& f : all_functions()) {
    INFO(f.name);
    CHECK(names.insert(f.name).second);
    CHECK_FALSE(f.help.empty());
    CHECK_FALSE(f.written.empty());
    CHECK(f.least <= f.most);
    if (f.form == FunctionForm::kFunction) {
      plain++;
      REQUIRE(f.call != nullptr);
      REQUIRE(find_function(f.name) == &f);
      CHECK(f.written.starts_with(std::string(f.name) + "("));
      // Of nulls it is null; with an argument too many it is a mistake that says how it is written.
      std::string few(f.name), many(f.name);
      for (int i = 0; i <= f.most; i++) {
        if (i < f.least) few += i == 0 ? "(null" : ", null";
        many += i == 0 ? "(null" : ", null";
      }
      CHECK(result_of(few + ")") == "null");
      CHECK(result_of(many + ")").starts_with("mistake: " + std::string(f.written) + " takes "));
    } else {
      CHECK(f.call == nullptr);
      forms += f.form == FunctionForm::kForm;
      aggregates += f.form == FunctionForm::kAggregate;
    }
  }
  CHECK(plain == 22);
  CHECK(forms == 9);
  CHECK(aggregates == 7);
}

}  // namespace
}  // namespace weir
