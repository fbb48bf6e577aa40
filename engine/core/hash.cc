#include "engine/core/hash.h"

#include <cstring>

#include "engine/core/utf8.h"

namespace weir {

namespace {

std::int32_t hash_ascii(std::string_view s) {
  std::uint32_t h = 0;
  std::size_t i = 0;
  const auto c = [&](std::size_t k) {
    return static_cast<std::uint32_t>(static_cast<std::uint8_t>(s[k]));
  };
  for (; i + 4 <= s.size(); i += 4)  // four steps of h = 31 h + c at once
    h = h * 923521u + c(i) * 29791u + c(i + 1) * 961u + c(i + 2) * 31u + c(i + 3);
  for (; i < s.size(); i++) h = h * 31u + c(i);
  return static_cast<std::int32_t>(h);
}

bool is_ascii(std::string_view s) {
  std::uint8_t any = 0;
  for (const char c : s) any |= static_cast<std::uint8_t>(c);
  return any < 0x80;
}

std::int32_t hash_bits(std::uint64_t bits) { return static_cast<std::int32_t>(bits ^ bits >> 32); }

}  // namespace

std::int32_t java_hash(std::string_view utf8) {
  if (is_ascii(utf8)) return hash_ascii(utf8);
  std::uint32_t h = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::uint32_t code = next_code_point(utf8, i);
    if (code < 0x10000) {
      h = h * 31u + code;
    } else {
      h = h * 31u + (0xd800u + ((code - 0x10000) >> 10));
      h = h * 31u + (0xdc00u + ((code - 0x10000) & 0x3ffu));
    }
  }
  return static_cast<std::int32_t>(h);
}

std::int32_t java_hash_of(const Value& v) {
  switch (v.kind()) {
    case Kind::kNull: return 0;
    case Kind::kBool: return v.as_bool() ? 1231 : 1237;
    case Kind::kInt: return java_hash(v.as_int());
    case Kind::kDouble: {
      const double d = v.as_double();
      std::uint64_t bits = 0x7ff8000000000000ull;  // Double.doubleToLongBits knows one NaN
      if (d == d) std::memcpy(&bits, &d, sizeof bits);
      return hash_bits(bits);
    }
    case Kind::kString: return java_hash(v.as_text());
    case Kind::kList: {  // List.hashCode
      std::uint32_t h = 1;
      for (const Value& e : v.elements()) h = h * 31u + static_cast<std::uint32_t>(java_hash(e));
      return static_cast<std::int32_t>(h);
    }
    case Kind::kMap: {  // Map.hashCode: the sum of key ^ value
      std::uint32_t h = 0;
      const auto all = v.elements();
      for (std::size_t i = 0; i + 1 < all.size(); i += 2)
        h += static_cast<std::uint32_t>(java_hash(all[i])) ^
             static_cast<std::uint32_t>(java_hash(all[i + 1]));
      return static_cast<std::int32_t>(h);
    }
    case Kind::kRow: {  // Tuple.hashCode: starts with the first field
      std::uint32_t h = 0;
      for (const Value& e : v.elements()) h = h * 31u + static_cast<std::uint32_t>(java_hash(e));
      return static_cast<std::int32_t>(h);
    }
  }
  return 0;
}

}  // namespace weir
