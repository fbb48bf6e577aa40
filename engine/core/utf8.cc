#include "engine/core/utf8.h"

namespace weir {

namespace {

struct Lead {
  std::size_t more = 0;                  // bytes that follow; 0: this byte starts nothing
  std::uint8_t low = 0x80, high = 0xbf;  // what the first of them may be
};

Lead lead_of(std::uint8_t b) {
  if (b >= 0xc2 && b <= 0xdf) return {1, 0x80, 0xbf};
  if (b == 0xe0) return {2, 0xa0, 0xbf};  // below: overlong
  if (b >= 0xe1 && b <= 0xef) return {2, 0x80, 0xbf};
  if (b == 0xf0) return {3, 0x90, 0xbf};  // below: overlong
  if (b >= 0xf1 && b <= 0xf3) return {3, 0x80, 0xbf};
  if (b == 0xf4) return {3, 0x80, 0x8f};  // above: beyond U+10FFFF
  return {};
}

void append_byte(std::string& out, std::uint32_t byte) {
  out += static_cast<char>(static_cast<std::uint8_t>(byte));
}

}  // namespace

std::uint32_t next_code_point(std::string_view s, std::size_t& i) {
  const auto first = static_cast<std::uint8_t>(s[i++]);
  if (first < 0x80) return first;
  Lead lead = lead_of(first);
  if (lead.more == 0) return kReplacementCharacter;
  std::uint32_t code = first & (0x3fu >> lead.more);
  for (; lead.more > 0; lead.more--) {
    if (i == s.size()) return kReplacementCharacter;
    const auto b = static_cast<std::uint8_t>(s[i]);
    if (b < lead.low || b > lead.high) return kReplacementCharacter;
    code = code << 6 | (b & 0x3fu);
    i++;
    lead.low = 0x80;
    lead.high = 0xbf;
  }
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return surrogate ? kReplacementCharacter : code;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    append_byte(out, code);
  } else if (code < 0x800) {
    append_byte(out, 0xc0 | code >> 6);
    append_byte(out, 0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    append_byte(out, 0xe0 | code >> 12);
    append_byte(out, 0x80 | (code >> 6 & 0x3f));
    append_byte(out, 0x80 | (code & 0x3f));
  } else {
    append_byte(out, 0xf0 | code >> 18);
    append_byte(out, 0x80 | (code >> 12 & 0x3f));
    append_byte(out, 0x80 | (code >> 6 & 0x3f));
    append_byte(out, 0x80 | (code & 0x3f));
  }
}

}  // namespace weir
