// The lessons there are, in their order. Written by hand; tests/lessons compares it with the disk.
#pragma once
#include <array>

#include "lessons/01-word-count/graph.h"
#include "lessons/lesson.h"

namespace weir::lessons {

inline constexpr std::array kLessons{
    Lesson{.number = 1,
           .folder = "01-word-count",
           .title = "word count",
           .input = "lines.txt",
           .graph = word_count,
           .running_sink = "out"},
};

}  // namespace weir::lessons
