// Pieces of text pictures: lines that go on below when they are too long, arrows, tables,
// sentences.
//   Widths are columns of a terminal (core/text_width.h). Texts given to them are shown() already.
//   Roles are those of the catalogue (diagrams/ink.h): on a screen with colours they colour what
//   is left of a text once it is cut; they never change where anything stands.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diagrams/screen.h"
#include "engine/graph/partitioner.h"

namespace weir::diagrams {

// What stands where a text was cut.
std::string_view cut_mark(const Screen& screen);
// shown() and cut.
std::string cut_text(const std::string& text, std::size_t columns, const Screen& screen);

// "1 task", "2 tasks".
std::string counted(std::size_t n, const std::string& thing);
// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& words);

// A text in lines of at most so many columns, broken at blanks and where it says so ("\n"); a word
// that is longer is cut, with `mark`.
std::vector<std::string> wrap_words(const std::string& text, std::size_t columns,
                                    std::string_view mark);

// "==hash(word)==>", "--forward-->", "..broadcast..>", "-->"; in Unicode "═hash(word)═▶".
std::string arrow_text(Ship ship, const std::string& words, const Screen& screen);

struct Piece {
  std::string text;
  std::string_view role;
};

// Pieces with a blank between them and in front; goes on in a new line, `indent` columns in, before
// a piece that does not fit. A piece wider than a line is cut.
class WrappedLine {
 public:
  WrappedLine(const Screen& screen, std::size_t indent) : screen_(screen), indent_(indent) {}

  void add(const std::string& piece) { add(Piece{piece, {}}); }
  void add(const Piece& piece);
  // Both in one line if they fit into one.
  void add(const std::string& piece, const std::string& next) {
    add(Piece{piece, {}}, Piece{next, {}});
  }
  void add(const Piece& piece, const Piece& next);
  std::string text() const { return text_ + '\n'; }

 private:
  void new_line();

  const Screen& screen_;
  std::size_t indent_;
  std::size_t used_ = 0;  // columns of the last line
  std::string text_;
};

// Rows of cells in columns as wide as their widest cell, two blanks between them; the first row is
// the head. What is wider than the screen is taken from the widest column but the first, down to 8.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head) : rows_{std::move(head)} {}
  // roles[c] is that of cells[c]; those that are not there have none.
  void row(std::vector<std::string> cells, std::vector<std::string_view> roles = {});
  std::string text(const Screen& screen) const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::vector<std::string_view>> roles_{{}};  // of each of rows_
};

}  // namespace weir::diagrams
