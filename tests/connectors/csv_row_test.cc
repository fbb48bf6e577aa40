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
