// Value: the corners that its contract names. Random tests against a model: value_model_test.cc.
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "engine/core/value.h"
#include "tests/catch.h"

using namespace weir;

namespace {

std::uint64_t bits_of(double d) {
  std::uint64_t bits;
  std::memcpy(&bits, &d, sizeof bits);
  return bits;
}

const std::string kLong(40, 'x');

}  // namespace

TEST_CASE(
    "strings of every length around the inline border read back and are equal to their copies") {
  for (std::size_t n = 0; n < 70; n++) {
    std::string s;
    for (std::size_t i = 0; i < n; i++) s += static_cast<char>(i * 37 + n);
    const Value a = Value::text(s), b = Value::text(std::string(s)), copy = a;
    REQUIRE(a.as_text() == s);
    REQUIRE(a == b);
    REQUIRE(a == copy);
    REQUIRE(a.hash() == b.hash());
    REQUIRE(a.unique() == false);  // shared with copy, or inline
    REQUIRE(b.unique() == (n > 15));
    for (std::size_t i = 0; i < n; i++) {
      std::string changed = s;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      REQUIRE(!(Value::text(changed) == a));
    }
    REQUIRE(!(Value::text(s + '\0') == a));  // inline: zero padding is not part of the text
    REQUIRE(a < Value::text(s + '\0'));
  }
}

TEST_CASE("a moved-from value is null in every respect") {
  for (const Value& original :
       {Value::integer(7), Value::number(1.5), Value::text("short"), Value::text(kLong),
        Value::list({Value::integer(1)}), Value::boolean(true)}) {
    Value source = original;
    const Value target = std::move(source);
    CHECK(target == original);
    CHECK(source.is_null());  // NOLINT(bugprone-use-after-move)
    CHECK(source == Value());
    CHECK(source.hash() == Value().hash());
    source = original;
    Value other = Value::text(kLong);
    other = std::move(source);
    CHECK(other == original);
    CHECK(source == Value());
  }
}

TEST_CASE("a value may be assigned from inside itself") {
  const Value inner = Value::list({Value::text(kLong)});
  Value v = Value::list({Value::list({inner})});
  v = v[0];
  v = v[0];
  CHECK(v == inner);
  v = v[0];
  CHECK(v.as_text() == kLong);
  const Value& self = v;
  v = self;
  CHECK(v.as_text() == kLong);
}

TEST_CASE("a list appended with its own element, and with itself, keeps both") {
  Value list = Value::list({Value::text(kLong)});
  for (int i = 0; i < 20; i++) list.append(list[0]);
  REQUIRE(list.size() == 21);
  for (const Value& v : list.elements()) REQUIRE(v.as_text() == kLong);
  list.append(list);
  REQUIRE(list.size() == 22);
  CHECK(list[21].size() == 21);  // what it was, not a cycle
}

TEST_CASE("changing a shared value leaves the others alone") {
  Value list = Value::list({Value::integer(1)});
  list.append(Value::integer(2));
  const Value before = list;
  list.append(Value::integer(3));
  CHECK(before == Value::list({Value::integer(1), Value::integer(2)}));
  CHECK(list.size() == 3);

  Value row = Value::row({Value::integer(1), Value::text(kLong)});
  const Value kept = row;
  row.set_field(1, Value::integer(9));
  CHECK(kept[1].as_text() == kLong);
  CHECK(row[1].as_int() == 9);
  row.set_field(0, row);
  CHECK(row[0] == Value::row({Value::integer(1), Value::integer(9)}));
}

TEST_CASE("a list that nobody shares grows in place") {
  Value list = Value::list(std::span<const Value>());
  const Value* last_block = nullptr;
  int blocks = 0;
  for (int i = 0; i < 10'000; i++) {
    list.append(Value::integer(i));
    if (list.elements().data() != last_block) blocks++;
    last_block = list.elements().data();
  }
  CHECK(blocks < 16);
  CHECK(list[9'999].as_int() == 9'999);
}

TEST_CASE("there is one NaN, and it equals itself and is above all doubles") {
  const Value nan = Value::number(std::nan(""));
  std::uint64_t bits = 0xfff8'0000'dead'beef;  // another NaN
  double other;
  std::memcpy(&other, &bits, sizeof other);
  CHECK(nan == Value::number(other));
  CHECK(nan.hash() == Value::number(other).hash());
  CHECK(bits_of(Value::number(other).as_double()) == 0x7ff8'0000'0000'0000);
  CHECK(Value::number(HUGE_VAL) < nan);
  CHECK(nan.compare(nan) == 0);
}

TEST_CASE("minus zero differs from zero, but neither is below the other") {
  const Value zero = Value::number(0.0), minus = Value::number(-0.0);
  CHECK(!(zero == minus));
  CHECK(zero.compare(minus) == 0);
  CHECK(zero.order_prefix() == minus.order_prefix());
  CHECK(std::signbit(minus.as_double()));
  const Value map =
      Value::map(std::vector<Value>{minus, Value::integer(1), zero, Value::integer(2)});
  REQUIRE(map.size() == 1);
  CHECK(map.find(zero)->as_int() == 2);
  CHECK(map[0] == minus);  // the first key stays
}

TEST_CASE("values of different kinds are never equal, and order by kind") {
  const std::vector<Value> ascending = {
      Value::null(),
      Value::boolean(true),
      Value::integer(1),
      Value::number(1),
      Value::text("1"),
      Value::list({Value::integer(1)}),
      Value::map(std::vector<Value>{Value::integer(1), Value::integer(1)}),
      Value::row({Value::integer(1)})};
  for (std::size_t i = 0; i < ascending.size(); i++)
    for (std::size_t k = 0; k < ascending.size(); k++) {
      REQUIRE((ascending[i] == ascending[k]) == (i == k));
      REQUIRE((ascending[i] < ascending[k]) == (i < k));
    }
  CHECK(!(Value::list(std::span<const Value>()) == Value::row(std::span<const Value>())));
  CHECK(Value::integer(1).find(Value::integer(1)) == nullptr);
}

TEST_CASE("a row is built field by field, or abandoned half way") {
  RowBuilder whole(3);
  whole.add(Value::integer(1)).add(Value::text(kLong)).add(Value::null());
  CHECK(whole.take() == Value::row({Value::integer(1), Value::text(kLong), Value::null()}));
  RowBuilder half(3);
  half.add(Value::text(kLong));  // given back by the destructor: a leak checker sees it
  CHECK(RowBuilder(0).take().size() == 0);
}

TEST_CASE("values print like JSON, doubles as in Java") {
  const Value v =
      Value::row({Value::null(), Value::boolean(false),
                  Value::integer(std::numeric_limits<std::int64_t>::min()), Value::number(1e10),
                  Value::text("a\"\n"), Value::list(std::span<const Value>()),
                  Value::map(std::vector<Value>{Value::text("k"), Value::number(-0.0)})});
  CHECK(v.to_string() ==
        R"([null, false, -9223372036854775808, 1.0E10, "a\"\n", [], {"k": -0.0}])");
}

TEST_CASE("hashes of neighbouring keys spread over the low bits") {
  constexpr std::size_t kBuckets = 1 << 12;
  for (const bool texts : {false, true}) {
    std::vector<int> counts(kBuckets);
    for (int i = 0; i < 16 * static_cast<int>(kBuckets); i++) {
      const Value key = texts ? Value::text("user-" + std::to_string(i)) : Value::integer(i);
      counts[key.hash() % kBuckets]++;
    }
    for (const int n : counts) REQUIRE(n < 60);  // 16 on average; random: below 45 almost surely
  }
}
