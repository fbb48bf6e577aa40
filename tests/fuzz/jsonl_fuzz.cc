// Any bytes as a file of JSON lines: with types that are inferred, and with one of every declared
// kind in turn. Beside what holds for all sources (row_files.h): what is inferred fits the rows
// that it was inferred from, and rows that are written as JSON lines, and as CSV if nothing is
// nested, are read back equal.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/jsonl_source.h"
#include "engine/connectors/row_text.h"
#include "engine/core/check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/row_files.h"

namespace {

using namespace weir;
using fuzz::BytesFile;

const BytesFile& input() {
  static const BytesFile file("in.jsonl");
  return file;
}
// As they are read again: timestamps are written as numbers, JSON as a text.
void as_written(Columns& columns) {
  for (Column& c : columns) {
    c.timestamp.reset();
    c.json = false;
    as_written(c.fields);
  }
}

bool nameless_inside(const Column& column);

bool has_nameless(const Columns& columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column& c) { return c.name.empty() || nameless_inside(c); });
}

// The elements of a list have no name.
bool nameless_inside(const Column& column) {
  return column.kind == Kind::kList ? nameless_inside(column.fields[0])
                                    : has_nameless(column.fields);
}

void judge_written(const Columns& columns, const std::vector<Value>& rows) {
  if (has_nameless(columns)) return;  // they get names of their own
  Columns written = columns;
  as_written(written);
  const RowType type = row_type_of(columns);
  fuzz::judge_read_back(json_text(type), rows,
                        [&](const std::string& path, const TextFileOptions& file) {
                          return make_jsonl_source("copy", {path}, written, file)();
                        });
  const bool flat =
      std::all_of(written.begin(), written.end(), [](const Column& c) { return c.fields.empty(); });
  if (!flat || written.empty()) return;
  fuzz::judge_read_back(csv_text(type), rows,
                        [&](const std::string& path, const TextFileOptions& file) {
                          return make_csv_source("copy", {path}, written, {.file = file})();
                        });
}

fuzz::ReadRows judge(const Columns& columns, std::string_view bytes) {
  const fuzz::ReadRows read = fuzz::judge_source(
      [&](const TextFileOptions& file) {
        return make_jsonl_source("in", {input().path()}, columns, file)();
      },
      input().path(), bytes);
  WEIR_CHECK(read.error.empty(), "lines are bad, the file is not");
  judge_written(columns, good_rows(read));
  return read;
}

// `objects`: the same lines read for no column at all, so that only what is no object is bad.
void judge_inferred(const Columns& inferred, std::string_view bytes,
                    const fuzz::ReadRows& objects) {
  const fuzz::ReadRows read = judge(inferred, bytes);
  WEIR_CHECK(read.rows.size() == objects.rows.size(), "columns make rows");
  for (std::size_t i = 0; i < read.rows.size(); i++) {
    const fuzz::ReadRow& r = read.rows[i];
    if (!r.row.is_null()) {
      WEIR_CHECK(!objects.rows[i].row.is_null(), "a row that is no object");
      continue;
    }
    const bool was_looked_at =
        !objects.rows[i].row.is_null() && static_cast<std::int64_t>(i) < kInferredRows;
    WEIR_CHECK(!was_looked_at || r.error.find(", expected it once") != std::string::npos ||
                   r.error.find("out of range") != std::string::npos,
               "a type was inferred that a row it was inferred from does not have");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  input().write(bytes);
  const std::vector<std::string> paths = {input().path()};
  const fuzz::ReadRows objects = judge({}, bytes);
  const auto names = read_jsonl_names(paths, {fuzz::kChunk});
  WEIR_CHECK(names, "names of bad rows do not matter");
  const auto inferred = read_jsonl_columns(paths, {}, {fuzz::kChunk}),
             again = read_jsonl_columns(paths, {}, {1});
  WEIR_CHECK(!inferred == !again, "columns in one window, none in many");
  if (inferred) {
    WEIR_CHECK(*inferred == *again && inferred->size() == names->size(), "other columns");
    judge_inferred(*inferred, bytes, objects);
  } else {
    WEIR_CHECK(inferred.error().text == again.error().text &&
                   inferred.error().text.starts_with(input().path() + ": "),
               "an error of its own in smaller windows, or without its file");
  }
  static const std::vector<std::string> kTypes = {"json",          "int64",
                                                  "string",        "timestamp(epoch_ms)",
                                                  "double",        "row<a int64, b json>",
                                                  "list<string>",  "bool",
                                                  "int64 not null"};
  Columns declared;
  for (std::size_t i = 0; i < names->size(); i++) {
    declared.push_back(parse_column_type(kTypes[i % kTypes.size()]).column);
    WEIR_CHECK(declared.back().kind != Kind::kNull, "a type of this target is none");
    declared.back().name = (*names)[i];
  }
  judge(declared, bytes);
  return 0;
}
