// Tested by tests/connectors/csv_columns_test.cc.
#include "engine/connectors/csv_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/connectors/csv_file.h"
#include "engine/connectors/csv_value.h"

namespace weir {

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// What a column can be, by what was seen of it.
struct Guess {
  bool any = false;
  bool is_bool = true, is_int = true, is_double = true;

  void look(std::string_view text) {
    any = true;
    Value value;
    is_bool = is_bool && !parse_csv_value(text, Kind::kBool, value);
    if (!is_double) return;
    const auto as_int = parse_csv_value(text, Kind::kInt, value);
    is_int = is_int && !as_int;
    is_double = as_int != CsvMisfit::kOutOfRange && !parse_csv_value(text, Kind::kDouble, value);
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const bool zeros = text.size() > sign + 1 && text[sign] == '0' && text[sign + 1] >= '0' &&
                       text[sign + 1] <= '9';
    if (zeros || text.starts_with('+')) is_int = is_double = false;
  }
  Kind kind() const {
    if (!any) return Kind::kString;
    if (is_bool) return Kind::kBool;
    if (is_int && is_double) return Kind::kInt;
    return is_double ? Kind::kDouble : Kind::kString;
  }
};

Result<CsvFile> open_csv(const std::string& path, const CsvOptions& options) {
  auto file = TextFile::open(path, options.file);
  if (!file) return file.error();
  return CsvFile(std::move(*file), options.delimiter);
}

// As many rows as are left to look at; behind the header.
Result<void> look_at_rows(CsvFile& file, std::int64_t& left, std::vector<Guess>& guesses) {
  for (; left > 0; left--) {
    const auto said = file.read();
    if (!said) return said.error();
    if (*said == Read::kEnd) return {};
    if (*said == Read::kBadRow || file.size() != guesses.size() || file.bad_text()) continue;
    for (std::size_t i = 0; i < guesses.size(); i++) {
      const CsvField& slice = file.slice(i);
      if (slice.quoted || slice.begin != slice.end) guesses[i].look(file.field(i));
    }
  }
  return {};
}

Error declared_error(const std::vector<ColumnMistake>& mistakes) {
  std::string text;
  for (const ColumnMistake& m : mistakes) text += (text.empty() ? "" : "\n") + m.what;
  return {ErrorKind::kBadArgument, text};
}

}  // namespace

Result<std::vector<std::string>> read_csv_names(const std::vector<std::string>& paths,
                                                const CsvOptions& options) {
  std::vector<std::string> first;
  for (const std::string& path : paths) {
    auto file = open_csv(path, options);
    if (!file) return file.error();
    if (!options.header) continue;
    auto names = file->read_header();
    if (!names) return names;
    if (&path == &paths.front())
      first = std::move(*names);
    else if (*names != first)
      return Error{ErrorKind::kBadData,
                   fmt::format("{}:1:1: saw the columns {}, expected those of {}: {}", path,
                               joined(*names), paths.front(), joined(first))};
  }
  return first;
}

std::vector<ColumnMistake> csv_column_mistakes(const std::vector<std::string>& names,
                                               const Columns& declared, const std::string& path) {
  std::vector<std::string> known = names;
  for (std::size_t i = 0; names.empty() && i < declared.size(); i++)
    known.push_back(declared[i].name);
  auto out = declared_mistakes(known, declared, path);
  for (std::size_t i = 0; i < declared.size(); i++) {
    const Column& c = declared[i];
    if (c.kind != Kind::kNull && (!is_csv_kind(c.kind) || c.json))
      out.push_back({i, fmt::format("the column '{}' is declared as {}, but what stands in a CSV "
                                    "file is string, int64, double, bool or timestamp",
                                    c.name, type_text(c))});
  }
  // One column, and signs in its name: it has been cut at the wrong ones.
  const auto other = names.size() == 1 ? names[0].find_first_of(";\t|,") : std::string::npos;
  if (!out.empty() && other != std::string::npos)
    out.front().what += fmt::format(" (is the delimiter '{}'?)",
                                    names[0][other] == '\t' ? "\\t" : names[0].substr(other, 1));
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.column < b.column; });
  return out;
}

Result<Columns> read_csv_columns(const std::vector<std::string>& paths, const Columns& declared,
                                 const CsvOptions& options) {
  WEIR_CHECK(!paths.empty(), "a CSV source has a file");
  const auto names = read_csv_names(paths, options);
  if (!names) return names.error();
  const auto mistakes = csv_column_mistakes(*names, declared, paths.front());
  if (!mistakes.empty()) return declared_error(mistakes);
  if (!options.header && declared.empty())
    return Error{ErrorKind::kBadArgument,
                 paths.front() + ": has no header, so its columns must be declared, in order"};
  Columns out = options.header ? Columns() : declared;
  for (const std::string& name : *names) {
    const auto it = std::find_if(declared.begin(), declared.end(),
                                 [&](const Column& c) { return c.name == name; });
    out.push_back(it != declared.end() ? *it : Column{name});
  }
  const auto open = [](const Column& c) { return c.kind == Kind::kNull; };
  if (std::none_of(out.begin(), out.end(), open)) return out;
  std::vector<Guess> guesses(out.size());
  std::int64_t left = kInferredRows;
  for (const std::string& path : paths) {
    auto file = open_csv(path, options);
    if (!file) return file.error();
    if (options.header)
      if (auto header = file->read_header(); !header) return header.error();
    if (auto looked = look_at_rows(*file, left, guesses); !looked) return looked.error();
  }
  for (std::size_t i = 0; i < out.size(); i++) {
    if (!open(out[i])) continue;
    out[i].kind = guesses[i].kind();
    out[i].inferred = true;
  }
  return out;
}

}  // namespace weir
