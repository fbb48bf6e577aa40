// Tested by tests/connectors/jsonl_source_test.cc.
#include "engine/connectors/json_row.h"

#include <fmt/format.h>

#include <utility>

#include "engine/connectors/csv_value.h"
#include "engine/connectors/text_place.h"

namespace weir {

namespace {

std::string a_type(const Column& column) {
  Column type = column;
  type.required = false;
  return fmt::format("{} {}", column.kind == Kind::kInt && !column.timestamp ? "an" : "a",
                     type_text(type));
}

// The next column is mostly the next one of the row.
const Column* find(const Columns& columns, std::string_view name, std::size_t& next) {
  for (std::size_t n = 0; n < columns.size(); n++) {
    const std::size_t i = next + n < columns.size() ? next + n : next + n - columns.size();
    if (columns[i].name != name) continue;
    next = i + 1 == columns.size() ? 0 : i + 1;
    return &columns[i];
  }
  return nullptr;
}

Value row_of_nulls(std::size_t fields) {
  RowBuilder row(fields);
  for (std::size_t i = 0; i < fields; i++) row.add(Value());
  return row.take();
}

}  // namespace

bool JsonRow::fail(std::size_t at, std::string what) {
  at_ = at;
  what_ = std::move(what);
  return false;
}

bool JsonRow::read(std::string_view text, Value& out) {
  inside_.clear();
  JsonCursor in(text);
  const JsonKind kind = in.peek();
  if (kind != JsonKind::kObject && kind != JsonKind::kNothing)
    return fail(in.at(), fmt::format("saw {}, expected an object, which is a row",
                                     kind == JsonKind::kArray ? "an array" : "a value"));
  if (row(in, columns_, out) && in.end()) return true;
  if (in.failed()) return fail(in.at(), in.what());
  return false;
}

std::string JsonRow::path() const {
  std::string out;
  for (const Column* c : inside_) {
    if (c->name.empty())
      out += "[]";
    else
      out += (out.empty() ? "" : ".") + c->name;
  }
  return quote_seen(out);
}

bool JsonRow::misfit(std::size_t at, const Column& column, const std::string& seen) {
  std::string what = fmt::format("saw {}, expected {} in field {}", seen, a_type(column), path());
  const bool top = inside_.size() == 1;
  const bool point = top && column.kind == Kind::kInt && !seen.empty() &&
                     seen.find_first_of(".eE") != std::string::npos && seen[0] != '"';
  what += inferred_note(*inside_[0], point ? "double" : "json");
  return fail(at, std::move(what));
}

bool JsonRow::row(JsonCursor& in, const Columns& columns, Value& out) {
  const std::size_t begin = in.at();
  if (!in.begin_object()) return false;
  Value row = row_of_nulls(columns.size());
  std::size_t next = 0;
  for (std::string_view name; in.member(name);) {
    const Column* column = find(columns, name, next);
    if (column == nullptr) {
      if (!in.skip()) return false;
      continue;
    }
    const auto i = static_cast<std::size_t>(column - columns.data());
    inside_.push_back(column);
    in.peek();
    if (!row[i].is_null())
      return fail(in.at(), fmt::format("saw the field {} again, expected it once", path()));
    Value field;
    if (!value(in, *column, field)) return false;
    inside_.pop_back();
    row.set_field(i, std::move(field));
  }
  if (in.failed()) return false;
  for (std::size_t i = 0; i < columns.size(); i++) {
    if (!columns[i].required || !row[i].is_null()) continue;
    inside_.push_back(&columns[i]);
    return fail(begin,
                fmt::format("saw nothing in field {}, expected {}, which every row must have",
                            path(), a_type(columns[i])));
  }
  out = std::move(row);
  return true;
}

bool JsonRow::list(JsonCursor& in, const Column& element, Value& out) {
  if (!in.begin_array()) return false;
  out = Value::list({});
  inside_.push_back(&element);
  while (in.element()) {
    Value v;
    in.peek();
    const std::size_t begin = in.at();
    if (!value(in, element, v)) return false;
    if (element.required && v.is_null())
      return fail(begin, fmt::format("saw null in field {}, expected {}, which must be there",
                                     path(), a_type(element)));
    out.append(std::move(v));
  }
  inside_.pop_back();
  return !in.failed();
}

bool JsonRow::value(JsonCursor& in, const Column& column, Value& out) {
  const JsonKind kind = in.peek();
  if (kind == JsonKind::kNothing) return false;
  if (kind == JsonKind::kNull) return in.null();
  if (column.json) return json(in, out);
  const std::size_t begin = in.at();
  switch (kind) {
    case JsonKind::kObject:
      if (column.kind == Kind::kRow) return row(in, column.fields, out);
      return misfit(begin, column, "an object");
    case JsonKind::kArray:
      if (column.kind == Kind::kList) return list(in, column.fields[0], out);
      return misfit(begin, column, "an array");
    case JsonKind::kBool:
    case JsonKind::kNumber:
    case JsonKind::kText: return scalar(in, column, kind, out);
    case JsonKind::kNull:
    case JsonKind::kNothing: break;
  }
  return false;
}

bool JsonRow::json(JsonCursor& in, Value& out) {
  const std::size_t begin = in.at();
  if (!in.skip()) return false;
  out = Value::text(in.from(begin));
  return true;
}

bool JsonRow::scalar(JsonCursor& in, const Column& column, JsonKind kind, Value& out) {
  const std::size_t begin = in.at();
  if (kind == JsonKind::kBool) {
    bool yes = false;
    if (!in.boolean(yes)) return false;
    if (column.kind != Kind::kBool) return misfit(begin, column, yes ? "true" : "false");
    out = Value::boolean(yes);
    return true;
  }
  std::string_view raw;
  if (kind == JsonKind::kNumber) {
    bool whole = false, range = false;
    if (!in.number(raw, whole)) return false;
    if (number(column, raw, whole, out, range)) return true;
    return misfit(begin, column, std::string(raw) + (range ? ", which is out of range" : ""));
  }
  if (!in.text(raw)) return false;
  if (text(column, raw, out)) return true;
  const bool time = column.timestamp.has_value();
  return misfit(begin, column,
                quote_seen(raw) + (time ? ", " + column.timestamp->why_not(raw) : ""));
}

bool JsonRow::number(const Column& column, std::string_view raw, bool whole, Value& out,
                     bool& range) {
  std::int64_t ms = 0;
  if (column.timestamp) {
    if (!column.timestamp->is_epoch() || !whole || !column.timestamp->parse(raw, ms)) return false;
    out = Value::integer(ms);
    return true;
  }
  if (column.kind != Kind::kDouble && (column.kind != Kind::kInt || !whole)) return false;
  const auto wrong = parse_csv_value(raw, column.kind, out);
  range = wrong == CsvMisfit::kOutOfRange;
  return !wrong;
}

bool JsonRow::text(const Column& column, std::string_view text, Value& out) const {
  std::int64_t ms = 0;
  if (column.timestamp) {
    if (!column.timestamp->parse(text, ms)) return false;
    out = Value::integer(ms);
    return true;
  }
  if (column.kind == Kind::kString) {
    out = Value::text(text);
    return true;
  }
  const bool no_number = text == "NaN" || text == "Infinity" || text == "-Infinity";
  return column.kind == Kind::kDouble && no_number && !parse_csv_value(text, Kind::kDouble, out);
}

}  // namespace weir
