// Tested by tests/connectors/text_file_test.cc.
#include "engine/connectors/text_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/core/java_text.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {

constexpr std::size_t kSeenMax = 60;  // bytes of a user's data in one error

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

bool eight_ascii(const char* p) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  return (word & 0x8080808080808080ull) == 0;
}

}  // namespace

TextPlace place_in_row(std::string_view row, std::size_t at, std::int64_t line) {
  TextPlace place{line, 1};
  for (const char c : row.substr(0, at)) {
    if (c == '\n') {
      place.line++;
      place.column = 1;
    } else if (!continues_character(c)) {
      place.column++;
    }
  }
  return place;
}

Error bad_data(const std::string& path, TextPlace place, const std::string& what) {
  return {ErrorKind::kBadData, fmt::format("{}:{}:{}: {}", path, place.line, place.column, what)};
}

std::size_t end_of_character(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size < text.size() && size > 0 && continues_character(text[size])) size--;
  return size;
}

std::string quote_seen(std::string_view seen) {
  const std::size_t size = end_of_character(seen, kSeenMax);
  std::string out;
  append_json_text(out, seen.substr(0, size));
  if (size < seen.size()) out += fmt::format("… ({} bytes)", seen.size());
  return out;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  static constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && eight_ascii(text.data() + i)) {
      i += 8;
      continue;
    }
    const std::size_t begin = i;
    if (next_code_point(text, i) != kReplacementCharacter) continue;
    if (text.substr(begin, i - begin) != kReplacement) return begin;
  }
  return std::nullopt;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (;;) {
    const std::string_view rest = text.substr(begin);
    const auto bad = find_invalid_utf8(rest);
    out += rest.substr(0, bad.value_or(rest.size()));
    if (!bad) return out;
    begin += *bad;
    next_code_point(text, begin);
    append_utf8(out, kReplacementCharacter);
  }
}

std::string invalid_utf8_text(std::string_view text, std::size_t at) {
  std::size_t end = at;
  next_code_point(text, end);
  std::string bytes;
  for (const char c : text.substr(at, end - at))
    bytes += fmt::format(" 0x{:02x}", static_cast<unsigned char>(c));
  std::string what =
      fmt::format("saw {}{}, expected text in UTF-8", end - at == 1 ? "byte" : "bytes", bytes);
  const std::string_view mark = text.substr(at, 2);
  if (mark == "\xff\xfe" || mark == "\xfe\xff") what += ", not in UTF-16";
  return what;
}

}  // namespace weir
