// Lesson 1, word count: lines, split at commas, counted by word, printed.
//   Rows: "lines" makes [line], "split" [word], "count" [word, running count], which "out" shows.
//   The words of a line are those of Java's String.split(","): empty words inside of a line count,
//   those at its end are dropped, and an empty line is one empty word. Nothing is trimmed or
//   folded: "Hello" and " flink" are words of their own.
//   A line comes every 20 ms, a checkpoint every 30 ms; both in virtual time.
// Follows the word count of Flink's documentation.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/graph/stream_graph.h"
#include "engine/operators/function.h"
#include "lessons/lesson.h"

namespace weir::lessons {

// Never fails: every file is one of lines.
Result<StreamGraph> word_count(const LessonSettings& settings);

// Views into `line`.
std::vector<std::string_view> words_of(std::string_view line);
// A row [word] for each of them.
void split_at_commas(std::string_view line, Collector& out);
// [key, running count] for each record. The count is ValueState "count".
std::unique_ptr<KeyedProcessFunction> make_count_words();

}  // namespace weir::lessons
