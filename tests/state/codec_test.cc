#include "engine/core/codec.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/state/random_values.h"

using namespace weir;

namespace {

int sign(int n) { return n < 0 ? -1 : n > 0; }

std::string hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

Value nested(int depth) {
  Value v = Value::integer(1);
  for (int i = 0; i < depth; i++) v = Value::list({v});
  return v;
}

// Random damage of good bytes: the likeliest way to get far into a decoder.
std::string damaged(std::string bytes, ValueMaker& random) {
  for (std::size_t i = random.below(3); i < 3 && !bytes.empty(); i++) {
    const std::size_t at = random.below(bytes.size());
    switch (random.below(3)) {
      case 0: bytes[at] = static_cast<char>(random.bits()); break;
      case 1: bytes.erase(at, 1 + random.below(3)); break;
      default: bytes.insert(at, 1, static_cast<char>(random.bits())); break;
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("Keys sort as bytes as they compare as values") {
  ValueMaker random(1);
  std::vector<Value> keys;
  for (int i = 0; i < 700; i++) keys.push_back(random.value());
  std::vector<std::string> bytes;
  for (const Value& k : keys) bytes.push_back(KeyCodec::encode(k));
  std::size_t equal = 0, below = 0;
  for (std::size_t i = 0; i < keys.size(); i++)
    for (std::size_t j = 0; j < keys.size(); j++) {
      const int c = sign(keys[i].compare(keys[j]));
      if (sign(bytes[i].compare(bytes[j])) != c) {
        INFO(keys[i].to_string() << " and " << keys[j].to_string());
        REQUIRE(sign(bytes[i].compare(bytes[j])) == c);
      }
      (c == 0 ? equal : below)++;
    }
  CHECK(equal > keys.size() * 2);  // the values do meet
  CHECK(below > keys.size());
}

TEST_CASE("No key is the beginning of another, so keys can be strung together") {
  ValueMaker random(2);
  for (int round = 0; round < 300; round++) {
    std::vector<Value> keys;
    std::string bytes;
    for (std::size_t i = random.below(6); i < 6; i++) {
      keys.push_back(random.value());
      KeyCodec::append(bytes, keys.back());
    }
    ByteReader in(bytes);
    for (const Value& key : keys) {
      Value back;
      REQUIRE(KeyCodec::read(in, back));
      REQUIRE(back.compare(key) == 0);
    }
    REQUIRE(in.remaining() == 0);
  }
}

TEST_CASE("A decoded key is the canonical key") {
  ValueMaker random(3);
  for (int i = 0; i < 3000; i++) {
    const Value key = random.value();
    const Result<Value> back = KeyCodec::decode(KeyCodec::encode(key));
    REQUIRE(back.has_value());
    REQUIRE(*back == canonical_key(key));
    REQUIRE(canonical_key(key).compare(key) == 0);
    REQUIRE(canonical_key(canonical_key(key)) == canonical_key(key));
    REQUIRE(key_hash(*back) == key_hash(canonical_key(key)));
  }
}

TEST_CASE("The bytes of keys are pinned: they name files and places in stores") {
  CHECK(hex(KeyCodec::encode(Value::null())) == "01");
  CHECK(hex(KeyCodec::encode(Value::boolean(true))) == "0201");
  CHECK(hex(KeyCodec::encode(Value::integer(5))) == "038000000000000005");
  CHECK(hex(KeyCodec::encode(Value::integer(-1))) == "037fffffffffffffff");
  CHECK(hex(KeyCodec::encode(Value::number(1.5))) == "04bff8000000000000");
  CHECK(hex(KeyCodec::encode(Value::text(std::string_view("a\0b", 3)))) == "056100ff620000");
  CHECK(hex(KeyCodec::encode(Value::list({Value::null(), Value::text("")}))) ==
        "06010500"
        "0000");
  CHECK(hex(KeyCodec::encode(Value::row({}))) == "0800");
  CHECK(hex(KeyCodec::encode(Value::map({}))) == "0700");
}

TEST_CASE("Zeros of both signs are one key; as values they stay two") {
  const Value plus = Value::number(0.0), minus = Value::number(-0.0);
  CHECK(KeyCodec::encode(plus) == KeyCodec::encode(minus));
  CHECK(canonical_key(minus) == plus);
  CHECK(canonical_key(Value::row({Value::text("a"), minus})) ==
        Value::row({Value::text("a"), plus}));
  CHECK(canonical_key(Value::map(std::vector<Value>{minus, minus})) ==
        Value::map(std::vector<Value>{plus, plus}));
  CHECK(ValueCodec::encode(plus) != ValueCodec::encode(minus));
  CHECK(std::signbit(ValueCodec::decode(ValueCodec::encode(minus))->as_double()));
}

TEST_CASE("NaN is above every number, whatever its bits were") {
  const double nan = std::nan("7");
  CHECK(KeyCodec::encode(Value::number(nan)) == KeyCodec::encode(Value::number(-nan)));
  CHECK(KeyCodec::encode(Value::number(nan)) >
        KeyCodec::encode(Value::number(std::numeric_limits<double>::infinity())));
  CHECK(ValueCodec::encode(Value::number(nan)) == ValueCodec::encode(Value::number(-nan)));
}

TEST_CASE("A key that is already canonical keeps its block") {
  const Value key =
      Value::row({Value::integer(1), Value::text("a text longer than fifteen bytes")});
  const Value same = canonical_key(key);
  CHECK(&same[0] == &key[0]);
}

TEST_CASE("Values of every kind come back as they were") {
  ValueMaker random(4);
  for (int i = 0; i < 5000; i++) {
    const Value v = random.value(5);
    const Result<Value> back = ValueCodec::decode(ValueCodec::encode(v));
    REQUIRE(back.has_value());
    REQUIRE(*back == v);
  }
}

TEST_CASE("Small values are small") {
  const auto size = [](const Value& v) {
    std::string out;
    ValueCodec::append(out, v);
    return out.size();
  };
  CHECK(size(Value::null()) == 1);
  CHECK(size(Value::boolean(true)) == 1);
  CHECK(size(Value::integer(-15)) == 1);
  CHECK(size(Value::integer(15)) == 1);
  CHECK(size(Value::integer(16)) == 2);
  CHECK(size(Value::integer(std::numeric_limits<std::int64_t>::min())) == 11);
  CHECK(size(Value::text(std::string(30, 'a'))) == 31);
  CHECK(size(Value::row({Value::integer(1), Value::integer(2)})) == 3);
  CHECK(hex(ValueCodec::encode(Value::row({Value::integer(1), Value::text("ab")}))) ==
        "01171214"
        "6162");
}

TEST_CASE("Another version of the value format is named, not guessed at") {
  std::string bytes = ValueCodec::encode(Value::integer(1));
  bytes[0] = 9;
  const Result<Value> v = ValueCodec::decode(bytes);
  REQUIRE(!v);
  CHECK(v.error().text == "value: written in version 9 of the format, this Weir reads 1");
}

TEST_CASE("Damaged keys and values are refused or read as something else, never a crash") {
  ValueMaker random(5);
  std::size_t refused = 0, read = 0;
  for (int i = 0; i < 20000; i++) {
    const Value v = random.value();
    const std::string key = damaged(KeyCodec::encode(v), random);
    if (const Result<Value> back = KeyCodec::decode(key)) {
      read++;
      REQUIRE(KeyCodec::encode(*back) == key);  // no two encodings of one key
    } else {
      refused++;
      REQUIRE(back.error().kind == ErrorKind::kCorrupt);
    }
    const std::string value = damaged(ValueCodec::encode(v), random);
    if (const Result<Value> back = ValueCodec::decode(value)) {
      read++;
      REQUIRE(ValueCodec::encode(*back) == value);
    } else {
      refused++;
      REQUIRE(back.error().kind == ErrorKind::kCorrupt);
    }
  }
  CHECK(refused > 10000);
  CHECK(read > 1000);
}

TEST_CASE("Every cut of a key or value is refused") {
  ValueMaker random(6);
  for (int i = 0; i < 300; i++) {
    const Value v = random.value();
    for (const bool as_key : {true, false}) {
      const std::string whole = as_key ? KeyCodec::encode(v) : ValueCodec::encode(v);
      for (std::size_t n = 0; n < whole.size(); n++) {
        const std::string_view cut = std::string_view(whole).substr(0, n);
        REQUIRE_FALSE((as_key ? KeyCodec::decode(cut) : ValueCodec::decode(cut)).has_value());
      }
    }
  }
}

TEST_CASE("Bytes that only nest do not exhaust the stack") {
  for (const char tag : {'\x06', '\x08'}) {
    const Result<Value> key = KeyCodec::decode(std::string(1 << 20, tag));
    REQUIRE(!key);
    CHECK(key.error().text ==
          "key at byte " + std::to_string(kMaxNesting + 1) + ": nested too deeply");
  }
  std::string lists(1 << 20, '\x0d');  // lists of one
  lists[0] = static_cast<char>(ValueCodec::kVersion);
  CHECK_FALSE(ValueCodec::decode(lists).has_value());
}

TEST_CASE("Values may be nested as deeply as the limit says") {
  const Value deep = nested(kMaxNesting);
  CHECK(*ValueCodec::decode(ValueCodec::encode(deep)) == deep);
  CHECK(*KeyCodec::decode(KeyCodec::encode(deep)) == deep);
}

TEST_CASE("A count larger than the bytes takes no memory") {
  std::string bytes = {static_cast<char>(ValueCodec::kVersion), '\xfd'};  // a list of 31 and more
  ByteWriter(bytes).varint(1ull << 40);
  const Result<Value> v = ValueCodec::decode(bytes);
  REQUIRE(!v);
  CHECK(v.error().text ==
        "value at byte " + std::to_string(bytes.size()) + ": more elements than bytes");
}

TEST_CASE("Map entries must ascend") {
  std::string good;
  ValueCodec::append(good, Value::map(std::vector<Value>{Value::integer(1), Value::null(),
                                                         Value::integer(2), Value::null()}));
  REQUIRE(good.size() == 5);
  std::string swapped = good;
  std::swap(swapped[1], swapped[3]);
  std::string twice = good;
  twice[3] = twice[1];
  for (const std::string& bytes : {swapped, twice}) {
    ByteReader in(bytes);
    Value v;
    CHECK_FALSE(ValueCodec::read(in, v));
  }
}
