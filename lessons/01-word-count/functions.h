// Lesson 1, word count: the function that counts. The job itself is job.toml, beside this.
//   count_words: [key, running count] for each record. The count is ValueState "count".
//   count_without_state: the same without any state; it counts to 1.
// Follows the word count of Flink's documentation.
#pragma once
#include <memory>

#include "engine/graph/function_registry.h"
#include "engine/operators/function.h"

namespace weir::lessons {

std::unique_ptr<KeyedProcessFunction> make_count_words();

void register_01(FunctionRegistry& registry);

}  // namespace weir::lessons
