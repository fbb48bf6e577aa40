// What holds for every source of rows in a text file, whatever the bytes: for its fuzz targets.
//   BytesFile: one file of this process, written anew each time; gone with the object.
//   rows_of(): all rows of the first split, good and bad ones, and the error of the file at last.
//   judge_source(): the same rows in windows of any size; the place of every bad row lies within
//   the file, in order, and its text is what stands there; opened at a position, reading goes on
//   there. Dies where that does not hold; returns the rows.
// Errors: none; what cannot be written is the end of the program.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connectors/row_text.h"
#include "engine/connectors/text_file.h"
#include "engine/operators/source.h"

namespace weir::fuzz {

class BytesFile {
 public:
  explicit BytesFile(std::string_view name);
  ~BytesFile();
  BytesFile(const BytesFile&) = delete;
  BytesFile& operator=(const BytesFile&) = delete;

  const std::string& path() const { return path_; }
  void write(std::string_view bytes) const;

 private:
  std::string path_;
};

struct ReadRow {
  Value row;  // null: a bad one
  std::int64_t line = 0;
  std::string text = {}, error = {};
  bool operator==(const ReadRow&) const = default;
};

struct ReadRows {
  std::vector<ReadRow> rows;
  std::string error;  // of the file
  bool operator==(const ReadRows&) const = default;
};

using MakeSource = std::function<std::unique_ptr<Source>(const TextFileOptions&)>;

// A window for nearly every input; the usual one would take most of a target's time.
inline constexpr std::size_t kChunk = 4096;

ReadRows rows_of(const MakeSource& make, const TextFileOptions& options = {.chunk_bytes = kChunk},
                 std::int64_t position = 0);

// `bytes`: what stands in the file.
ReadRows judge_source(const MakeSource& make, const std::string& path, std::string_view bytes);

// "path:line:column: …" with a place within the file, and something behind it.
void judge_place(std::string_view error, const std::string& path, std::string_view bytes);

std::vector<Value> good_rows(const ReadRows& read);

// Rows that are written as `text` and read by what `make` makes of a path are read back equal.
using MakeReader =
    std::function<std::unique_ptr<Source>(const std::string& path, const TextFileOptions&)>;
void judge_read_back(const RowText& text, const std::vector<Value>& rows, const MakeReader& make);

}  // namespace weir::fuzz
