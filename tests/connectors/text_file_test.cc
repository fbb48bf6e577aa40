// Tests engine/connectors/text_file.h and text_place.h.
#include "engine/connectors/text_file.h"

#include <unistd.h>

#include <filesystem>

#include "engine/connectors/text_place.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

std::string slurp(const std::string& path, std::size_t chunk_bytes, std::size_t take) {
  auto file = TextFile::open(path, chunk(chunk_bytes));
  REQUIRE(file);
  std::string all;
  for (;;) {
    if (file->unread().size() < take && !file->at_end()) {
      REQUIRE(file->more());
      continue;
    }
    if (file->unread().empty()) return all;
    const std::size_t n = std::min(take, file->unread().size());
    all += file->unread().substr(0, n);
    file->consume(n);
  }
}

TEST_CASE("the window slides over all bytes of a file, whatever its size") {
  std::string bytes;
  for (int i = 0; i < 300; i++) bytes += static_cast<char>(i % 251);
  for (const std::size_t size : {0u, 1u, 2u, 3u, 4u, 5u, 63u, 64u, 65u, 128u, 300u}) {
    const TempFile file(bytes.substr(0, size));
    for (const std::size_t chunk_bytes : {1u, 2u, 3u, 7u, 64u, 1000u})
      for (const std::size_t take : {1u, 2u, 5u, 64u, 299u, 1000u})
        REQUIRE(slurp(file.path(), chunk_bytes, take) == bytes.substr(0, size));
  }
}

TEST_CASE("a byte order mark is passed over once, at the start, and only if it is whole") {
  for (const std::size_t chunk_bytes : {1u, 2u, 3u, 100u}) {
    const auto read = [&](std::string_view bytes) {
      const TempFile file(bytes);
      return slurp(file.path(), chunk_bytes, 4);
    };
    CHECK(read("\xef\xbb\xbf") == "");
    CHECK(read("\xef\xbb\xbf"
               "abc") == "abc");
    CHECK(read("\xef\xbb\xbf\xef\xbb\xbf"
               "abc") ==
          "\xef\xbb\xbf"
          "abc");
    CHECK(read("\xef\xbb") == "\xef\xbb");
    CHECK(read("\xef\xbb"
               "a") ==
          "\xef\xbb"
          "a");
    CHECK(read("a\xef\xbb\xbf") == "a\xef\xbb\xbf");
  }
}

std::string refusal(const std::string& path) {
  const auto file = TextFile::open(path);
  REQUIRE(!file);
  CHECK(file.error().kind == ErrorKind::kIo);
  const auto checked = check_readable(path);
  REQUIRE(!checked);
  CHECK(checked.error().text == file.error().text);
  return file.error().text;
}

TEST_CASE("what cannot be read says which file and why, at once") {
  const TempFile file("a\n");
  CHECK(check_readable(file.path()));
  const std::string missing = file.path() + ".missing";
  CHECK(refusal(missing) == missing + ": cannot be read: No such file or directory");
  const std::string under = file.path() + "/x";
  CHECK(refusal(under) == under + ": cannot be read: Not a directory");
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK(refusal(folder) == folder + ": cannot be read: it is a directory");
  CHECK(refusal("") == ": cannot be read: No such file or directory");
  CHECK_THAT(refusal(std::string(5000, 'x')), EndsWith("File name too long"));
  CHECK_THAT(refusal(file.path() + std::string(1, '\0')), EndsWith("contains a NUL byte"));
  CHECK(refusal("/dev/zero") == "/dev/zero: cannot be read: it is not a regular file");
}

TEST_CASE("links that go round and unreadable files are refused") {
  namespace fs = std::filesystem;
  const TempFile file("a\n");
  const std::string link = file.path() + ".link";
  fs::create_symlink(link, link);
  CHECK_THAT(refusal(link), EndsWith("Too many levels of symbolic links"));
  fs::remove(link);
  fs::create_symlink(file.path(), link);
  CHECK(check_readable(link));  // a link to a file is a file
  fs::remove(link);
  fs::permissions(file.path(), fs::perms::none);
  if (::geteuid() == 0) WEIR_SKIP("the superuser may read everything");
  CHECK_THAT(refusal(file.path()), EndsWith("Permission denied"));
}

TEST_CASE("a file whose first byte cannot be read fails before there is a row") {
  const std::string path = "/proc/self/mem";  // regular, and nothing at address 0
  if (!std::filesystem::exists(path)) WEIR_SKIP("no such file here");
  CHECK_THAT(refusal(path), StartsWith(path + ": cannot be read: "));
}

