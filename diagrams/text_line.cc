#include "diagrams/text_line.h"

#include <algorithm>
#include <utility>

#include "diagrams/ink.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

std::string_view cut_mark(const Screen& screen) {
  return screen.charset == Charset::kUnicode ? "…" : "~";
}

std::string cut_text(const std::string& text, std::size_t columns, const Screen& screen) {
  return cut_to_width(shown(text), columns, cut_mark(screen));
}

std::string counted(std::size_t n, const std::string& thing) {
  return std::to_string(n) + ' ' + thing + (n == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); i++) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::vector<std::string> wrap_words(const std::string& text, std::size_t columns,
                                    std::string_view mark) {
  std::vector<std::string> out;
  std::string line;
  bool empty = true;
  const auto end_line = [&] {
    out.push_back(line);
    line.clear();
    empty = true;
  };
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", i), text.size());
    const std::string word = cut_to_width(text.substr(i, end - i), columns, mark);
    if (!empty && text_width(line) + 1 + text_width(word) > columns) end_line();
    if (!empty) line += ' ';
    line += word;
    empty = false;
    if (end == text.size()) break;
    if (text[end] == '\n') end_line();
    i = end + 1;
  }
  out.push_back(line);
  return out;
}

std::string arrow_text(Ship ship, const std::string& words, const Screen& screen) {
  const bool keyed = ship == Ship::kHash || ship == Ship::kCustom;
  const bool unicode = screen.charset == Charset::kUnicode;
  std::string shaft = unicode ? "─" : "--", head = unicode ? "▶" : ">";
  if (keyed) shaft = unicode ? "═" : "==";
  if (ship == Ship::kBroadcast) shaft = unicode ? "┄" : "..";
  return words.empty() ? shaft + head : shaft + words + shaft + head;
}

void WrappedLine::new_line() {
  text_ += '\n';
  text_.append(indent_ - 1, ' ');
  used_ = indent_ - 1;
}

void WrappedLine::add(const Piece& piece) {
  const std::size_t width = text_width(piece.text);
  if (used_ > 0 && used_ + 1 + width > screen_.width) new_line();
  const std::string fitting = cut_to_width(
      piece.text, screen_.width - std::min(screen_.width - 1, used_ + 1), cut_mark(screen_));
  text_ += ' ' + Ink(screen_).colored(fitting, piece.role);
  used_ += 1 + text_width(fitting);
}

void WrappedLine::add(const Piece& piece, const Piece& next) {
  const std::size_t both = text_width(piece.text) + 1 + text_width(next.text);
  if (used_ > 0 && used_ + 1 + both > screen_.width && indent_ + both <= screen_.width) new_line();
  add(piece);
  add(next);
}

void TextTable::row(std::vector<std::string> cells, std::vector<std::string_view> roles) {
  rows_.push_back(std::move(cells));
  roles_.push_back(std::move(roles));
}

std::string TextTable::text(const Screen& screen) const {
  std::vector<std::size_t> widths(rows_[0].size());
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); c++)
      widths[c] = std::max(widths[c], text_width(row[c]));
  std::size_t all = 2 * (widths.size() - 1);
  for (const std::size_t w : widths) all += w;
  while (all > screen.width && widths.size() > 1) {
    const auto widest = std::max_element(widths.begin() + 1, widths.end());
    if (*widest <= 8) break;
    --*widest;
    all--;
  }
  const Ink ink(screen);
  std::string out;
  for (std::size_t r = 0; r < rows_.size(); r++) {
    std::size_t blanks = 0;  // in front of the next text: none end a line, none are coloured
    for (std::size_t c = 0; c < rows_[r].size(); c++) {
      std::string cell =
          fit_to_width(rows_[r][c], std::max<std::size_t>(1, widths[c]), cut_mark(screen));
      const std::size_t all_of_it = cell.size();
      cell.erase(cell.find_last_not_of(' ') + 1);
      if (!cell.empty()) {
        out.append(blanks, ' ');
        out += ink.colored(cell, c < roles_[r].size() ? roles_[r][c] : std::string_view());
        blanks = 0;
      }
      blanks += all_of_it - cell.size() + 2;
    }
    out += '\n';
  }
  return out;
}

}  // namespace weir::diagrams
