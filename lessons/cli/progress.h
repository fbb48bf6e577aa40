// ProgressLine: how far long work is, in one line of stderr that is drawn again, and gone in the
// end.
//   Only on a terminal that can draw a line again (TERM is not "dumb") and unless WEIR_A11Y asks
//   for append-only output; nothing elsewhere. Drawn when the percentage has changed. Ctrl-C
//   removes the line and ends the program as it would otherwise.
// At most one at a time.
#pragma once
#include <cstddef>
#include <string>

namespace weir::cli {

class ProgressLine {
 public:
  // "<what> 12 of 80"
  explicit ProgressLine(std::string what);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::size_t done, std::size_t of);
  void clear();

 private:
  std::string what_;
  bool drawn_ = false;
  bool wanted_;
  std::size_t percent_ = 0;
};

}  // namespace weir::cli
