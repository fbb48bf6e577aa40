// Lesson 4, whose state is it: the functions that count. The job itself is job.toml, beside this.
//   count_twice: [angler, a, b] for each record of an angler. Both count its records: a in a member
//     variable of the function, b in ValueState "b". Only b is right, which is the lesson.
//   read_in_open: reads its state in open(), where no key is in hand: the task fails.
//   count_and_weigh: [angler, fish, kilos]: two states of one key, "fish" and "kilos".
// They want the columns angler, and kilos if they weigh.
#pragma once
#include "engine/graph/function_registry.h"

namespace weir::lessons {

void register_04(FunctionRegistry& registry);

}  // namespace weir::lessons
