// Layout: where the boxes of an execution graph stand, decided once for all pictures of it: the
//   page draws these columns and rows, DOT writes its nodes in this order, and so both agree.
//   A column is a rank (the longest way from a source); in it the subtasks of one operator stand
//   together, in their order. Of an operator with more than kMostSubtasks one box stands for all.
// Pure and deterministic; the same for equal plans.
#pragma once
#include <cstddef>
#include <vector>

#include "diagrams/exec_picture.h"

namespace weir::diagrams {

struct LayoutBox {
  std::size_t task = 0;  // of the picture
  std::size_t column = 0, row = 0;
};

struct Layout {
  std::vector<LayoutBox> boxes;  // column by column, from the top
  std::size_t columns = 0, rows = 0;
};

Layout layout_of(const ExecPicture& picture);

}  // namespace weir::diagrams
