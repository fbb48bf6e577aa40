// Any bytes as a CSV file: with types that are inferred, with columns of strings, and with one of
// every declared kind in turn, at two delimiters. Beside what holds for all sources (row_files.h):
// columns of strings are what an oracle of five states reads, and rows that are written as CSV or
// as JSON lines are read back equal.
#include <string>
#include <vector>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/jsonl_source.h"
#include "engine/connectors/row_text.h"
#include "engine/connectors/text_place.h"
#include "engine/core/check.h"
#include "tests/connectors/naive_csv.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/row_files.h"

namespace {

using namespace weir;
using fuzz::BytesFile;

const BytesFile& input() {
  static const BytesFile file("in.csv");
  return file;
}
void judge_written(const Columns& columns, const std::vector<Value>& rows, char delimiter) {
  // A timestamp is written as its number.
  Columns numbers = columns;
  for (Column& c : numbers) c.timestamp.reset();
  const RowType type = row_type_of(columns);
  fuzz::judge_read_back(csv_text(type, {.delimiter = delimiter}), rows,
                        [&](const std::string& path, const TextFileOptions& file) {
                          return make_csv_source("copy", {path}, numbers,
                                                 {.delimiter = delimiter, .file = file})();
                        });
  fuzz::judge_read_back(json_text(type), rows,
                        [&](const std::string& path, const TextFileOptions& file) {
                          return make_jsonl_source("copy", {path}, numbers, file)();
                        });
}

void judge_as_oracle(std::string_view bytes, const fuzz::ReadRows& read, std::size_t columns) {
  if (find_invalid_utf8(bytes)) return;  // the oracle takes all bytes
  const std::vector<NaiveCsvItem> oracle = naive_csv_on(bytes);
  WEIR_CHECK(oracle.size() == read.rows.size() + 1, "not as many rows as the oracle has");
  for (std::size_t i = 0; i < read.rows.size(); i++) {
    const NaiveCsvItem& item = oracle[i + 1];
    const fuzz::ReadRow& row = read.rows[i];
    const bool bad = item.bad || item.row.size() != columns;
    WEIR_CHECK(bad == row.row.is_null(), "a row is bad for one of reader and oracle");
    if (item.bad) WEIR_CHECK(item.line == row.line && item.text == row.text, "another bad row");
    if (bad) continue;
    for (std::size_t c = 0; c < columns; c++)
      WEIR_CHECK(row.row[c] == (item.row[c] ? Value::text(*item.row[c]) : Value()),
                 "another field than the oracle's");
  }
}

void judge(const Columns& columns, std::string_view bytes, char delimiter, bool strings) {
  const fuzz::ReadRows read = fuzz::judge_source(
      [&](const TextFileOptions& file) {
        return make_csv_source("in", {input().path()}, columns,
                               {.delimiter = delimiter, .file = file})();
      },
      input().path(), bytes);
  WEIR_CHECK(read.error.empty(), "the header was read once");
  if (strings && delimiter == ',') judge_as_oracle(bytes, read, columns.size());
  judge_written(columns, good_rows(read), delimiter);
}

void judge(std::string_view bytes, char delimiter) {
  const CsvOptions options{.delimiter = delimiter, .file = {.chunk_bytes = fuzz::kChunk}};
  const auto inferred = read_csv_columns({input().path()}, {}, options);
  const auto again =
      read_csv_columns({input().path()}, {}, {.delimiter = delimiter, .file = {.chunk_bytes = 1}});
  WEIR_CHECK(!inferred == !again, "columns in one window, none in many");
  if (!inferred) {
    WEIR_CHECK(inferred.error().text == again.error().text, "two errors of one header");
    return fuzz::judge_place(inferred.error().text, input().path(), bytes);
  }
  WEIR_CHECK(*inferred == *again, "other types in smaller windows");
  judge(*inferred, bytes, delimiter, false);

  static const std::vector<std::string> kTypes = {
      "string", "int64", "timestamp(yyyy-MM-dd HH:mm:ss)", "double not null", "bool"};
  Columns strings = *inferred, declared = *inferred;
  for (std::size_t i = 0; i < declared.size(); i++) {
    strings[i] = {strings[i].name, Kind::kString};
    const std::string name = declared[i].name;
    declared[i] = parse_column_type(kTypes[i % kTypes.size()]).column;
    declared[i].name = name;
  }
  judge(strings, bytes, delimiter, true);
  judge(declared, bytes, delimiter, false);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  input().write(bytes);
  judge(bytes, ',');
  if (bytes.find(';') != std::string_view::npos) judge(bytes, ';');
  return 0;
}
