// Bytes: writing and reading the primitives that codecs and snapshots are made of.
//   Fixed-width numbers are little-endian, except *_big. A varint holds 7 bits a byte, low bits
//   first, always in its shortest form; zigzag maps signed numbers to unsigned ones so that small
//   magnitudes stay short.
// Ownership: ByteWriter appends to a string it does not own. ByteReader walks over bytes it does
//   not own, never past their end.
// Errors: the first mistake stops a ByteReader for good: it remembers what and where, every later
//   read gives 0, and the decoder asks ok() once at the end. So no decoder crashes on garbage, and
//   none needs a check per field.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace weir {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(std::uint8_t v) { out_.push_back(static_cast<char>(v)); }
  void u32(std::uint32_t v) { fixed(v, 4); }
  void u64(std::uint64_t v) { fixed(v, 8); }
  void u64_big(std::uint64_t v) { fixed(__builtin_bswap64(v), 8); }
  void varint(std::uint64_t v) {
    char buffer[10];
    std::size_t n = 0;
    for (; v >= 0x80; v >>= 7) buffer[n++] = static_cast<char>(v | 0x80);
    buffer[n++] = static_cast<char>(v);
    out_.append(buffer, n);
  }
  void zigzag(std::int64_t v) { varint(to_zigzag(v)); }
  void raw(std::string_view bytes) { out_.append(bytes); }
  // Length, then the bytes.
  void text(std::string_view bytes) {
    varint(bytes.size());
    raw(bytes);
  }

  static std::uint64_t to_zigzag(std::int64_t v) {
    return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
  }

 private:
  void fixed(std::uint64_t v, std::size_t bytes) {
    char buffer[8];
    for (std::size_t i = 0; i < 8; i++) buffer[i] = static_cast<char>(v >> i * 8);
    out_.append(buffer, bytes);
  }

  std::string& out_;
};

class ByteReader {
 public:
  // `base` is the position of bytes[0] in the whole, for error texts.
  explicit ByteReader(std::string_view bytes, std::size_t base = 0) : bytes_(bytes), base_(base) {}

  bool ok() const { return why_ == nullptr; }
  const char* why() const { return why_ == nullptr ? "" : why_; }
  // Of the next byte; after a mistake, of the mistake.
  std::size_t position() const { return base_ + at_; }
  std::size_t remaining() const { return ok() ? bytes_.size() - at_ : 0; }
  void fail(const char* why) {
    if (ok()) why_ = why;
  }
  // "<what> at byte <position>: <why>"
  Error error(std::string_view what) const;

  std::uint8_t u8() { return need(1) ? static_cast<std::uint8_t>(bytes_[at_++]) : std::uint8_t{0}; }
  std::uint32_t u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t u64() { return fixed(8); }
  std::uint64_t u64_big() { return __builtin_bswap64(fixed(8)); }
  std::uint64_t varint();
  std::int64_t zigzag() {
    const std::uint64_t v = varint();
    return static_cast<std::int64_t>(v >> 1 ^ (~(v & 1) + 1));
  }
  std::string_view raw(std::uint64_t n) {
    if (!need(n)) return {};
    const std::string_view out = bytes_.substr(at_, static_cast<std::size_t>(n));
    at_ += static_cast<std::size_t>(n);
    return out;
  }
  std::string_view text() { return raw(varint()); }
  // What is left, without taking it.
  std::string_view rest() const { return ok() ? bytes_.substr(at_) : std::string_view(); }

 private:
  bool need(std::uint64_t n) {
    if (!ok()) return false;
    if (n <= bytes_.size() - at_) return true;
    fail("the bytes end too early");
    return false;
  }
  std::uint64_t fixed(std::size_t bytes) {
    if (!need(bytes)) return 0;
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < bytes; i++)
      v |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes_[at_ + i])) << i * 8;
    at_ += bytes;
    return v;
  }

  std::string_view bytes_;
  std::size_t base_;
  std::size_t at_ = 0;
  const char* why_ = nullptr;
};

// CRC-32C (Castagnoli), as in iSCSI and leveldb: crc32c("123456789") = 0xe3069283.
std::uint32_t crc32c(std::string_view bytes);
// The same without the processor's instruction for it, where there is one.
std::uint32_t crc32c_by_table(std::string_view bytes);

}  // namespace weir
