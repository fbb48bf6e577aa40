// Codecs: values as bytes.
//   Only snapshots, RocksDB and the trace serialise; the heap backend keeps Values.
//   KeyCodec: order-preserving (memcmp of two encodings is compare() of the values) and
//   self-delimiting (no encoding is a prefix of another, so encodings can be strung together and
//   still sort). Kinds in the order of Kind; integers big-endian with the sign bit flipped; strings
//   bytewise with 00 written as 00 FF and 00 00 at the end; lists, maps and rows element by element
//   with 00 at the end, which is below every tag.
//   ValueCodec: compact, exact, not ordered. A tag byte holds the kind and a small number; larger
//   ones follow as varint.
// Doubles as keys: -0 is written as 0, NaN (a Value has one) is above all. Two keys that differ
//   only in the sign of a zero are one key, so whoever takes a key out of a record passes it
//   through canonical_key() before it is hashed. (Java keeps -0 and 0 apart.) As values, -0 keeps
//   its sign.
// Errors: decoding garbage is kCorrupt with the position, never a crash. Nesting ends at
//   kMaxNesting: decoding says kCorrupt, encoding more is a failed check.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/bytes.h"
#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir {

inline constexpr int kMaxNesting = 1000;

class KeyCodec {
 public:
  static void append(std::string& out, const Value& key);
  static std::string encode(const Value& key) {
    std::string out;
    append(out, key);
    return out;
  }
  // Takes one key; false (and a stopped reader) if there is none.
  static bool read(ByteReader& in, Value& key);
  // All of `bytes` must be one key.
  static Result<Value> decode(std::string_view bytes);
};

class ValueCodec {
 public:
  static constexpr std::uint8_t kVersion = 1;

  // Bare: the container around it writes kVersion once.
  static void append(std::string& out, const Value& value);
  static bool read(ByteReader& in, Value& value);
  // Standing alone: kVersion, then the value.
  static std::string encode(const Value& value);
  static Result<Value> decode(std::string_view bytes);
};

// The key with -0 as 0, inside lists, maps and rows too. Other keys come back as they are.
Value canonical_key_of(const Value& key);
inline Value canonical_key(const Value& key) {
  const Kind kind = key.kind();
  if (kind == Kind::kInt || kind == Kind::kString) [[likely]]
    return key;
  return canonical_key_of(key);
}

// Where a key lies in state tables: what Record::key_hash holds of a canonical key.
inline std::uint32_t key_hash(const Value& key) { return static_cast<std::uint32_t>(key.hash()); }

}  // namespace weir
