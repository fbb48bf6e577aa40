// Tested by tests/connectors/csv_source_test.cc.
#include "engine/connectors/csv_source.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "engine/connectors/csv_file.h"
#include "engine/connectors/csv_value.h"
#include "engine/connectors/splits.h"
#include "engine/connectors/text_place.h"

namespace weir {

namespace {

std::string names_of(const RowType& type) {
  std::string names;
  for (const Field& field : type.fields()) names += (names.empty() ? "" : ", ") + field.name;
  return names;
}

Error header_error(const BadRow& bad) { return {ErrorKind::kBadData, bad.error}; }

// The header of a file that was just opened; all columns are strings.
Result<RowType> read_header(CsvFile& file) {
  const auto said = file.read();
  if (!said) return said.error();
  switch (*said) {
    case Read::kRow: break;
    case Read::kBadRow: return header_error(file.wrong());
    case Read::kEnd:
      return header_error(
          file.bad_at(0, "saw an empty file, expected a header with the column names"));
  }
  if (const auto bad = file.bad_text()) return header_error(*bad);
  std::vector<Field> fields;
  for (std::size_t i = 0; i < file.size(); i++) {
    std::string name(file.field(i));
    const std::size_t start = file.slice(i).start();
    if (name.empty())
      return header_error(
          file.bad_at(start, fmt::format("saw no name for column {}, expected one", i + 1)));
    for (std::size_t other = 0; other < i; other++)
      if (fields[other].name == name)
        return header_error(
            file.bad_at(start, fmt::format("saw the name {} of column {} again, expected a "
                                           "name of its own for column {}",
                                           quote_seen(name), other + 1, i + 1)));
    fields.push_back({std::move(name), Kind::kString});
  }
  return RowType(std::move(fields));
}

std::string expected_value(const Field& column) {
  return fmt::format("expected {} {} in column {}", column.kind == Kind::kInt ? "an" : "a",
                     kind_name(column.kind), quote_seen(column.name));
}

std::string expected_text(const Field& column, CsvMisfit misfit) {
  return (misfit == CsvMisfit::kOutOfRange ? "which is out of range, " : "") +
         expected_value(column);
}

class CsvReader final : public SplitReader {
 public:
  CsvReader(CsvFile file, RowType type) : file_(std::move(file)), type_(std::move(type)) {}

  Result<Read> next(Value& row, BadRow& bad) override {
    if (!failed_.empty()) return *failed_;
    const auto said = file_.read();
    if (!said) {
      failed_ = ErrorBox(said.error());
      return said;
    }
    switch (*said) {
      case Read::kRow: break;
      case Read::kBadRow: bad = file_.wrong(); return said;
      case Read::kEnd: return said;
    }
    std::optional<BadRow> wrong = file_.bad_text();
    if (!wrong) wrong = build(row);
    if (!wrong) return said;
    bad = std::move(*wrong);
    return Read::kBadRow;
  }

  Result<void> start(std::int64_t position) {
    auto header = read_header(file_);
    if (!header) return header.error();
    if (auto same = check_header(*header); !same) return same;
    for (std::int64_t i = 0; i < position; i++) {
      const auto said = file_.read();
      if (!said) return said.error();
      if (*said == Read::kEnd) return position_beyond(file_.path(), i, position);
    }
    return {};
  }

 private:
  Result<void> check_header(const RowType& header) const {
    bool same = header.size() == type_.size();
    for (std::size_t i = 0; same && i < type_.size(); i++) same = header[i].name == type_[i].name;
    if (same) return {};
    return header_error(
        file_.bad_at(0, fmt::format("saw the columns {}, expected those that were there before: {}",
                                    names_of(header), names_of(type_))));
  }

  std::optional<BadRow> build(Value& out) {
    if (file_.size() != type_.size()) return wrong_count();
    RowBuilder row(type_.size());
    for (std::size_t i = 0; i < type_.size(); i++) {
      const CsvField& slice = file_.slice(i);
      Value value;
      if (slice.quoted || slice.begin != slice.end) {
        const auto misfit = parse_csv_value(file_.field(i), type_[i].kind, value);
        if (misfit) return wrong_field(i, *misfit);
      } else if (type_[i].required) {
        return file_.bad_at(slice.start(), "saw an empty field, " + expected_value(type_[i]) +
                                               ", which every row must have");
      }
      row.add(std::move(value));
    }
    out = row.take();
    return std::nullopt;
  }

