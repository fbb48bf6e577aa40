#include "engine/graph/job_file/source_files.h"

#include <fmt/format.h>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/jsonl_source.h"
#include "engine/connectors/lines_source.h"
#include "engine/connectors/text_file.h"

namespace weir {

namespace {

// The paths as they are opened: those of the job file, or those that replace them.
std::optional<std::vector<std::string>> paths_of(CompileState& state, const Texts& files) {
  std::vector<std::string> out;
  bool good = true;
  for (const Placed<std::string>& file : files) {
    const std::size_t n = state.out.inputs.size();
    const bool replaced = n < state.options.inputs.size();
    out.push_back(replaced ? state.options.inputs[n] : state.path_of(file.value));
    state.out.inputs.push_back(out.back());
    if (const auto ok = check_readable(out.back()); !ok) {
      // Of a file that the command line names, the job file has no place.
      if (replaced)
        state.out.diagnostics.push_back({{}, {}, ok.error().text});
      else
        state.mistake(file.place, ok.error().text);
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return out;
}

// The types that the job file gives to columns.
std::optional<Columns> declared_columns(CompileState& state, const SourceSection& s) {
  Columns out;
  bool good = true;
  for (const NamedText& c : s.columns) {
    ParsedColumn parsed = parse_column_type(c.text.value);
    for (const TextMistake& m : parsed.mistakes) {
      state.mistake(c.text.place.within(m.span), m.what);
      good = false;
    }
    parsed.column.name = c.name.value;
    out.push_back(std::move(parsed.column));
  }
  if (!good) return std::nullopt;
  return out;
}

// Mistakes of columns stand where the column is declared.
bool report(CompileState& state, const SourceSection& s,
            const std::vector<ColumnMistake>& mistakes) {
  for (const ColumnMistake& m : mistakes)
    state.mistake(m.column < s.columns.size() ? s.columns[m.column].name.place : s.uid->place,
                  m.what);
  return mistakes.empty();
}

// What is wrong in the data themselves has its own place, in the data.
void report_data(CompileState& state, const Error& error) {
  state.out.diagnostics.push_back({{}, {}, error.text});
}

std::optional<CsvOptions> csv_options(CompileState& state, const SourceSection& s) {
  CsvOptions out;
  if (s.header) out.header = s.header->value;
  if (!s.delimiter) return out;
  const std::string& d = s.delimiter->value;
  const bool good = d.size() == 1 && d[0] != '"' && d[0] != '\n' && d[0] != '\r' &&
                    static_cast<unsigned char>(d[0]) < 0x80;
  if (!good) {
    state.mistake(s.delimiter->place,
                  "'delimiter' wants one ASCII character, but no quote and no line end");
    return std::nullopt;
  }
  out.delimiter = d[0];
  return out;
}

std::optional<SourceRows> jsonl(CompileState& state, const SourceSection& s,
                                const std::vector<std::string>& paths, SourceSpec& spec) {
  const auto declared = declared_columns(state, s);
  if (!declared) return std::nullopt;
  const auto names = read_jsonl_names(paths);
  if (!names) {
    report_data(state, names.error());
    return std::nullopt;
  }
  if (!report(state, s, jsonl_column_mistakes(*names, *declared, paths.front())))
    return std::nullopt;
  for (const ColumnMistake& m : jsonl_columns_unseen(*names, *declared, paths.front()))
    state.out.notes.push_back(
        state.document.diagnose(s.columns[m.column].name.place, "note: " + m.what));
  auto columns = read_jsonl_columns(paths, *declared);
  if (!columns) {
    report_data(state, columns.error());
    return std::nullopt;
  }
  RowType rows = row_type_of(*columns);
  spec.make = make_jsonl_source(s.uid->value, paths, std::move(*columns));
  return SourceRows{std::move(rows), paths.size()};
}

std::optional<SourceRows> csv(CompileState& state, const SourceSection& s,
                              const std::vector<std::string>& paths, SourceSpec& spec) {
  const auto options = csv_options(state, s);
  const auto declared = declared_columns(state, s);
  if (!options || !declared) return std::nullopt;
  if (!options->header && declared->empty()) {
    state.mistake(s.header->place,
                  "without a header, 'columns' has the names and types of all "
                  "columns, in their order");
    return std::nullopt;
  }
  std::vector<std::string> names;
  if (options->header) {
    auto read = read_csv_names(paths, *options);
    if (!read) {
      report_data(state, read.error());
      return std::nullopt;
    }
    names = std::move(*read);
  }
  if (!report(state, s, csv_column_mistakes(names, *declared, paths.front()))) return std::nullopt;
  auto columns = read_csv_columns(paths, *declared, *options);
  if (!columns) {
    report_data(state, columns.error());
    return std::nullopt;
  }
  RowType rows = row_type_of(*columns);
  spec.make = make_csv_source(s.uid->value, paths, std::move(*columns), *options);
  return SourceRows{std::move(rows), paths.size()};
}

}  // namespace

std::optional<SourceRows> file_rows(CompileState& state, const SourceSection& s,
                                    std::string_view format, SourceSpec& spec) {
  const Texts& files = format == "csv" ? s.csv : format == "jsonl" ? s.jsonl : s.lines;
  const auto paths = paths_of(state, files);
  if (!paths) return std::nullopt;
  if (format == "csv") return csv(state, s, *paths, spec);
  if (format == "jsonl") return jsonl(state, s, *paths, spec);
  spec.make = make_lines_source(s.uid->value, *paths);
  return SourceRows{lines_row_type(), paths->size()};
}

}  // namespace weir
