// Tests engine/connectors/lines_source.h.
#include "engine/connectors/lines_source.h"

#include <filesystem>

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Catch::Matchers::EndsWith;

constexpr std::size_t kChunks[] = {1, 2, 3, 8, 65536};

std::vector<Value> lines_of(std::string_view bytes) {
  const TempFile file(bytes);
  LinesSource whole("in", {file.path()});
  const ReadAll all = read_all(whole, "in.0");
  INFO(all.error);
  REQUIRE(!all.kind);
  for (const std::size_t bytes_a_chunk : kChunks) {
    LinesSource source("in", {file.path()}, chunk(bytes_a_chunk));
    REQUIRE(read_all(source, "in.0") == all);
    require_resume_everywhere(source, "in.0");
  }
  return all.rows;
}

std::string error_of(std::string_view bytes, std::size_t good_rows) {
  const TempFile file(bytes);
  LinesSource whole("in", {file.path()});
  const ReadAll all = read_all(whole, "in.0");
  CHECK(all.kind == ErrorKind::kBadData);
  CHECK(all.rows.size() == good_rows);
  for (const std::size_t bytes_a_chunk : kChunks) {
    LinesSource source("in", {file.path()}, chunk(bytes_a_chunk));
    CHECK(read_all(source, "in.0") == all);
    require_resume_everywhere(source, "in.0");
  }
  REQUIRE(all.error.starts_with(file.path() + ":"));
  return all.error.substr(file.path().size() + 1);
}

TEST_CASE("a file is one split, a line is a row of one string") {
  const TempFile file("one\ntwo\n");
  LinesSource source("in", {file.path()});
  CHECK(*source.splits() == std::vector<std::string>{"in.0"});
  CHECK(read_all(source, "in.0").rows == texts({"one", "two"}));
  CHECK(lines_row_type() == RowType({{"line", Kind::kString}}));
}

TEST_CASE("lines end with LF, CRLF or the file") {
  CHECK(lines_of("a\nb\n") == texts({"a", "b"}));
  CHECK(lines_of("a\nb") == texts({"a", "b"}));
  CHECK(lines_of("a\r\nb\r\n") == texts({"a", "b"}));
  CHECK(lines_of("a\r\nb\nc\r\nd") == texts({"a", "b", "c", "d"}));
  CHECK(lines_of("a\nb\r") == texts({"a", "b"}));  // cut off in the middle of CRLF
  CHECK(lines_of("\r") == texts({""}));
}

TEST_CASE("empty files and empty lines") {
  CHECK(lines_of("").empty());
  CHECK(lines_of("\n") == texts({""}));
  CHECK(lines_of("\n\n") == texts({"", ""}));
  CHECK(lines_of("\r\n") == texts({""}));
  CHECK(lines_of("a\n\n\nb") == texts({"a", "", "", "b"}));
}

TEST_CASE("a byte order mark is not part of the first line") {
  CHECK(lines_of("\xef\xbb\xbf").empty());
  CHECK(lines_of("\xef\xbb\xbf\n") == texts({""}));
  CHECK(lines_of("\xef\xbb\xbf"
                 "a\nb\n") == texts({"a", "b"}));
  CHECK(lines_of("a\n\xef\xbb\xbf"
                 "b") == texts({"a",
                                "\xef\xbb\xbf"
                                "b"}));
}

TEST_CASE("a CR inside of a line, NUL and all of Unicode are text") {
  CHECK(lines_of("a\rb\r\r\n") == texts({"a\rb\r"}));
  using std::string_literals::operator""s;
  CHECK(lines_of("a\0b\n\0\n"s) == texts({"a\0b"s, "\0"s}));
  CHECK(lines_of("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n") ==
        texts({"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"}));
}

