// Hashes and key groups. The recorded vectors of Flink (keygroups.json) are replayed by
// weir_conformance; here is what they do not reach.
#include "engine/core/hash.h"

#include <vector>

#include "engine/core/key_group.h"
#include "tests/catch.h"
#include "tests/core/model_value.h"

using namespace weir;

TEST_CASE("string hashes are those of String.hashCode") {
  struct Row {
    std::string_view text;
    std::int32_t hash;
  };
  // From Java: new String(bytes, UTF_8).hashCode().
  const Row rows[] = {
      {"", 0},
      {"a", 97},
      {"hello, stream", 1506055366},
      {"h\u00e9llo", 103094734},
      {"\u65e5\u672c\u8a9e", 25921943},
      {"\U0001F600!", 54959902},
      {std::string_view("a\0b", 3), 93315},
      {"\uffff\ufffd", 2097118},
      // Invalid: what Java's decoder puts in its place counts.
      {"\xff", 65533},
      {"a\xe6\x97", 68540},
      {"\xed\xa0\x80", 65533},
      {"\xf4\x90\x80\x80z", -1886105286},
  };
  for (const Row& row : rows) CHECK(java_hash(row.text) == row.hash);
}

TEST_CASE("string hashes follow the definition, whatever the length") {
  test::Random random(5);
  for (int i = 0; i < 2000; i++) {
    std::string s(random.below(40), 'a');
    for (char& c : s) c = static_cast<char>(random.below(128));
    std::uint32_t expected = 0;
    for (const char c : s) expected = expected * 31 + static_cast<std::uint32_t>(c);
    REQUIRE(java_hash(std::string_view(s)) == static_cast<std::int32_t>(expected));
  }
}

TEST_CASE("values hash as the Java objects that they stand for") {
  CHECK(java_hash(Value::null()) == 0);
  CHECK(java_hash(Value::boolean(true)) == 1231);
  CHECK(java_hash(Value::boolean(false)) == 1237);
  CHECK(java_hash(Value::integer(-1)) == 0);
  CHECK(java_hash_int32(-1) == -1);
  CHECK(java_hash(Value::integer(1ll << 32)) == 1);
  CHECK(java_hash(Value::number(0.0)) == 0);
  CHECK(java_hash(Value::number(-0.0)) == INT32_MIN);
  CHECK(java_hash(Value::number(1.5)) == 1073217536);
  CHECK(java_hash(Value::number(-__builtin_nan(""))) == 2146959360);
  CHECK(java_hash(Value::list({Value::integer(1), Value::integer(2)})) == 994);  // List.of(1L, 2L)
  CHECK(java_hash(Value::row({Value::integer(1), Value::integer(2)})) == 33);    // Tuple2
  CHECK(java_hash(Value::row({Value::null(), Value::text("a")})) == 97);
  const Value map = Value::map(
      std::vector<Value>{Value::text("a"), Value::integer(1), Value::text("b"), Value::integer(2)});
  CHECK(java_hash(map) == (97 ^ 1) + (98 ^ 2));
}

TEST_CASE("the simulator's hash is pinned") {
  CHECK(stable_hash(0, 0, 0) == 0x238275bc38fcbe91ull);
  CHECK(stable_hash(1, 2, 3) == 0xd0734750fde362b3ull);
  CHECK(stable_hash(1, 3, 2) != stable_hash(1, 2, 3));
  static_assert(mix64(0) != 0);
}

TEST_CASE("the ranges of key groups cover each group once, by its owner") {
  for (std::uint32_t max = 1; max <= 40; max++)
    for (std::uint32_t parallelism = 1; parallelism <= max; parallelism++) {
      std::uint32_t next = 0;
      for (std::uint32_t i = 0; i < parallelism; i++) {
        const KeyGroupRange range = key_group_range(max, parallelism, i);
        REQUIRE(range.first == next);
        REQUIRE(!range.empty());
        REQUIRE(range.size() == static_cast<std::uint32_t>(range.last + 1) - range.first);
        for (std::uint32_t g = range.first; range.contains(g); g++)
          REQUIRE(operator_index(max, parallelism, g) == i);
        next = static_cast<std::uint32_t>(range.last + 1);
      }
      REQUIRE(next == max);
    }
  const KeyGroupRange all = key_group_range(kUpperBoundMaxParallelism, kUpperBoundMaxParallelism,
                                            kUpperBoundMaxParallelism - 1);
  CHECK(all == KeyGroupRange{32767, 32767});
  CHECK(KeyGroupRange().empty());
  CHECK(KeyGroupRange().size() == 0);
  CHECK(!KeyGroupRange().contains(0));
}

TEST_CASE("parallelism is checked, and so is a null key") {
  CHECK(check_parallelism(1).has_value());
  CHECK(check_parallelism(32768).has_value());
  for (const std::int64_t bad :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{32769}, INT64_MAX}) {
    REQUIRE(!check_parallelism(bad));
    CHECK(check_parallelism(bad).error().kind == ErrorKind::kBadArgument);
    CHECK(check_parallelism(bad).error().text.find(std::to_string(bad)) != std::string::npos);
  }
  CHECK(check_max_parallelism(128, 128).has_value());
  CHECK(!check_max_parallelism(127, 128));
  CHECK(!check_max_parallelism(32769, 1));
  CHECK(!check_max_parallelism(128, 0));
  CHECK(default_max_parallelism(1) == 128);
  CHECK(default_max_parallelism(86) == 256);
  CHECK(default_max_parallelism(32768) == 32768);

  REQUIRE(assign_to_key_group(Value::integer(1), 128).has_value());
  CHECK(*assign_to_key_group(Value::integer(1), 128) == 86);
  REQUIRE(!assign_to_key_group(Value::null(), 128));
  CHECK(assign_to_key_group(Value::null(), 128).error().kind == ErrorKind::kNull);
}
