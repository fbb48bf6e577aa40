#include "tests/fuzz/row_files.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "engine/connectors/bad_row.h"
#include "engine/connectors/text_place.h"
#include "engine/core/check.h"

namespace weir::fuzz {

namespace {

// What an editor shows: lines, without a byte order mark.
std::vector<std::string_view> lines_of(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = bytes.find('\n');
    out.push_back(bytes.substr(0, end));
    if (end == std::string_view::npos) return out;
    bytes.remove_prefix(end + 1);
  }
}

std::string_view from_line(std::string_view bytes, std::int64_t line) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  for (; line > 1; line--) bytes.remove_prefix(bytes.find('\n') + 1);
  return bytes;
}

// A number and the colon behind it; 0: none.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (wrong != std::errc() || digits >= text.size() || text[digits] != ':') return 0;
  text.remove_prefix(digits + 1);
  return number;
}

void judge_bad_rows(const ReadRows& read, const std::string& path, std::string_view bytes,
                    bool limited) {
  const auto lines = static_cast<std::int64_t>(lines_of(bytes).size());
  std::int64_t before = 0;
  for (const ReadRow& r : read.rows) {
    if (!r.row.is_null()) continue;
    WEIR_CHECK(before < r.line && r.line <= lines, "a bad row begins at no line of its own");
    before = r.line;
    judge_place(r.error, path, bytes);
    WEIR_CHECK(!find_invalid_utf8(r.text), "the text of a bad row is no UTF-8");
    const std::string there = valid_utf8(from_line(bytes, r.line).substr(0, kBadRowText));
    // The limit of a row may cut a character in two.
    std::string_view text = r.text;
    if (limited)
      while (text.ends_with("\xef\xbf\xbd")) text.remove_suffix(3);
    WEIR_CHECK(there.starts_with(text), "the text of a bad row is not what stands there");
  }
}

}  // namespace

BytesFile::BytesFile(std::string_view name)
    : path_((std::filesystem::temp_directory_path() /
             ("weir_fuzz_" + std::to_string(::getpid()) + "_" + std::string(name)))
                .string()) {}

BytesFile::~BytesFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void BytesFile::write(std::string_view bytes) const {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);  // some file systems flush a file that is cut short
  std::FILE* file = std::fopen(path_.c_str(), "wb");
  WEIR_CHECK(file != nullptr, "the file of a fuzz target cannot be written");
  const std::size_t written = std::fwrite(bytes.data(), 1, bytes.size(), file);
  WEIR_CHECK(std::fclose(file) == 0 && written == bytes.size(),
             "the file of a fuzz target cannot be written");
}

void judge_place(std::string_view error, const std::string& path, std::string_view bytes) {
  WEIR_CHECK(error.starts_with(path + ":"), "an error does not begin with its file");
  error.remove_prefix(path.size() + 1);
  const std::int64_t line = take_number(error), column = take_number(error);
  const std::vector<std::string_view> lines = lines_of(bytes);
  WEIR_CHECK(line >= 1 && line <= static_cast<std::int64_t>(lines.size()),
             "an error is in no line of its file");
  const std::string_view text = lines[static_cast<std::size_t>(line - 1)];
  WEIR_CHECK(column >= 1 && column <= static_cast<std::int64_t>(text.size()) + 1,
             "an error is in no column of its line");
  WEIR_CHECK(error.starts_with(" saw ") && error.find(", expected ") != std::string_view::npos,
             "an error does not say what was seen and expected");
}

ReadRows rows_of(const MakeSource& make, const TextFileOptions& options, std::int64_t position) {
  ReadRows out;
  const std::unique_ptr<Source> source = make(options);
  const auto splits = source->splits();
  WEIR_CHECK(splits && splits->size() == 1, "one file is one split");
  auto reader = source->open(splits->front(), position);
  if (!reader) {
    out.error = reader.error().text;
    return out;
  }
  for (;;) {
    Value row;
    BadRow bad;
    const auto said = (*reader)->next(row, bad);
    if (!said) {
      out.error = said.error().text;
      WEIR_CHECK(!out.error.empty(), "an error says nothing");
      return out;
    }
    switch (*said) {
      case Read::kRow:
        WEIR_CHECK(row.kind() == Kind::kRow, "a row is none");
        out.rows.push_back({std::move(row)});
        break;
      case Read::kBadRow: out.rows.push_back({{}, bad.line, bad.text, bad.error}); break;
      case Read::kEnd: return out;
    }
  }
}

ReadRows judge_source(const MakeSource& make, const std::string& path, std::string_view bytes) {
  constexpr std::array<std::size_t, 3> kChunks = {1, 2, 7};
  ReadRows all = rows_of(make);
  for (const std::size_t chunk : kChunks)
    WEIR_CHECK(rows_of(make, {.chunk_bytes = chunk}) == all, "smaller windows, other rows");
  judge_bad_rows(all, path, bytes, false);

  const ReadRows limited = rows_of(make, {.chunk_bytes = kChunk, .row_bytes_max = 24});
  for (const std::size_t chunk : kChunks)
    WEIR_CHECK(rows_of(make, {.chunk_bytes = chunk, .row_bytes_max = 24}) == limited,
               "smaller windows, other long rows");
  judge_bad_rows(limited, path, bytes, true);

  const auto rows = static_cast<std::ptrdiff_t>(all.rows.size());
  for (const std::ptrdiff_t position : {std::ptrdiff_t{1}, rows / 2, rows}) {
    if (position > rows) continue;
    ReadRows rest = all;
    rest.rows.erase(rest.rows.begin(), rest.rows.begin() + position);
    WEIR_CHECK(rows_of(make, {.chunk_bytes = 3}, position) == rest,
               "reading does not go on at its position");
  }
  return all;
}

std::vector<Value> good_rows(const ReadRows& read) {
  std::vector<Value> out;
  for (const ReadRow& r : read.rows)
    if (!r.row.is_null()) out.push_back(r.row);
  return out;
}

void judge_read_back(const RowText& text, const std::vector<Value>& rows, const MakeReader& make) {
  static const BytesFile copy("copy");
  std::string written = text.header;
  for (const Value& row : rows) text.append(row, written);
  copy.write(written);
  const ReadRows read =
      rows_of([&](const TextFileOptions& file) { return make(copy.path(), file); });
  WEIR_CHECK(read.error.empty() && read.rows.size() == rows.size() && good_rows(read) == rows,
             "rows that were written are read back as others");
}

}  // namespace weir::fuzz
