// Every operator and form on every kind of operand, nulls among them, of known and unknown kinds.
#include "tests/catch.h"
#include "tests/core/expression/orders.h"

namespace weir {
namespace {

TEST_CASE("columns, literals, fields and elements are what they say") {
  CHECK(result_of("id") == "7");
  CHECK(result_of("`per page`") == "3");
  CHECK(result_of("MOST") == "9223372036854775807");
  CHECK(result_of("-9223372036854775808") == "-9223372036854775808");
  CHECK(result_of("2min") == "120000");
  CHECK(result_of("item.name") == "'nut'");
  CHECK(result_of("item.at.hour") == "9");
  CHECK(result_of("tags.k") == "1");
  CHECK(result_of("tags['k']") == "1");
  CHECK(result_of("tags.absent") == "null");
  CHECK(result_of("words[1]") == "'a'");
  CHECK(result_of("words[3]") == "null");
  CHECK(result_of("words[-MOST]") == "null");
  CHECK(result_of("any_map.k") == "1");
  CHECK(result_of("any_list[2]") == "'b'");
  CHECK(result_of("any_list['k']") == "null");
  CHECK(result_of("any_int.k") == "null");
  CHECK(result_of("any_null.k") == "null");
  CHECK(result_of("any_null[1]") == "null");
}

TEST_CASE("arithmetic of int64 wraps, of a double is that of doubles, of null is null") {
  CHECK(result_of("1 + 2 * 3") == "7");
  CHECK(result_of("(1 + 2) * 3") == "9");
  CHECK(result_of("10 - 2 - 3") == "5");
  CHECK(result_of("7 / 2") == "3");
  CHECK(result_of("-7 / 2") == "-3");
  CHECK(result_of("-7 % 2") == "-1");
  CHECK(result_of("7 / 2.0") == "3.5");
  CHECK(result_of("7.5 % 2") == "1.5");
  CHECK(result_of("1.0 / 0") == "Infinity");
  CHECK(result_of("0.0 / 0") == "NaN");
  CHECK(result_of("-0.0") == "-0.0");
  CHECK(result_of("MOST + 1") == "-9223372036854775808");
  CHECK(result_of("MOST * 2") == "-2");
  CHECK(result_of("(-MOST - 1) / (id - 8)") == "-9223372036854775808");
  CHECK(result_of("(-MOST - 1) % (id - 8)") == "0");
  CHECK(result_of("-(-MOST - 1)") == "-9223372036854775808");
  CHECK(result_of("id + no_int") == "null");
  CHECK(result_of("no_double * price") == "null");
  CHECK(result_of("no_int / 0.5") == "null");
  CHECK(result_of("-no_int") == "null");
  CHECK(result_of("null + 1") == "null");
  CHECK(result_of("any_int + 1") == "8");
  CHECK(result_of("any_int * price") == "17.5");
  CHECK(result_of("any_null - 1") == "null");
  CHECK(result_of("-any_double") == "-2.5");
}

TEST_CASE("what cannot be calculated is an error that names the expression and the values") {
  CHECK(result_of("id / (id - 7)") ==
        "error: id / (id - 7): 7 / 0: an int64 cannot be divided by 0");
  CHECK(result_of("1 + any_int % 0") ==
        "error: 1 + any_int % 0: 7 % 0: an int64 cannot be divided by 0");
  CHECK(result_of("mod(id, id - 7)") ==
        "error: mod(id, id - 7): 7 % 0: an int64 cannot be divided by 0");
  CHECK(result_of("any_text + 1") ==
        "error: any_text + 1: '+' wants numbers and got the string \"Rome\"");
  CHECK(result_of("-any_list") ==
        "error: -any_list: '-' wants a number and got the list [\"a\", \"b\"]");
  CHECK(result_of("any_int || 'a'") ==
        "error: any_int || 'a': '||' wants strings and got the int64 7");
  CHECK(result_of("any_int like 'a'") ==
        "error: any_int like 'a': 'like' wants strings and got the int64 7");
  CHECK(result_of("any_int and paid") ==
        "error: any_int and paid: a condition wants true or false and got the int64 7");
  CHECK(result_of("upper(any_bool)") ==
        "error: upper(any_bool): 'text' of upper(text) wants a string and got the bool true");
  CHECK(result_of("cast(city as int64)") ==
        "error: cast(city as int64): the string \"Rome\" cannot be cast to an int64");
  CHECK(result_of("least(any_int, any_text)") ==
        "error: least(any_int, any_text): only values of one kind have a smallest and a greatest, "
        "and here are the string \"Rome\" and the int64 7");
  CHECK(result_of("floor_to(id, id - 7)") ==
        "error: floor_to(id, id - 7): floor_to wants a step above 0 and got 0");
}

// The result of `op` for each pair of true, false and null, of both known and unknown kinds.
std::string truths(const std::string& op) {
  std::string out;
  for (const std::string a : {"paid", "not paid", "no_bool"})
    for (const std::string b : {"any_bool", "not any_bool", "any_null"})
      out += result_of("(" + a + ") " + op + " (" + b + ")") + " ";
  return out;
}

TEST_CASE("and, or and not are three-valued") {
  CHECK(truths("and") == "true false null false false false null false null ");
  CHECK(truths("or") == "true true true true false null true null null ");
  CHECK(truths("=") == "true false null false true null null null null ");
  CHECK(truths("<") == "false false null true false null null null null ");
  CHECK(result_of("not no_bool") == "null");
  CHECK(result_of("not not paid") == "true");
  CHECK(result_of("not any_null") == "null");
  CHECK(result_of("null and false") == "false");
}

TEST_CASE("what a condition does not reach cannot fail") {
  CHECK(result_of("id = 1 and 1 / (id - 7) = 1") == "false");
  CHECK(result_of("id = 7 or 1 / (id - 7) = 1") == "true");
  CHECK(result_of("case when id = 7 then 1 else 1 / (id - 7) end") == "1");
  CHECK(result_of("if(id = 1, 1 / (id - 7), 2)") == "2");
  CHECK(result_of("coalesce(id, 1 / (id - 7))") == "7");
  CHECK(result_of("no_bool and 1 / (id - 7) = 1") ==
        "error: no_bool and 1 / (id - 7) = 1: 1 / 0: an int64 cannot be divided by 0");
  const auto stops = compile_condition("no_bool and 1 / (id - 7) = 1", orders());
  CHECK_FALSE(stops.expression->test(an_order()));
}

TEST_CASE("comparisons with null, and of two kinds, are null") {
  for (const std::string op : {"=", "!=", "<", "<=", ">", ">="}) {
    CHECK(result_of("id " + op + " no_int") == "null");
    CHECK(result_of("no_text " + op + " city") == "null");
    CHECK(result_of("any_null " + op + " any_int") == "null");
    CHECK(result_of("any_text " + op + " any_int") == "null");
    CHECK(result_of("any_int " + op + " 'a'") == "null");
    CHECK(result_of("paid " + op + " any_text") == "null");
  }
  CHECK(result_of("any_list < any_list") == "false");
  CHECK(result_of("any_list = words") == "true");
  CHECK(result_of("any_list != words") == "false");
  CHECK(result_of("item = item") == "true");
  CHECK(result_of("any_map < any_list") == "null");
}

TEST_CASE("int64 and double are compared as the numbers that they are") {
  CHECK(result_of("id = 7.0") == "true");
  CHECK(result_of("9007199254740993 = 9007199254740992.0") == "false");
  CHECK(result_of("9007199254740993 > 9007199254740992.0") == "true");
  CHECK(result_of("MOST < 9223372036854775808.0") == "true");
  CHECK(result_of("MOST = 9223372036854775808.0") == "false");
  CHECK(result_of("-MOST - 1 = -9223372036854775808.0") == "true");
  CHECK(result_of("MOST > 0.0 / 0") == "false");
  CHECK(result_of("MOST != 0.0 / 0") == "true");
  CHECK(result_of("id < 1.0 / 0") == "true");
  CHECK(result_of("0.0 / 0 = 0.0 / 0") == "false");
  CHECK(result_of("0.0 / 0 != 0.0 / 0") == "true");
  CHECK(result_of("-0.0 = 0.0") == "true");
  CHECK(result_of("any_int in (1.5, 7.0)") == "true");
}

TEST_CASE("texts are compared by bytes, false is below true") {
  CHECK(result_of("'Z' < 'a'") == "true");
  CHECK(result_of("'z' < 'é'") == "true");
  CHECK(result_of("'a' < 'aa'") == "true");
  CHECK(result_of("'' < 'a'") == "true");
  CHECK(result_of("paid > (1 = 2)") == "true");
  CHECK(result_of("city = any_text") == "true");
}

TEST_CASE("between, in, like and is have the nulls of SQL") {
  CHECK(result_of("id between 7 and 7") == "true");
  CHECK(result_of("id between 8 and 6") == "false");
  CHECK(result_of("id not between 8 and 9") == "true");
  CHECK(result_of("id between no_int and 6") == "false");
  CHECK(result_of("id between no_int and 8") == "null");
  CHECK(result_of("id not between no_int and 6") == "true");
  CHECK(result_of("no_int between 1 and 2") == "null");
  CHECK(result_of("id + 1 between 8 and any_int") == "false");
  CHECK(result_of("city in ('Oslo', 'Rome')") == "true");
  CHECK(result_of("city not in ('Oslo')") == "true");
  CHECK(result_of("city in (no_text, 'Rome')") == "true");
  CHECK(result_of("city in (no_text, 'Oslo')") == "null");
  CHECK(result_of("city not in (no_text, 'Oslo')") == "null");
  CHECK(result_of("no_text in ('a')") == "null");
  CHECK(result_of("id in (1, 7)") == "true");
  CHECK(result_of("id in (7.0)") == "true");
  CHECK(result_of("city like 'R%'") == "true");
  CHECK(result_of("city not like '_o__'") == "false");
  CHECK(result_of("no_text like '%'") == "null");
  CHECK(result_of("id is null") == "false");
  CHECK(result_of("no_int is null") == "true");
  CHECK(result_of("no_int + 1 is not null") == "false");
  CHECK(result_of("no_bool is true") == "false");
  CHECK(result_of("no_bool is not true") == "true");
  CHECK(result_of("id = 8 is false") ==
        "mistake: 'is' cannot follow on another comparison; write "
        "a < b and b < c, or put the first one in parentheses");
  CHECK(result_of("(id = 8) is false") == "true");
  CHECK(result_of("any_bool is true") == "true");
}

TEST_CASE("a pattern fits a whole text, by characters") {
  const auto like = [](const std::string& text, const std::string& pattern) {
    return result_of("'" + text + "' like '" + pattern + "'") == "true";
  };
  CHECK(like("", ""));
  CHECK(like("", "%"));
  CHECK(like("", "%%"));
  CHECK_FALSE(like("", "_"));
  CHECK_FALSE(like("a", ""));
  CHECK(like("abc", "a%c"));
  CHECK(like("abcbc", "a%bc"));
  CHECK(like("mississippi", "%iss%ippi"));
  CHECK_FALSE(like("mississippi", "%iss%ipp"));
  CHECK(like("é", "_"));
  CHECK(like("aéb", "a_b"));
  CHECK_FALSE(like("é", "__"));
  CHECK(like("100%", "100%"));
  CHECK(like("a%b", "a%b"));
  CHECK_FALSE(like("ab", "a_b"));
  CHECK(like("日本語", "日%語"));
}

TEST_CASE("case, if, coalesce and nullif choose, and make doubles where one result is a double") {
  CHECK(result_of("case when no_bool then 1 when paid then 2 end") == "2");
  CHECK(result_of("case when no_bool then 1 end") == "null");
  CHECK(result_of("case id when 1 then 'a' when 7 then 'b' else 'c' end") == "'b'");
  CHECK(result_of("case no_int when 1 then 'a' else 'c' end") == "'c'");
  CHECK(result_of("case id when no_int then 'a' end") == "null");
  CHECK(result_of("case when paid then id else price end") == "7.0");
  CHECK(result_of("if(no_bool, 1, 2)") == "2");
  CHECK(result_of("if(paid, id, 2.5)") == "7.0");
  CHECK(result_of("coalesce(no_int, no_double, id)") == "7.0");
  CHECK(result_of("coalesce(no_int, any_null)") == "null");
  CHECK(result_of("coalesce(any_null, any_int, 1)") == "7");
  CHECK(result_of("nullif(id, 7)") == "null");
  CHECK(result_of("nullif(id, 8)") == "7");
  CHECK(result_of("nullif(id, no_int)") == "7");
  CHECK(result_of("nullif(no_int, 7)") == "null");
  CHECK(result_of("case when paid then null else 1 end") == "null");
}

TEST_CASE("casts between all kinds of scalars, and try_cast where there is none") {
  CHECK(result_of("cast(' +12 ' as int64)") == "12");
  CHECK(result_of("try_cast('12.5' as int64)") == "null");
  CHECK(result_of("try_cast('' as int64)") == "null");
  CHECK(result_of("try_cast('+-1' as int64)") == "null");
  CHECK(result_of("try_cast('9223372036854775808' as int64)") == "null");
  CHECK(result_of("cast('-9223372036854775808' as int64)") == "-9223372036854775808");
  CHECK(result_of("cast('1e3' as double)") == "1000.0");
  CHECK(result_of("cast('-Infinity' as double)") == "-Infinity");
  CHECK(result_of("cast('NaN' as double)") == "NaN");
  CHECK(result_of("try_cast('inf' as double)") == "null");
  CHECK(result_of("try_cast('nan' as double)") == "null");
  CHECK(result_of("try_cast('1e999' as double)") == "null");
  CHECK(result_of("try_cast('0x10' as double)") == "null");
  CHECK(result_of("cast(2.9 as int64)") == "2");
  CHECK(result_of("cast(-2.9 as int64)") == "-2");
  CHECK(result_of("cast(1e30 as int64)") == "9223372036854775807");
  CHECK(result_of("cast(-1e30 as int64)") == "-9223372036854775808");
  CHECK(result_of("cast(0.0 / 0 as int64)") == "0");
  CHECK(result_of("cast(9007199254740993 as double)") == "9.007199254740992E15");
  CHECK(result_of("cast(id as string)") == "'7'");
  CHECK(result_of("cast(1e7 as string)") == "'1.0E7'");
  CHECK(result_of("cast(paid as string)") == "'true'");
  CHECK(result_of("cast(paid as int64)") == "1");
  CHECK(result_of("cast(not paid as double)") == "0.0");
  CHECK(result_of("cast(id as bool)") == "true");
  CHECK(result_of("cast(' YES' as bool)") == "true");
  CHECK(result_of("cast('f' as bool)") == "false");
  CHECK(result_of("try_cast('ja' as bool)") == "null");
  CHECK(result_of("cast(no_text as int64)") == "null");
  CHECK(result_of("cast(any_text as string)") == "'Rome'");
  CHECK(result_of("try_cast(any_list as string)") == "null");
  CHECK(result_of("cast(city as string)") == "'Rome'");
}

}  // namespace
}  // namespace weir
