// What a report may count on, from what is known of the screen.
#pragma once
#include <algorithm>

#include "diagrams/screen.h"
#include "exercises/loop/report_text.h"

namespace weir::exercises {

// `terminal`: its width counts; files and pipes have 100 columns.
inline ReportLooks looks_of(const diagrams::Screen& screen, bool terminal) {
  return {.unicode = screen.charset == diagrams::Charset::kUnicode,
          .colour = screen.color,
          .columns = terminal ? std::min<std::size_t>(screen.width, 100) : 100};
}

}  // namespace weir::exercises