  BadRow wrong_count() const {
    const std::size_t seen = file_.size(), expected = type_.size();
    if (seen > expected)
      return file_.bad_at(
          file_.slice(expected).start(),
          fmt::format("saw {} fields, expected {}: {}", seen, expected, names_of(type_)));
    const std::string text = file_.text().empty()
                                 ? "an empty line"
                                 : fmt::format("{} {}", seen, seen == 1 ? "field" : "fields");
    return file_.bad_at(file_.text().size(), fmt::format("saw {}, expected {} fields: {}", text,
                                                         expected, names_of(type_)));
  }

  BadRow wrong_field(std::size_t i, CsvMisfit misfit) {
    const CsvField& slice = file_.slice(i);
    std::string what = "saw " + quote_seen(file_.field(i)) + ", " + expected_text(type_[i], misfit);
    if (slice.begin == slice.end) what += " (for null, leave the quotes out)";
    return file_.bad_at(slice.start(), what);
  }

  CsvFile file_;
  RowType type_;
  ErrorBox failed_;
};

// A column that nothing was declared for is a string.
void declare(Field& column, const RowType& declared) {
  const auto i = declared.index_of(column.name);
  if (!i) return;
  if (declared[*i].kind != Kind::kNull) column.kind = declared[*i].kind;
  column.required = declared[*i].required;
}

Result<void> check_declared(const std::string& path, const RowType& header,
                            const RowType& declared) {
  for (std::size_t i = 0; i < declared.size(); i++) {
    const Field& field = declared[i];
    const std::string column = path + ": column " + quote_seen(field.name);
    if (!header.index_of(field.name))
      return Error{ErrorKind::kBadArgument,
                   column + " is declared, but the file has: " + names_of(header)};
    if (declared.index_of(field.name) != i)
      return Error{ErrorKind::kBadArgument, column + " is declared twice"};
    if (field.kind != Kind::kNull && !is_csv_kind(field.kind))
      return Error{ErrorKind::kBadArgument,
                   fmt::format("{} is declared as {}, expected string, int64, double or bool",
                               column, kind_name(field.kind))};
  }
  return {};
}

}  // namespace

Result<RowType> read_csv_header(const std::string& path, const RowType& declared,
                                const TextFileOptions& options) {
  auto text = TextFile::open(path, options);
  if (!text) return text.error();
  CsvFile file(std::move(*text));
  auto header = read_header(file);
  if (!header) return header.error();
  if (auto fits = check_declared(path, *header, declared); !fits) return fits.error();
  std::vector<Field> fields = header->fields();
  for (Field& field : fields) declare(field, declared);
  return RowType(std::move(fields));
}

CsvSource::CsvSource(std::string uid, std::string path, RowType type,
                     const TextFileOptions& options)
    : uid_(std::move(uid)), path_(std::move(path)), type_(std::move(type)), options_(options) {
  for (const Field& field : type_.fields())
    WEIR_CHECK(is_csv_kind(field.kind), "the RowType of a CSV file comes from read_csv_header");
}

Result<std::vector<std::string>> CsvSource::splits() { return split_names(uid_, 1); }

Result<std::unique_ptr<SplitReader>> CsvSource::open(const std::string& split,
                                                     std::int64_t position) {
  if (auto found = find_split(uid_, 1, split, position); !found) return found.error();
  auto file = TextFile::open(path_, options_);
  if (!file) return file.error();
  auto reader = std::make_unique<CsvReader>(CsvFile(std::move(*file)), type_);
  if (auto started = reader->start(position); !started) return started.error();
  return std::unique_ptr<SplitReader>(std::move(reader));
}

std::function<std::unique_ptr<Source>()> make_csv_source(std::string uid, std::string path,
                                                         RowType type,
                                                         const TextFileOptions& options) {
  return [source = CsvSource(std::move(uid), std::move(path), std::move(type), options)] {
    return std::make_unique<CsvSource>(source);
  };
}

}  // namespace weir
