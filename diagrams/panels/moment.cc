#include "diagrams/panels/moment.h"

#include <algorithm>

#include "diagrams/text_line.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

std::string panels_text(const std::vector<Panel>& panels, const Screen& screen) {
  const Ink ink(screen);
  const std::string rule(ink.pick("─", "-"));
  std::string out;
  for (const Panel& panel : panels) {
    if (screen.plain) {
      out += panel.title + ":\n";
      for (const std::string& line : panel.lines) out += line + '\n';
      continue;
    }
    const std::string title = cut_text(panel.title, screen.width - 6, screen);
    std::string line = rule + ' ' + title + ' ';
    for (std::size_t n = 3 + text_width(title); n < screen.width; n++) line += rule;
    out += ink.colored(line, "quiet") + '\n';
    for (const std::string& text : panel.lines) out += ' ' + text + '\n';
  }
  return out;
}

std::vector<std::string> PanelTable::lines(const Screen& screen) const {
  std::vector<std::size_t> used;
  for (std::size_t c = 0; c < head_.size(); c++)
    if (std::any_of(rows_.begin(), rows_.end(), [c](const auto& row) { return !row[c].empty(); }))
      used.push_back(c);
  std::vector<std::string> out;
  if (screen.plain) {
    for (const auto& row : rows_) {
      std::string line;
      for (const std::size_t c : used)
        if (!row[c].empty()) line += (line.empty() ? "" : ", ") + head_[c] + ' ' + row[c];
      out.push_back(line + '.');
    }
    return out;
  }
  const auto picked = [&used](const std::vector<std::string>& row) {
    std::vector<std::string> cells;
    for (const std::size_t c : used) cells.push_back(row[c]);
    return cells;
  };
  TextTable table(picked(head_));
  for (const auto& row : rows_) table.row(picked(row));
  Screen narrower = screen;
  narrower.width--;
  const std::string text = table.text(narrower);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace weir::diagrams
