// Files are streamed: memory does not grow with them.
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/lines_source.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"
#include "tests/sanitizer.h"

namespace weir {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;
constexpr std::size_t kFileBytes = 8 * kMegabyte;

// Memory of this process that is in use now; 0 where nobody says.
std::size_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

bool memory_can_be_measured() {
#ifdef WEIR_ADDRESS_SANITIZER
  return false;  // what is freed is kept
#else
  return resident_bytes() > 0;
#endif
}

// A CSV file that is also a file of lines.
std::size_t write_rows(const TempFile& file) {
  std::string block;
  std::size_t rows = 0, bytes = 0;
  file.write("id,text,score\n");
  while (bytes < kFileBytes) {
    block.clear();
    for (int i = 0; i < 1000; i++) {
      block += std::to_string(rows) + ",\"row number, " + std::to_string(rows) + "\"," +
               std::to_string(rows % 1000) + ".5\n";
      rows++;
    }
    file.append(block);
    bytes += block.size();
  }
  return rows;
}

// Reads all; the largest growth of memory on the way.
std::size_t growth_while_reading(SplitReader& reader, std::size_t expected_rows, bool keep) {
  std::vector<Value> kept;
  const std::size_t before = resident_bytes();
  std::size_t largest = before;
  std::size_t rows = 0;
  for (;; rows++) {
    Value row;
    BadRow bad;
    const auto said = reader.next(row, bad);
    REQUIRE(said);
    if (*said == Read::kEnd) break;
    REQUIRE(*said == Read::kRow);
    if (keep) kept.push_back(row);
    if (rows % 4096 == 0) largest = std::max(largest, resident_bytes());
  }
  REQUIRE(rows == expected_rows);
  return std::max(largest, resident_bytes()) - before;
}

TEST_CASE("a file of eight megabytes is read in less than one") {
  if (!memory_can_be_measured()) WEIR_SKIP("memory cannot be measured here");
  const TempFile file;
  const std::size_t rows = write_rows(file);
  const auto type =
      columns_of(file.path(), RowType({{"id", Kind::kInt}, {"score", Kind::kDouble}}));
  CsvSource csv = csv_source(file.path(), *type);
  LinesSource lines("in", {file.path()});
  CHECK(growth_while_reading(**csv.open("in.0", 0), rows, false) < kMegabyte);
  CHECK(growth_while_reading(**lines.open("in.0", 0), rows + 1, false) < kMegabyte);
  // The measure is good for something: whoever keeps the rows is seen.
  CHECK(growth_while_reading(**lines.open("in.0", 0), rows + 1, true) > 4 * kMegabyte);
}

TEST_CASE("the end of a large file is found again from a position") {
  const TempFile file;
  const auto rows = static_cast<std::int64_t>(write_rows(file));
  CsvSource csv = csv_source(file.path(), *columns_of(file.path()));
  const ReadAll last = read_all(csv, "in.0", rows - 1);
  REQUIRE(last.rows.size() == 1);
  CHECK(last.rows[0][0].as_text() == std::to_string(rows - 1));
}

}  // namespace
}  // namespace weir
