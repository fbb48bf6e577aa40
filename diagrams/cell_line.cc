#include "diagrams/cell_line.h"

#include "engine/core/text_width.h"
#include "engine/core/utf8.h"

namespace weir::diagrams {

void CellLine::put(std::int64_t column, std::string_view sign, std::string_view role, int layer) {
  if (column < 0 || column >= static_cast<std::int64_t>(cells_.size())) return;
  Cell& cell = cells_[static_cast<std::size_t>(column)];
  if (cell.layer <= layer) cell = {std::string(sign), role, layer};
}

void CellLine::write(std::int64_t column, std::string_view text, std::string_view role, int layer) {
  for (std::size_t i = 0; i < text.size();) {
    // A character and the marks on it.
    const std::size_t begin = i;
    const auto width = static_cast<std::int64_t>(width_of(next_code_point(text, i)));
    for (std::size_t next = i; next < text.size();) {
      if (width_of(next_code_point(text, next)) > 0) break;
      i = next;
    }
    put(column, text.substr(begin, i - begin), role, layer);
    for (std::int64_t c = 1; c < width; c++) put(column + c, "", role, layer);
    column += width;
  }
}

bool CellLine::shows(std::int64_t column, int layer) const {
  return column >= 0 && column < static_cast<std::int64_t>(cells_.size()) &&
         cells_[static_cast<std::size_t>(column)].layer == layer;
}

std::size_t CellLine::used() const {
  std::size_t last = cells_.size();
  while (last > 0 && cells_[last - 1].layer == 0) last--;
  return last;
}

// A wide character of which one half is hidden is not shown.
std::string CellLine::text_of(std::size_t i) const {
  const std::string& text = cells_[i].text;
  if (text.empty()) {
    const bool continues = i > 0 && text_width(cells_[i - 1].text) == 2;
    return continues ? "" : " ";
  }
  const bool cut = text_width(text) == 2 && (i + 1 == cells_.size() || !cells_[i + 1].text.empty());
  return cut ? " " : text;
}

std::string CellLine::text(const Ink& ink) const {
  std::string out;
  for (std::size_t i = 0, last = used(); i < last;) {
    std::string run;
    const std::string_view role = cells_[i].role;
    for (; i < last && cells_[i].role == role; i++) run += text_of(i);
    out += ink.colored(run, role);
  }
  return out;
}

}  // namespace weir::diagrams
