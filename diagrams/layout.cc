#include "diagrams/layout.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace weir::diagrams {

Layout layout_of(const ExecPicture& picture) {
  Layout out;
  for (std::size_t t = 0; t < picture.tasks.size(); t++) out.boxes.push_back({t, 0, 0});
  std::sort(out.boxes.begin(), out.boxes.end(), [&](const LayoutBox& a, const LayoutBox& b) {
    const PicturedTask &x = picture.tasks[a.task], &y = picture.tasks[b.task];
    return std::tie(x.rank, x.vertex, x.subtask, a.task) <
           std::tie(y.rank, y.vertex, y.subtask, b.task);
  });
  std::map<std::uint32_t, std::size_t> next_row;
  for (LayoutBox& box : out.boxes) {
    const std::uint32_t rank = picture.tasks[box.task].rank;
    const auto [at, fresh] = next_row.emplace(rank, 0);
    if (fresh) out.columns++;
    box.column = out.columns - 1;
    box.row = at->second++;
    out.rows = std::max(out.rows, box.row + 1);
  }
  return out;
}

}  // namespace weir::diagrams
