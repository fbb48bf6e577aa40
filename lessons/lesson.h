// Lesson: one folder of lessons/ as the commands see it, and what can be set from outside.
//   Ownership: everything is static; `graph` makes a new graph at each call.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/graph/stream_graph.h"

namespace weir::lessons {

struct LessonSettings {
  std::string input;  // path of the file that the first source reads
  std::uint32_t parallelism = 1;
};

struct Lesson {
  int number;
  std::string_view folder;      // under lessons/
  std::string_view title;
  std::string_view input;       // its own data, in its folder
  StreamGraph (*graph)(const LessonSettings& settings);
  // This sink gets running results: rows [key, value]; the largest value of a key is what counts.
  std::string_view running_sink;
};

}  // namespace weir::lessons
