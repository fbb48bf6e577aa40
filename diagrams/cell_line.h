// CellLine: one line of a picture that is put together cell by cell, a column each. What lies on a
//   higher layer hides what lies below, in whatever order they are put; layer 0 is blank. Texts may
//   be of any width: the first cell of a wide character holds it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diagrams/ink.h"

namespace weir::diagrams {

class CellLine {
 public:
  explicit CellLine(std::size_t columns) : cells_(columns) {}

  // Columns that are not there are passed over. `text` is shown() already.
  void put(std::int64_t column, std::string_view sign, std::string_view role, int layer);
  void write(std::int64_t column, std::string_view text, std::string_view role, int layer);
  bool shows(std::int64_t column, int layer) const;

  // Up to the last cell that is not blank.
  std::size_t used() const;
  std::string text(const Ink& ink) const;

 private:
  struct Cell {
    std::string text = " ";
    std::string_view role = "record";
    int layer = 0;
  };
  std::string text_of(std::size_t cell) const;

  std::vector<Cell> cells_;
};

}  // namespace weir::diagrams
