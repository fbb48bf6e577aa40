#include "engine/connectors/printed_row.h"

#include "engine/core/time.h"

namespace weir {

namespace {

std::string time_text(const Value& time) {
  if (time.kind() != Kind::kInt) return time.to_string();
  if (time.as_int() == kMinTimestamp) return "MIN";
  return time.as_int() == kMaxTimestamp ? "MAX" : std::to_string(time.as_int());
}

}  // namespace

std::string tuple_text(const Value& row) {
  if (row.kind() == Kind::kString) return std::string(row.as_text());
  if (row.kind() != Kind::kRow) return row.to_string();
  std::string out = "(";
  for (std::size_t i = 0; i < row.size(); i++) {
    if (i > 0) out += ',';
    out += tuple_text(row[i]);
  }
  return out + ')';
}

std::string fields_text(const Value& row, const RowType& type) {
  if (row.kind() != Kind::kRow || row.size() != type.size() || type.size() == 0)
    return tuple_text(row);
  const auto start = type.index_of(kWindowStart), end = type.index_of(kWindowEnd);
  std::string out;
  if (start && end) out = '[' + time_text(row[*start]) + ',' + time_text(row[*end]) + ')';
  for (std::size_t i = 0; i < row.size(); i++) {
    if (start && end && (i == *start || i == *end)) continue;
    if (!out.empty()) out += "  ";
    out += type[i].name + '=' + tuple_text(row[i]);
  }
  return out;
}

}  // namespace weir
