#include "engine/core/text_width.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/core/utf8.h"

namespace weir {

namespace {

struct Range {
  std::uint32_t first, last;
};

constexpr std::array kWide{
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x2329, 0x232a},
    Range{0x23e9, 0x23ec},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x26a1, 0x26a1},   Range{0x26bd, 0x26be},   Range{0x2705, 0x2705},
    Range{0x274c, 0x274c},   Range{0x2753, 0x2755},   Range{0x2795, 0x2797},
    Range{0x2b50, 0x2b50},   Range{0x2e80, 0x303e},   Range{0x3041, 0x33ff},
    Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},   Range{0xa000, 0xa4cf},
    Range{0xa960, 0xa97f},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe10, 0xfe19},   Range{0xfe30, 0xfe6f},   Range{0xff01, 0xff60},
    Range{0xffe0, 0xffe6},   Range{0x16fe0, 0x18cff}, Range{0x1b000, 0x1b2ff},
    Range{0x1f004, 0x1f004}, Range{0x1f0cf, 0x1f0cf}, Range{0x1f18e, 0x1f18e},
    Range{0x1f191, 0x1f19a}, Range{0x1f200, 0x1f320}, Range{0x1f32d, 0x1f335},
    Range{0x1f337, 0x1f37c}, Range{0x1f37e, 0x1f393}, Range{0x1f3a0, 0x1f3ca},
    Range{0x1f3cf, 0x1f3d3}, Range{0x1f3e0, 0x1f3f0}, Range{0x1f3f4, 0x1f3f4},
    Range{0x1f3f8, 0x1f43e}, Range{0x1f440, 0x1f440}, Range{0x1f442, 0x1f4fc},
    Range{0x1f4ff, 0x1f53d}, Range{0x1f54b, 0x1f567}, Range{0x1f57a, 0x1f57a},
    Range{0x1f595, 0x1f596}, Range{0x1f5a4, 0x1f5a4}, Range{0x1f5fb, 0x1f64f},
    Range{0x1f680, 0x1f6c5}, Range{0x1f6cc, 0x1f6cc}, Range{0x1f6d0, 0x1f6d7},
    Range{0x1f6dc, 0x1f6df}, Range{0x1f6eb, 0x1f6ec}, Range{0x1f6f4, 0x1f6fc},
    Range{0x1f7e0, 0x1f7eb}, Range{0x1f90c, 0x1f9ff}, Range{0x1fa70, 0x1faff},
    Range{0x20000, 0x3fffd}};

constexpr std::array kZero{
    Range{0x0300, 0x036f}, Range{0x0483, 0x0489},  Range{0x0591, 0x05bd}, Range{0x05bf, 0x05bf},
    Range{0x05c1, 0x05c2}, Range{0x05c4, 0x05c5},  Range{0x0610, 0x061a}, Range{0x061c, 0x061c},
    Range{0x064b, 0x065f}, Range{0x0670, 0x0670},  Range{0x06d6, 0x06dc}, Range{0x06df, 0x06e4},
    Range{0x06e7, 0x06e8}, Range{0x06ea, 0x06ed},  Range{0x0900, 0x0902}, Range{0x093c, 0x093c},
    Range{0x0941, 0x0948}, Range{0x094d, 0x094d},  Range{0x0e31, 0x0e31}, Range{0x0e34, 0x0e3a},
    Range{0x0e47, 0x0e4e}, Range{0x1ab0, 0x1aff},  Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f},
    Range{0x202a, 0x202e}, Range{0x2060, 0x2064},  Range{0x2066, 0x206f}, Range{0x20d0, 0x20ff},
    Range{0x302a, 0x302d}, Range{0x3099, 0x309a},  Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f},
    Range{0xfeff, 0xfeff}, Range{0xe0100, 0xe01ef}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, std::uint32_t code) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                      [](std::uint32_t c, const Range& r) { return c < r.first; });
  return after != ranges.begin() && code <= (after - 1)->last;
}

bool turns_direction(std::uint32_t code) {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0x200e || code == 0x200f || code == 0x061c;
}

// Most texts: each byte is a character, one column wide, and shown as it is.
bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::size_t width_of(std::uint32_t code) {
  if (code < 0x300) return 1;
  if (within(kZero, code)) return 0;
  return within(kWide, code) ? 2 : 1;
}

std::size_t text_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size();) width += width_of(next_code_point(utf8, i));
  return width;
}

std::string shown(std::string_view utf8) {
  if (is_printable_ascii(utf8)) return std::string(utf8);
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t begin = i;
    const std::uint32_t code = next_code_point(utf8, i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0))
      out += fmt::format("\\x{:02x}", code);
    else if (turns_direction(code))
      out += fmt::format("\\u{:04x}", code);
    else if (code == kReplacementCharacter)
      append_utf8(out, code);
    else
      out += utf8.substr(begin, i - begin);
  }
  return out;
}

std::string cut_to_width(std::string_view utf8, std::size_t columns, std::string_view mark) {
  if (utf8.size() <= columns) return std::string(utf8);  // no character is wider than its bytes
  const std::size_t mark_width = text_width(mark);
  std::size_t width = 0;
  std::size_t keep = 0;  // bytes that fit in front of the mark
  for (std::size_t i = 0; i < utf8.size();) {
    width += width_of(next_code_point(utf8, i));
    if (width + mark_width <= columns) keep = i;
    if (width > columns) return std::string(utf8.substr(0, keep)) += mark;
  }
  return std::string(utf8);
}

std::string fit_to_width(std::string_view utf8, std::size_t columns, std::string_view mark) {
  std::string out = cut_to_width(utf8, columns, mark);
  const std::size_t width = text_width(out);
  if (width < columns) out.append(columns - width, ' ');
  return out;
}

}  // namespace weir
