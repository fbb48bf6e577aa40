// The exercises there are, in their order. Written by hand; tests/exercises compares it with the
// disk.
#pragma once
#include <array>

#include "exercises/exercise_entry.h"

namespace weir::exercises {

inline constexpr std::array kExercises{
    Exercise{
        .number = 1, .folder = "01-word-count", .title = "word count", .lesson = 1, .uid = "count"},
    Exercise{.number = 2,
             .folder = "02-key-group-router",
             .title = "key group router",
             .lesson = 2,
             .uid = ""},
    Exercise{.number = 3,
             .folder = "03-average-of-three",
             .title = "average of three",
             .lesson = 4,
             .uid = "average"},
};

}  // namespace weir::exercises