TEST_CASE("places count lines and characters from one") {
  const std::string row = "a\xc3\xa9\xf0\x9f\x98\x80z\n\xe2\x82\xacx\r\n";
  const auto at = [&](std::size_t byte) {
    const TextPlace place = place_in_row(row, byte, 7);
    return std::pair(place.line, place.column);
  };
  using P = std::pair<std::int64_t, std::int64_t>;
  CHECK(at(0) == P(7, 1));
  CHECK(at(1) == P(7, 2));
  CHECK(at(3) == P(7, 3));
  CHECK(at(7) == P(7, 4));
  CHECK(at(9) == P(8, 1));
  CHECK(at(12) == P(8, 2));
  CHECK(at(row.size()) == P(9, 1));
}

// The table of well-formed byte sequences of the Unicode standard (table 3-7), read literally.
bool well_formed(std::string_view s) {
  struct Form {
    int from, to, low, high, more;
  };
  static constexpr Form kForms[] = {
      {0x00, 0x7f, 0, 0, 0},       {0xc2, 0xdf, 0x80, 0xbf, 1}, {0xe0, 0xe0, 0xa0, 0xbf, 2},
      {0xe1, 0xec, 0x80, 0xbf, 2}, {0xed, 0xed, 0x80, 0x9f, 2}, {0xee, 0xef, 0x80, 0xbf, 2},
      {0xf0, 0xf0, 0x90, 0xbf, 3}, {0xf1, 0xf3, 0x80, 0xbf, 3}, {0xf4, 0xf4, 0x80, 0x8f, 3}};
  const auto byte = [&](std::size_t i) {
    return i < s.size() ? static_cast<int>(static_cast<unsigned char>(s[i])) : -1;
  };
  for (std::size_t i = 0; i < s.size();) {
    const Form* form = nullptr;
    for (const Form& f : kForms)
      if (byte(i) >= f.from && byte(i) <= f.to) form = &f;
    if (form == nullptr) return false;
    for (int k = 1; k <= form->more; k++) {
      const int b = byte(i + static_cast<std::size_t>(k));
      if (b < (k == 1 ? form->low : 0x80) || b > (k == 1 ? form->high : 0xbf)) return false;
    }
    i += static_cast<std::size_t>(form->more) + 1;
  }
  return true;
}

TEST_CASE("text is UTF-8 exactly if it is well formed by the standard's table") {
  static constexpr unsigned char kBytes[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                             0xbd, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
                                             0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
  Dice dice(3);
  int valid = 0;
  for (int round = 0; round < 60'000; round++) {
    std::string text(dice.below(4) * 4, 'x');  // so that whole words of ASCII come first
    const std::size_t size = 1 + dice.below(5);
    for (std::size_t i = 0; i < size; i++)
      text += static_cast<char>(kBytes[dice.below(std::size(kBytes))]);
    const auto bad = find_invalid_utf8(text);
    valid += !bad;
    if (well_formed(text) == !bad && (!bad || well_formed(text.substr(0, *bad)))) continue;
    FAIL("round " << round);
  }
  CHECK(valid > 1000);
  CHECK(!find_invalid_utf8("\xef\xbf\xbd"));  // the replacement character itself is text
  CHECK(find_invalid_utf8("\xef\xbf\xbd\xff") == 3);
}

TEST_CASE("errors show the bytes that are not UTF-8, and a short piece of long text") {
  CHECK(invalid_utf8_text("a\xff", 1) == "saw byte 0xff, expected text in UTF-8");
  CHECK(invalid_utf8_text("\xe2\x82", 0) == "saw bytes 0xe2 0x82, expected text in UTF-8");
  CHECK(invalid_utf8_text("\xed\xa0\x80", 0) == "saw bytes 0xed 0xa0 0x80, expected text in UTF-8");
  CHECK(invalid_utf8_text(std::string_view("\xff\xfe"
                                           "a\0",
                                           4),
                          0) == "saw byte 0xff, expected text in UTF-8, not in UTF-16");
  CHECK(quote_seen("a\"b\n") == R"("a\"b\n")");
  CHECK(quote_seen(std::string(60, 'x')) == "\"" + std::string(60, 'x') + "\"");
  CHECK(quote_seen(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "\"… (61 bytes)");
  CHECK(quote_seen(std::string(59, 'x') + "\xe2\x82\xac") ==
        "\"" + std::string(59, 'x') + "\"… (62 bytes)");  // characters are not cut
}

}  // namespace
}  // namespace weir
