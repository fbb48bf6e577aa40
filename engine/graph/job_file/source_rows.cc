#include "engine/graph/job_file/source_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/connectors/inline_source.h"
#include "engine/core/suggest.h"
#include "engine/graph/job_file/source_files.h"

namespace weir {

namespace {

// The kind of a column in which both may stand; nullopt: none.
std::optional<Kind> common_kind(Kind a, Kind b) {
  if (a == b || b == Kind::kNull) return a;
  if (a == Kind::kNull) return b;
  if ((a == Kind::kInt && b == Kind::kDouble) || (a == Kind::kDouble && b == Kind::kInt))
    return Kind::kDouble;
  return std::nullopt;
}

// The columns of rows that stand in the job file: all names, in the order in which they come.
std::optional<RowType> columns_of(CompileState& state, const ValueRows& events) {
  std::vector<Field> fields;
  bool good = true;
  for (const ValueRow& row : events)
    for (const NamedValue& v : row.values) {
      const auto there = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& f) { return f.name == v.name.value; });
      if (there == fields.end()) {
        fields.push_back({v.name.value, v.value.value.kind()});
        continue;
      }
      const auto kind = common_kind(there->kind, v.value.value.kind());
      if (kind) {
        there->kind = *kind;
        continue;
      }
      state.mistake(v.value.place,
                    fmt::format("'{}' is of kind {} here, and was {} above", v.name.value,
                                kind_name(v.value.value.kind()), kind_name(there->kind)));
      good = false;
    }
  if (!good) return std::nullopt;
  return RowType(std::move(fields));
}

std::optional<SourceRows> events(CompileState& state, const SourceSection& s, SourceSpec& spec) {
  auto type = columns_of(state, s.events);
  if (!type) return std::nullopt;
  std::vector<Value> rows;
  for (const ValueRow& event : s.events) {
    std::vector<Value> row(type->size());
    for (const NamedValue& v : event.values) {
      const std::size_t i = *type->index_of(v.name.value);
      const bool widen = (*type)[i].kind == Kind::kDouble && v.value.value.kind() == Kind::kInt;
      row[i] = widen ? Value::number(static_cast<double>(v.value.value.as_int())) : v.value.value;
    }
    rows.push_back(Value::row(row));
  }
  spec.make = make_inline_source(s.uid->value, {rows});
  return SourceRows{std::move(*type), 1};
}

// Keys that belong to some formats only.
bool fits(CompileState& state, const SourceSection& s, std::string_view format) {
  bool good = true;
  const auto only_for = [&](const TextRef* at, const char* key, bool holds, const char* formats) {
    if (at == nullptr || holds) return;
    state.mistake(*at, fmt::format("'{}' is for {}, not for {}", key, formats, format));
    good = false;
  };
  const bool csv = format == "csv";
  only_for(s.columns.empty() ? nullptr : &s.columns.front().name.place, "columns",
           csv || format == "jsonl", "csv and jsonl");
  only_for(s.header ? &s.header->place : nullptr, "header", csv, "csv");
  only_for(s.delimiter ? &s.delimiter->place : nullptr, "delimiter", csv, "csv");
  only_for(s.on_error ? &s.on_error->place : nullptr, "on_error", format != "events",
           "files (csv, jsonl, lines)");
  return good;
}

}  // namespace

std::optional<SourceRows> source_rows(CompileState& state, const SourceSection& s,
                                      SourceSpec& spec) {
  std::vector<std::string_view> formats;
  if (!s.csv.empty()) formats.push_back("csv");
  if (!s.jsonl.empty()) formats.push_back("jsonl");
  if (!s.lines.empty()) formats.push_back("lines");
  if (!s.events.empty()) formats.push_back("events");
  if (formats.empty()) {
    state.missing(s.origin, s.uid->place,
                  fmt::format("what does '{}' read? Add csv = \"FILE\", jsonl = "
                              "\"FILE\", lines = \"FILE\" or events = [{{ … }}]",
                              s.uid->value));
    return std::nullopt;
  }
  if (formats.size() > 1) {
    state.mistake(s.uid->place, fmt::format("'{}' reads {} and {}; write two sources", s.uid->value,
                                            formats[0], formats[1]));
    return std::nullopt;
  }
  if (!fits(state, s, formats[0])) return std::nullopt;
  if (formats[0] == "events") return events(state, s, spec);
  return file_rows(state, s, formats[0], spec);
}

}  // namespace weir
