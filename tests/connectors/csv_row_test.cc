// Tests engine/connectors/csv_row.h.
#include "engine/connectors/csv_row.h"

#include "tests/catch.h"

namespace weir {
namespace {

struct Scanned {
  CsvScan scan = CsvScan::kBad;
  std::vector<std::string> fields;  // quoted ones in quotes, doubled quotes as they are
  CsvRow row;
};

Scanned scan(std::string_view text, bool at_end = true) {
  Scanned out;
  out.scan = scan_csv_row(text, ',', at_end, out.row);
  for (const CsvField& f : out.row.fields) {
    const std::string inner(text.substr(f.begin, f.end - f.begin));
    out.fields.push_back(f.quoted ? "'" + inner + "'" : inner);
  }
  return out;
}

using Fields = std::vector<std::string>;

TEST_CASE("a row is cut at its commas and ends with the line") {
  CHECK(scan("a,b\nc").fields == Fields{"a", "b"});
  CHECK(scan("a,b\nc").row.bytes == 4);
  CHECK(scan("a,b\r\nc").row.bytes == 5);
  CHECK(scan("a,b\r\nc").row.size == 3);
  CHECK(scan("a,b").fields == Fields{"a", "b"});
  CHECK(scan("a,b\r").fields == Fields{"a", "b"});
  CHECK(scan("a,b\r").row.bytes == 4);
  CHECK(scan(",").fields == Fields{"", ""});
  CHECK(scan("a,").fields == Fields{"a", ""});
  CHECK(scan("\n").fields == Fields{""});
  CHECK(scan(" a , b \n").fields == Fields{" a ", " b "});
}

TEST_CASE("a field ends at the first sign that ends it, wherever that stands in its word") {
  // Their neighbours in the code table, and all bits set: what a search in words could confuse.
  static constexpr std::string_view kInside = "-+\x0b\x0c\x0e!#\x01\x7f\x80\xff ";
  for (std::size_t front = 0; front < 9; front++)
    for (std::size_t size = 0; size < 20; size++)
      for (std::size_t tail = 0; tail < 10; tail++)
        for (const char c : kInside) {
          const std::string field(size, c);
          const std::string text = std::string(front, 'x') + ',' + field + ',' +
                                   std::string(tail, ',') + c + "\r\n" + "behind";
          const Scanned s = scan(text);
          REQUIRE(s.scan == CsvScan::kRow);
          REQUIRE(s.fields.size() == tail + 3);
          REQUIRE(s.fields[0] == std::string(front, 'x'));
          REQUIRE(s.fields[1] == field);
          REQUIRE(s.fields.back() == std::string(1, c));
          REQUIRE(s.row.bytes == text.size() - 6);
          REQUIRE(s.row.ascii == (static_cast<unsigned char>(c) < 0x80));
          REQUIRE(!s.row.quoted);
        }
}

TEST_CASE("what stands behind a row does not make it other than ASCII, what stands in it does") {
  const std::string text = "abcdefghijklmnop,q,rs\n";
  CHECK(scan(text + "\xc3\xa9\xff").row.ascii);
  for (std::size_t at = 0; at < text.size() - 1; at++) {
    if (text[at] == ',') continue;
    std::string other = text;
    other[at] = '\xe9';
    INFO(at);
    CHECK(!scan(other).row.ascii);
    CHECK(scan(other).fields.size() == 3);
  }
  CHECK(!scan("\"a\",b\n").row.ascii);  // nobody looked
  CHECK(scan("\"a\",b\n").row.quoted);
  CHECK(scan("a,\"\"\n").row.quoted);
}

TEST_CASE("quoted fields hold commas, line ends and doubled quotes") {
  CHECK(scan("\"a\",\"\"\n").fields == Fields{"'a'", "''"});
  CHECK(scan("\"a,b\nc\r\nd\",e\nf").fields == Fields{"'a,b\nc\r\nd'", "e"});
  const Scanned doubled = scan("\"\"\"\",x\n");
  CHECK(doubled.fields == Fields{"'\"\"'", "x"});
  CHECK(doubled.row.fields[0].doubled);
  CHECK(!doubled.row.fields[1].doubled);
  CHECK(doubled.row.fields[0].start() == 0);
  CHECK(doubled.row.fields[1].start() == 5);
  CHECK(scan("\"a\r\"\n").fields == Fields{"'a\r'"});
}

TEST_CASE("what the RFC does not allow is refused where it stands") {
  const auto refused = [](std::string_view text, std::size_t at) {
    const Scanned s = scan(text);
    INFO(text);
    CHECK(s.scan == CsvScan::kBad);
    CHECK(s.row.at == at);
    CHECK(s.row.what != nullptr);
  };
  refused("x,\"a\"b\n", 2);
  refused("x,\"a\" \n", 2);
  refused("x,\"a\"\"\n", 2);  // a doubled quote, and no end
  refused("x,a\"b\n", 2);
  refused("x, \"b\"\n", 2);
  refused("x,y\rz\n", 2);
  refused("\"x\"\rz\n", 0);
  refused("x,y,\"", 4);
  refused("x,\"abc\ndef\n", 2);
}

TEST_CASE("a row that may go on asks for more, at every byte before its end") {
  const std::string text = "a,\"b\"\"c\r\nd\",\"\",e\r\n";
  for (std::size_t size = 1; size < text.size(); size++) {
    INFO(size);
    CHECK(scan(text.substr(0, size), false).scan == CsvScan::kMore);
  }
  CHECK(scan(text, false).scan == CsvScan::kRow);
  CHECK(scan(text.substr(0, 5), false).row.at == 2);
  CHECK(scan("a,\"b", false).row.in_quotes);
  CHECK(!scan("a,b", false).row.in_quotes);
  CHECK(scan("a\"", false).scan == CsvScan::kBad);  // more would not help
}

}  // namespace
}  // namespace weir
