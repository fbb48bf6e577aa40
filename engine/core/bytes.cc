#include "engine/core/bytes.h"

#include <array>

namespace weir {

namespace {

// Slicing by 8: table[k][b] is the checksum of byte b followed by k zero bytes.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables make_tables() {
  CrcTables t{};
  for (std::uint32_t b = 0; b < 256; b++) {
    std::uint32_t crc = b;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0u);
    t[0][b] = crc;
  }
  for (std::size_t k = 1; k < 8; k++)
    for (std::size_t b = 0; b < 256; b++) t[k][b] = t[k - 1][b] >> 8 ^ t[0][t[k - 1][b] & 255];
  return t;
}

constexpr CrcTables kCrc = make_tables();

}  // namespace

Error ByteReader::error(std::string_view what) const {
  std::string text(what);
  text += " at byte ";
  text += std::to_string(position());
  text += ": ";
  text += why();
  return {ErrorKind::kCorrupt, std::move(text)};
}

std::uint64_t ByteReader::varint() {
  std::uint64_t v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (!need(1)) return 0;
    const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
    if (shift == 63 && byte > 1) break;
    v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte & 0x80) continue;
    if (byte == 0 && shift > 0) break;
    return v;
  }
  fail("a number is longer than it can be");
  return 0;
}

namespace {

#if defined(__x86_64__)
// The processor has an instruction for just this polynomial.
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(std::string_view bytes) {
  std::uint64_t crc = ~0u;
  const char* p = bytes.data();
  std::size_t n = bytes.size();
  for (; n >= 8; p += 8, n -= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (; n > 0; p++, n--) rest = __builtin_ia32_crc32qi(rest, static_cast<unsigned char>(*p));
  return ~rest;
}
bool has_instruction() { return __builtin_cpu_supports("sse4.2") != 0; }
#else
std::uint32_t crc32c_by_instruction(std::string_view bytes) { return crc32c_by_table(bytes); }
bool has_instruction() { return false; }
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static const bool by_instruction = has_instruction();
  return by_instruction ? crc32c_by_instruction(bytes) : crc32c_by_table(bytes);
}

std::uint32_t crc32c_by_table(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t n = bytes.size();
  for (; n >= 8; p += 8, n -= 8) {
    const std::uint32_t low =
        crc ^ (static_cast<std::uint32_t>(p[0]) | static_cast<std::uint32_t>(p[1]) << 8 |
               static_cast<std::uint32_t>(p[2]) << 16 | static_cast<std::uint32_t>(p[3]) << 24);
    crc = kCrc[7][low & 255] ^ kCrc[6][low >> 8 & 255] ^ kCrc[5][low >> 16 & 255] ^
          kCrc[4][low >> 24] ^ kCrc[3][p[4]] ^ kCrc[2][p[5]] ^ kCrc[1][p[6]] ^ kCrc[0][p[7]];
  }
  for (; n > 0; p++, n--) crc = crc >> 8 ^ kCrc[0][(crc ^ *p) & 255];
  return ~crc;
}

}  // namespace weir
