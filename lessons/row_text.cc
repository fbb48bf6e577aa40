#include "lessons/row_text.h"

namespace weir::lessons {

std::string row_text(const Value& row) {
  if (row.kind() == Kind::kString) return std::string(row.as_text());
  if (row.kind() != Kind::kRow) return row.to_string();
  std::string out = "(";
  for (std::size_t i = 0; i < row.size(); i++) {
    if (i > 0) out += ',';
    out += row_text(row[i]);
  }
  return out + ')';
}

}  // namespace weir::lessons
