// The lessons there are, in their order. Written by hand; tests/lessons compares it with the disk.
#pragma once
#include <array>

#include "lessons/01-word-count/graph.h"
#include "lessons/08-order-join/graph.h"
#include "lessons/lesson.h"

namespace weir::lessons {

inline constexpr std::array<std::string_view, 1> kWordCountInputs{"lines.txt"};
inline constexpr std::array<std::string_view, 2> kOrderJoinInputs{"orderinfo1.csv",
                                                                  "orderinfo2.csv"};

inline constexpr std::array kLessons{
    Lesson{.number = 1,
           .folder = "01-word-count",
           .title = "word count",
           .inputs = kWordCountInputs,
           .graph = word_count,
           .running = true},
    Lesson{.number = 8,
           .folder = "08-order-join",
           .title = "order join",
           .inputs = kOrderJoinInputs,
           .graph = order_join,
           .dependences = order_join_dependences},
};

}  // namespace weir::lessons
