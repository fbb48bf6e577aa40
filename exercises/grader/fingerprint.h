// Fingerprint: behaviour as 16 letters: of whatever was added, in order. The same in every build.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/hash.h"

namespace weir::exercises {

class Fingerprint {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(std::uint64_t{static_cast<unsigned char>(c)});
    add(text.size());
  }
  void add(std::uint64_t number) { state_ = stable_hash(state_, 1, number); }
  std::uint64_t number() const { return state_; }
  std::string text() const {
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[state_ >> shift & 15];
    return out;
  }

 private:
  std::uint64_t state_ = 0x77656972;
};

}  // namespace weir::exercises
