// ContentHash: a name for contents, 16 hex digits. For caches that are nobody's enemy.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/hash.h"

namespace weir::exercises {

class ContentHash {
 public:
  // Each piece with its length: "ab", "c" is not "a", "bc".
  ContentHash& add(std::string_view piece) {
    state_ = mix64(state_ ^ piece.size());
    std::uint64_t word = 0;
    std::size_t n = 0;
    for (const char c : piece) {
      word = word << 8 | static_cast<std::uint8_t>(c);
      if (++n % 8 == 0) state_ = mix64(state_ ^ word);
    }
    state_ = mix64(state_ ^ word);
    return *this;
  }
  std::string text() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[state_ >> shift & 15];
    return out;
  }

 private:
  std::uint64_t state_ = 0x77656972;
};

}  // namespace weir::exercises
