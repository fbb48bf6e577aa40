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

std::string names_of(const Columns& columns) {
  std::string names;
  for (const Column& c : columns) names += (names.empty() ? "" : ", ") + c.name;
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string expected_value(const Column& column) {
  Column type = column;
  type.required = false;
  return fmt::format("expected {} {} in column {}",
                     column.kind == Kind::kInt && !column.timestamp ? "an" : "a", type_text(type),
                     quote_seen(column.name));
}

class CsvReader final : public SplitReader {
 public:
  CsvReader(CsvFile file, Columns columns) : file_(std::move(file)), columns_(std::move(columns)) {}

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

  Result<void> start(bool header, std::int64_t position) {
    if (header) {
      const auto names = file_.read_header();
      if (!names) return names.error();
      if (auto same = check_header(*names); !same) return same;
    }
    for (std::int64_t i = 0; i < position; i++) {
      const auto said = file_.read();
      if (!said) return said.error();
      if (*said == Read::kEnd) return position_beyond(file_.path(), i, position);
    }
    return {};
  }

 private:
  Result<void> check_header(const std::vector<std::string>& names) const {
    bool same = names.size() == columns_.size();
    for (std::size_t i = 0; same && i < names.size(); i++) same = names[i] == columns_[i].name;
    if (same) return {};
    return Error{ErrorKind::kBadData,
                 file_
                     .bad_at(0, fmt::format("saw the columns {}, expected those that were there "
                                            "before: {}",
                                            joined(names), names_of(columns_)))
                     .error};
  }

  std::optional<BadRow> build(Value& out) {
    if (file_.size() != columns_.size()) return wrong_count();
    RowBuilder row(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); i++) {
      const CsvField& slice = file_.slice(i);
      Value value;
      if (slice.quoted || slice.begin != slice.end) {
        const auto misfit = parse_csv_value(file_.field(i), columns_[i], value);
        if (misfit) return wrong_field(i, *misfit);
      } else if (columns_[i].required) {
        return file_.bad_at(slice.start(), "saw an empty field, " + expected_value(columns_[i]) +
                                               ", which every row must have");
      }
      row.add(std::move(value));
    }
    out = row.take();
    return std::nullopt;
  }

  BadRow wrong_count() const {
    const std::size_t seen = file_.size(), expected = columns_.size();
    if (seen > expected)
      return file_.bad_at(
          file_.slice(expected).start(),
          fmt::format("saw {} fields, expected {}: {}", seen, expected, names_of(columns_)));
    const std::string text = file_.text().empty()
                                 ? "an empty line"
                                 : fmt::format("{} {}", seen, seen == 1 ? "field" : "fields");
    return file_.bad_at(file_.text().size(), fmt::format("saw {}, expected {} fields: {}", text,
                                                         expected, names_of(columns_)));
  }

  BadRow wrong_field(std::size_t i, CsvMisfit misfit) {
    const CsvField& slice = file_.slice(i);
    const Column& column = columns_[i];
    const std::string_view text = file_.field(i);
    std::string what = "saw " + quote_seen(text) + ", ";
    if (column.timestamp)
      what += column.timestamp->why_not(text) + ", ";
    else if (misfit == CsvMisfit::kOutOfRange)
      what += "which is out of range, ";
    what += expected_value(column);
    if (slice.begin == slice.end) what += " (for null, leave the quotes out)";
    Value value;
    const bool number = column.kind == Kind::kInt && misfit == CsvMisfit::kOtherKind &&
                        !parse_csv_value(text, Kind::kDouble, value);
    what += inferred_note(column, number ? "double" : "string");
    return file_.bad_at(slice.start(), what);
  }

  CsvFile file_;
  Columns columns_;
  ErrorBox failed_;
};

}  // namespace

CsvSource::CsvSource(std::string uid, std::vector<std::string> paths, Columns columns,
                     const CsvOptions& options)
    : uid_(std::move(uid)),
      paths_(std::move(paths)),
      columns_(std::move(columns)),
      options_(options) {
  for (const Column& c : columns_)
    WEIR_CHECK(is_csv_kind(c.kind) && !c.json, "the columns of a CSV file are read_csv_columns'");
}

Result<std::vector<std::string>> CsvSource::splits() { return split_names(uid_, paths_.size()); }

Result<std::unique_ptr<SplitReader>> CsvSource::open(const std::string& split,
                                                     std::int64_t position) {
  const auto i = find_split(uid_, paths_.size(), split, position);
  if (!i) return i.error();
  auto file = TextFile::open(paths_[*i], options_.file);
  if (!file) return file.error();
  auto reader =
      std::make_unique<CsvReader>(CsvFile(std::move(*file), options_.delimiter), columns_);
  if (auto started = reader->start(options_.header, position); !started) return started.error();
  return std::unique_ptr<SplitReader>(std::move(reader));
}

std::function<std::unique_ptr<Source>()> make_csv_source(std::string uid,
                                                         std::vector<std::string> paths,
                                                         Columns columns,
                                                         const CsvOptions& options) {
  return [source = CsvSource(std::move(uid), std::move(paths), std::move(columns), options)] {
    return std::make_unique<CsvSource>(source);
  };
}

}  // namespace weir
