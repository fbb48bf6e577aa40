// UTF-8, one code point at a time.
//   Invalid bytes never stop anybody. They count as Java's decoder counts them, so that a damaged
//   string hashes and prints as it does there: each longest piece that could have begun a code
//   point (else one byte) is one U+FFFD, and so is an encoded surrogate, all three bytes of it.
//   Overlong forms and anything above U+10FFFF are invalid.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

inline constexpr std::uint32_t kReplacementCharacter = 0xfffd;

// Reads the code point that starts at byte `i`, which is below s.size(), and moves `i` behind it.
std::uint32_t next_code_point(std::string_view s, std::size_t& i);

// `code` is a code point, not a surrogate.
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace weir
