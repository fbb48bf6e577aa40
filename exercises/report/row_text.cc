// Tested by tests/exercises/row_text_test.cc.
#include "exercises/report/row_text.h"

#include <algorithm>

#include "engine/core/java_text.h"

namespace weir::exercises {

namespace {

// So many rows are shown in full; of more, so many around the one that matters.
constexpr std::size_t kAll = 12, kAround = 3;

std::string_view next_name(std::string_view& names) {
  const std::size_t comma = std::min(names.find(','), names.size());
  std::string_view name = names.substr(0, comma);
  names.remove_prefix(std::min(comma + 1, names.size()));
  while (name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return name;
}

void append(std::string& out, const Value& v, const runtime::Schema* schema);

void append_elements(std::string& out, const Value& v, const char* brackets,
                     const runtime::Schema* schema) {
  const bool row = v.kind() == Kind::kRow && schema != nullptr && schema->kind == Kind::kRow;
  std::string_view names = row ? schema->fields : "";
  out += brackets[0];
  for (std::size_t i = 0; i < v.elements().size(); i++) {
    if (i > 0) out += v.kind() == Kind::kMap && i % 2 == 1 ? ": " : ", ";
    if (row && i < schema->part_count) {
      out += next_name(names);
      out += ' ';
    }
    append(out, v[i], row && i < schema->part_count ? schema->parts[i] : nullptr);
  }
  out += brackets[1];
}

void append(std::string& out, const Value& v, const runtime::Schema* schema) {
  switch (v.kind()) {
    case Kind::kNull: out += "null"; return;
    case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
    case Kind::kInt: out += std::to_string(v.as_int()); return;
    case Kind::kDouble: out += java_double(v.as_double()); return;
    case Kind::kString: append_json_text(out, v.as_text()); return;
    case Kind::kList: append_elements(out, v, "[]", nullptr); return;
    case Kind::kMap: append_elements(out, v, "{}", nullptr); return;
    case Kind::kRow: append_elements(out, v, "()", schema); return;
  }
}

}  // namespace

std::string row_text(const Value& row) {
  std::string out;
  append(out, row, nullptr);
  return out;
}

void append_named_row(std::string& out, const Value& row, const runtime::Schema* schema) {
  append(out, row, schema);
}

std::string rows_text(const std::vector<Value>& rows, std::size_t near) {
  if (rows.empty()) return "nothing";
  std::size_t from = 0, to = rows.size();
  if (rows.size() > kAll) {
    near = std::min(near, rows.size() - 1);
    from = near < kAround ? 0 : near - kAround;
    to = std::min(rows.size(), near + kAround + 1);
  }
  std::string out;
  if (from > 0) out = "(" + std::to_string(from) + " before) ";
  for (std::size_t i = from; i < to; i++) out += (i > from ? " " : "") + row_text(rows[i]);
  if (to < rows.size()) out += " (" + std::to_string(rows.size() - to) + " more)";
  return out;
}

}  // namespace weir::exercises
