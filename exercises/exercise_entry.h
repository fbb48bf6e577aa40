// Exercise: one folder of exercises/, as the commands know it. What it asks is in the folder.
// Ownership: everything in it is static.
#pragma once
#include <string_view>

namespace weir::exercises {

struct Exercise {
  int number;
  std::string_view folder;  // under exercises/
  std::string_view title;
  int lesson;            // that it follows
  std::string_view uid;  // of the function that is graded, in graphs and traces; empty: plain calls
};

}  // namespace weir::exercises
