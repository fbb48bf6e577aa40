// The lessons there are, in their order. Written by hand; tests/lessons compares it with the disk.
#pragma once
#include <array>

#include "lessons/01-word-count/functions.h"
#include "lessons/04-whose-state-is-it/functions.h"
#include "lessons/08-order-join/functions.h"
#include "lessons/lesson.h"

namespace weir::lessons {

inline constexpr std::array kLessons{
    Lesson{.number = 1,
           .folder = "01-word-count",
           .title = "word count",
           .register_functions = register_01},
    Lesson{.number = 2, .folder = "02-where-does-my-key-live", .title = "where my key lives"},
    Lesson{.number = 4,
           .folder = "04-whose-state-is-it",
           .title = "whose state is it",
           .register_functions = register_04},
    Lesson{.number = 8,
           .folder = "08-order-join",
           .title = "order join",
           .register_functions = register_08,
           .dependences = order_join_dependences},
    Lesson{.number = 11, .folder = "11-late-or-just-out-of-order", .title = "late records"},
};

// The functions of all lessons, for any job file.
inline FunctionRegistry all_functions() {
  FunctionRegistry registry;
  for (const Lesson& lesson : kLessons)
    if (lesson.register_functions != nullptr) lesson.register_functions(registry);
  return registry;
}

}  // namespace weir::lessons