TEST_CASE("very long lines are lines") {
  const std::string longest(300'000, 'x');
  const TempFile file("a\n" + longest + "\r\nb\n" + longest);
  LinesSource source("in", {file.path()}, chunk(1000));
  CHECK(read_all(source, "in.0").rows == texts({"a", longest, "b", longest}));
  require_resume_everywhere(source, "in.0");
}

TEST_CASE("what is not UTF-8 fails with its place, behind the rows in front of it") {
  CHECK(error_of("abc\nab\xff"
                 "c\n",
                 1) == "2:3: saw byte 0xff, expected text in UTF-8");
  CHECK(error_of("\xff", 0) == "1:1: saw byte 0xff, expected text in UTF-8");
  CHECK(error_of("\xc3\xa9\xe2\x82\xac\xe2\x82\nx\n", 0) ==
        "1:3: saw bytes 0xe2 0x82, expected text in UTF-8");
  CHECK(error_of("\xef\xbb\xbf"
                 "a\xc0\xaf",
                 0) == "1:2: saw byte 0xc0, expected text in UTF-8");
  CHECK(error_of("a\n\n\xe2\x82", 2) == "3:1: saw bytes 0xe2 0x82, expected text in UTF-8");
  CHECK(error_of(std::string_view("\xff\xfe"
                                  "a\0\n\0",
                                  6),
                 0) == "1:1: saw byte 0xff, expected text in UTF-8, not in UTF-16");
}

TEST_CASE("a line beyond the limit fails, one at the limit does not, whatever the window") {
  for (const std::size_t bytes_a_chunk : {1u, 4u, 10u, 11u, 100u}) {
    TextFileOptions options = chunk(bytes_a_chunk);
    options.row_bytes_max = 10;
    const TempFile fits("123456789\n12345678\r\n1234567890");
    LinesSource good("in", {fits.path()}, options);
    CHECK(read_all(good, "in.0").rows == texts({"123456789", "12345678", "1234567890"}));
    for (const char* const end : {"\n", "1", "\r\n", "1\n1"}) {
      const TempFile too_long("a\n1234567890" + std::string(end));
      LinesSource bad("in", {too_long.path()}, options);
      const ReadAll all = read_all(bad, "in.0");
      CHECK(all.rows == texts({"a"}));
      CHECK(all.kind == ErrorKind::kBadData);
      CHECK(all.error ==
            too_long.path() + ":2:1: saw a line of more than 10 bytes, expected its end");
    }
  }
}

TEST_CASE("reading goes on behind lines that are bad, in windows of any size") {
  const TempFile file("a\nb\xff\n1234567890\nc\n1234567890123\r\nd\n12345678901");
  const std::string at = file.path() + ":";
  const auto bad = [&](int line, const std::string& text, const std::string& error) {
    return Value::row(
        {Value::integer(line), Value::text(text), Value::text(at + std::to_string(line) + error)});
  };
  const std::string beyond = ":1: saw a line of more than 10 bytes, expected its end";
  for (const std::size_t bytes_a_chunk : {1u, 4u, 10u, 11u, 100u}) {
    TextFileOptions options = chunk(bytes_a_chunk);
    options.row_bytes_max = 10;
    LinesSource source("in", {file.path()}, options);
    const ReadAll all = read_on(source, "in.0");
    CHECK(!all.kind);
    CHECK(all.rows ==
          std::vector<Value>{
              texts({"a"})[0], bad(2, "b\xef\xbf\xbd", ":2: saw byte 0xff, expected text in UTF-8"),
              bad(3, "1234567890", beyond), texts({"c"})[0], bad(5, "1234567890", beyond),
              texts({"d"})[0], bad(7, "1234567890", beyond)});
    require_resume_everywhere(source, "in.0");
  }
}

TEST_CASE("a file that cannot be read fails when it is opened, and not before it is needed") {
  const std::string folder = std::filesystem::temp_directory_path().string();
  LinesSource source("in", {folder});
  CHECK(*source.splits() == std::vector<std::string>{"in.0"});
  const ReadAll all = read_all(source, "in.0");
  CHECK(all.kind == ErrorKind::kIo);
  CHECK(all.error == folder + ": cannot be read: it is a directory");
}

TEST_CASE("a file that has lost lines since they were read is refused") {
  const TempFile file("a\nb\nc\n");
  LinesSource source("in", {file.path()});
  CHECK(read_all(source, "in.0", 3) == ReadAll());
  file.write("a\nb\n");
  const ReadAll refused = read_all(source, "in.0", 3);
  CHECK(refused.kind == ErrorKind::kRestoreRefused);
  CHECK(refused.error ==
        file.path() + ": has 2 rows, but 3 had been read before: it has changed since");
  CHECK_THAT(read_all(source, "in.1").error, EndsWith("it has only in.0"));
}

// The slow way: all in memory.
ReadAll naive_lines(const std::string& path, std::string_view bytes) {
  ReadAll out;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  for (int line = 1; !bytes.empty(); line++) {
    const std::size_t end = bytes.find('\n');
    std::string text(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.find('\xff') != std::string::npos) {  // the only bad byte in the test below
      out.kind = ErrorKind::kBadData;
      out.error = path + ":" + std::to_string(line) + ":" + std::to_string(text.find('\xff') + 1) +
                  ": saw byte 0xff, expected text in UTF-8";
      return out;
    }
    out.rows.push_back(Value::row({Value::text(text)}));
  }
  return out;
}

TEST_CASE("random files read as the slow way reads them, in windows of any size") {
  static constexpr std::string_view kPieces[] = {"a", "b", "\n", "\n", "\r\n", "\r", "xyz", "\n\n"};
  const TempFile file;
  for (std::uint64_t seed = 0; seed < 400; seed++) {
    Dice dice(seed);
    std::string bytes = dice.below(5) == 0 ? "\xef\xbb\xbf" : "";
    const std::size_t pieces = dice.below(30);
    for (std::size_t i = 0; i < pieces; i++)
      bytes += dice.below(50) == 0 ? "\xff" : kPieces[dice.below(std::size(kPieces))];
    file.write(bytes);
    const ReadAll expected = naive_lines(file.path(), bytes);
    LinesSource source("in", {file.path()}, chunk(1 + dice.below(9)));
    INFO("seed " << seed);
    REQUIRE(read_all(source, "in.0") == expected);
    require_resume_everywhere(source, "in.0");
  }
}

}  // namespace
}  // namespace weir
