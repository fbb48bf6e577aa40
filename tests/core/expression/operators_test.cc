// Every operator and form on every kind of operand, nulls among them, known and unknown kinds.
#include "tests/catch.h"
#include "tests/core/expression/orders.h"

namespace weir {
namespace {

TEST_CASE("columns, literals and fields are what they say") {
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
  CHECK(result_of("any_map.k") == "1");
  CHECK(result_of("any_list[2]") == "'b'");
  CHECK(result_of("any_int.k") == "null");
  CHECK(result_of("any_null.k") == "null");
}

TEST_CASE("arithmetic of int64 wraps, of a double is that of doubles, of null is null") {
  CHECK(result_of("1 + 2 * 3") == "7");
  CHECK(result_of("(1 + 2) * 3") == "9");
  CHECK(result_of("7 / 2") == "3");
  CHECK(result_of("-7 / 2") == "-3");
  CHECK(result_of("-7 % 2") == "-1");
  CHECK(result_of("7 / 2.0") == "3.5");
  CHECK(result_of("7.5 % 2") == "1.5");
  CHECK(result_of("1.0 / 0") == "Infinity");
  CHECK(result_of("MOST + 1") == "-9223372036854775808");
  CHECK(result_of("(-MOST - 1) / -id * 0 + (-MOST - 1) / (id - 8)") == "-9223372036854775808");
  CHECK(result_of("(-MOST - 1) % (id - 8)") == "0");
  CHECK(result_of("-(-MOST - 1)") == "-9223372036854775808");
  CHECK(result_of("id + no_int") == "null");
  CHECK(result_of("no_double * price") == "null");
  CHECK(result_of("-no_int") == "null");
  CHECK(result_of("any_int + 1") == "8");
  CHECK(result_of("any_int * price") == "17.5");
  CHECK(result_of("any_null - 1") == "null");
  CHECK(result_of("-any_double") == "-2.5");
  CHECK(result_of("id / (id - 7)") ==
        "error: id / (id - 7): 7 / 0: an int64 cannot be divided by 0");
  CHECK(result_of("any_int % 0") == "error: any_int % 0: 7 % 0: an int64 cannot be divided by 0");
  CHECK(result_of("any_text + 1") ==
        "error: any_text + 1: '+' wants numbers and got the string \"Rome\"");
}

}  // namespace
}  // namespace weir
