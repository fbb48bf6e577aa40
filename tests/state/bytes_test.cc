#include "engine/core/bytes.h"

#include <limits>

#include "tests/catch.h"

using namespace weir;

TEST_CASE("What a ByteWriter writes, a ByteReader reads") {
  std::string bytes;
  ByteWriter out(bytes);
  const std::uint64_t numbers[] = {0, 1, 127, 128, 300, 16383, 16384, 1ull << 63, ~0ull};
  const std::int64_t signed_numbers[] = {0,
                                         -1,
                                         1,
                                         -64,
                                         63,
                                         64,
                                         std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max()};
  for (const auto n : numbers) out.varint(n);
  for (const auto n : signed_numbers) out.zigzag(n);
  out.u8(255);
  out.u32(0x01020304);
  out.u64(0x0102030405060708);
  out.u64_big(0x0102030405060708);
  out.text("hello");
  out.text("");
  ByteReader in(bytes);
  for (const auto n : numbers) CHECK(in.varint() == n);
  for (const auto n : signed_numbers) CHECK(in.zigzag() == n);
  CHECK(in.u8() == 255);
  CHECK(in.u32() == 0x01020304);
  CHECK(in.u64() == 0x0102030405060708);
  CHECK(in.u64_big() == 0x0102030405060708);
  CHECK(in.text() == "hello");
  CHECK(in.text() == "");
  CHECK(in.ok());
  CHECK(in.remaining() == 0);
}

TEST_CASE("Fixed-width numbers have fixed bytes on every machine") {
  std::string bytes;
  ByteWriter out(bytes);
  out.u32(0x01020304);
  out.u64_big(0x1112131415161718);
  out.varint(300);
  CHECK(bytes == "\x04\x03\x02\x01\x11\x12\x13\x14\x15\x16\x17\x18\xac\x02");
}

TEST_CASE("The first mistake stops a ByteReader, which says what and where") {
  ByteReader in("\x01\x02\x03", 100);
  CHECK(in.u8() == 1);
  CHECK(in.u32() == 0);
  CHECK(!in.ok());
  CHECK(in.u8() == 0);  // though a byte is left
  CHECK(in.remaining() == 0);
  CHECK(in.text().empty());
  CHECK(in.error("thing").kind == ErrorKind::kCorrupt);
  CHECK(in.error("thing").text == "thing at byte 101: the bytes end too early");
}

TEST_CASE("A varint has one form only, and ends") {
  const auto read = [](std::string_view bytes) {
    ByteReader in(bytes);
    in.varint();
    return in.ok();
  };
  CHECK(read(std::string_view("\0", 1)));
  CHECK_FALSE(read(std::string_view("\x80\0", 2)));
  CHECK_FALSE(read("\x80"));
  CHECK_FALSE(read(""));
  CHECK(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
  CHECK_FALSE(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
  CHECK_FALSE(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
}

TEST_CASE("A length longer than the bytes is a mistake, not a crash") {
  std::string bytes;
  ByteWriter(bytes).varint(~0ull);
  bytes += "abc";
  ByteReader in(bytes);
  CHECK(in.text().empty());
  CHECK(!in.ok());
}

TEST_CASE("CRC-32C has the values of RFC 3720") {
  CHECK(crc32c("") == 0);
  CHECK(crc32c("123456789") == 0xe3069283u);
  CHECK(crc32c(std::string(32, '\0')) == 0x8a9136aau);
  CHECK(crc32c(std::string(32, '\xff')) == 0x62a8ab43u);
  std::string ascending;
  for (int i = 0; i < 32; i++) ascending += static_cast<char>(i);
  CHECK(crc32c(ascending) == 0x46dd794eu);
}

TEST_CASE("CRC-32C sees every flipped bit, at every length up to three words") {
  for (std::size_t n = 1; n <= 24; n++) {
    std::string bytes;
    for (std::size_t i = 0; i < n; i++) bytes += static_cast<char>(i * 37);
    const std::uint32_t crc = crc32c(bytes);
    CHECK(crc32c_by_table(bytes) == crc);
    for (std::size_t bit = 0; bit < n * 8; bit++) {
      std::string other = bytes;
      other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
      REQUIRE(crc32c(other) != crc);
    }
  }
}
