// Files for tests of sources, and sources read to their end.
#pragma once
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/text_file.h"
#include "engine/operators/source.h"

namespace weir {

// So that a failing REQUIRE shows values.
inline std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << value.to_string();
}

// A file in the system's folder for such files; gone with the object.
class TempFile {
 public:
  explicit TempFile(std::string_view bytes = {});
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  const std::string& path() const { return path_; }
  void write(std::string_view bytes) const;
  void append(std::string_view bytes) const;

 private:
  std::string path_;
};

// What a reader yields until its end or first error; a bad row is an error (kBadData).
struct ReadAll {
  std::vector<Value> rows;
  std::optional<ErrorKind> kind;
  std::string error;
  bool operator==(const ReadAll&) const = default;
};

// Also checks that the end, or the error of the file, is there again at the next call.
ReadAll read_all(Source& source, const std::string& split, std::int64_t position = 0);

// The same over bad rows: a row of error_row_type() stands for each.
ReadAll read_on(Source& source, const std::string& split, std::int64_t position = 0);
Value row_of(const BadRow& bad);

std::vector<Value> texts(const std::vector<std::string>& lines);  // a row of one string each

Value next_row(SplitReader& reader);  // there must be one

// Windows so small that everything crosses their borders.
TextFileOptions chunk(std::size_t bytes);

// Columns of a file that are strings unless they are declared; nothing is inferred.
Result<Columns> columns_of(const std::string& path, const RowType& declared = {},
                           const TextFileOptions& options = {});
CsvSource csv_source(const std::string& path, Columns columns, const TextFileOptions& options = {});

// Opening at every position must yield what reading on over bad rows yields.
void require_resume_everywhere(Source& source, const std::string& split);

// A small own generator: numbers below `bound`.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}
  std::size_t below(std::size_t bound);

 private:
  std::uint64_t seed_, n_ = 0;
};

}  // namespace weir
