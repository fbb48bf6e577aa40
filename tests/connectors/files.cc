#include "tests/connectors/files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {

namespace {

std::string new_path() {
  static int count = 0;
  const std::string name =
      "weir_connectors_" + std::to_string(::getpid()) + "_" + std::to_string(count++);
  return (std::filesystem::temp_directory_path() / name).string();
}

void put(const std::string& path, std::string_view bytes, std::ios::openmode mode) {
  std::ofstream out(path, std::ios::binary | mode);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) FAIL("cannot write " << path);
}

}  // namespace

TempFile::TempFile(std::string_view bytes) : path_(new_path()) { write(bytes); }
TempFile::~TempFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}
void TempFile::write(std::string_view bytes) const {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);  // some file systems flush a file that is cut short
  put(path_, bytes, std::ios::trunc);
}
void TempFile::append(std::string_view bytes) const { put(path_, bytes, std::ios::app); }

Value row_of(const BadRow& bad) {
  return Value::row({Value::integer(bad.line), Value::text(bad.text), Value::text(bad.error)});
}

namespace {

ReadAll failed(const Error& error) { return {{}, error.kind, error.text}; }

ReadAll read_rows(Source& source, const std::string& split, std::int64_t position, bool on) {
  auto reader = source.open(split, position);
  if (!reader) return failed(reader.error());
  ReadAll out;
  for (;;) {
    Value row;
    BadRow bad;
    const auto said = (*reader)->next(row, bad);
    if (!said || (*said == Read::kBadRow && !on)) {
      out.kind = said ? ErrorKind::kBadData : said.error().kind;
      out.error = said ? bad.error : said.error().text;
      if (said) return out;
      const auto again = (*reader)->next(row, bad);
      if (again || again.error().text != out.error) FAIL("not the same error again");
      return out;
    }
    if (*said == Read::kEnd) {
      const auto again = (*reader)->next(row, bad);
      if (!again || *again != Read::kEnd) FAIL("something behind the end");
      return out;
    }
    out.rows.push_back(*said == Read::kRow ? row : row_of(bad));
  }
}

}  // namespace

ReadAll read_all(Source& source, const std::string& split, std::int64_t position) {
  return read_rows(source, split, position, false);
}

ReadAll read_on(Source& source, const std::string& split, std::int64_t position) {
  return read_rows(source, split, position, true);
}

std::vector<Value> texts(const std::vector<std::string>& lines) {
  std::vector<Value> rows;
  for (const std::string& line : lines) rows.push_back(Value::row({Value::text(line)}));
  return rows;
}

Result<Columns> columns_of(const std::string& path, const RowType& declared,
                           const TextFileOptions& options) {
  Columns columns;
  for (const Field& f : declared.fields())
    columns.push_back({f.name, f.kind == Kind::kNull ? Kind::kString : f.kind, f.required});
  const auto names = read_csv_names({path}, {.file = options});
  if (!names) return names.error();
  for (const std::string& name : *names)
    if (!declared.index_of(name)) columns.push_back({name, Kind::kString});
  return read_csv_columns({path}, columns, {.file = options});
}

CsvSource csv_source(const std::string& path, Columns columns, const TextFileOptions& options) {
  return CsvSource("in", {path}, std::move(columns), {.file = options});
}

Value next_row(SplitReader& reader) {
  Value row;
  BadRow bad;
  const auto said = reader.next(row, bad);
  if (!said || *said != Read::kRow) FAIL("no row");
  return row;
}

TextFileOptions chunk(std::size_t bytes) {
  TextFileOptions options;
  options.chunk_bytes = bytes;
  return options;
}

void require_resume_everywhere(Source& source, const std::string& split) {
  const ReadAll all = read_on(source, split);
  const auto rows = static_cast<std::ptrdiff_t>(all.rows.size());
  for (std::ptrdiff_t position = 0; position <= rows; position++) {
    ReadAll rest = all;
    rest.rows.erase(rest.rows.begin(), rest.rows.begin() + position);
    if (read_on(source, split, position) == rest) continue;
    FAIL("position " << position << " of " << rows << " is not where reading goes on");
  }
}

std::size_t Dice::below(std::size_t bound) {
  return static_cast<std::size_t>(stable_hash(seed_, 0, n_++) % bound);
}

}  // namespace weir
