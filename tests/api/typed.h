// The typed functions of these tests. Learners' code and the engine's cannot be in one file: what
// they have in common are factories and the shapes of rows.
#pragma once
#include <string>

#include "engine/api/function_factory.h"

namespace weir::testing {

// Pairs (key, value) in, (key, average) out after every third value of a key.
FunctionFactory average_of_three();
const runtime::Schema& pair_schema();
const runtime::Schema& average_schema();
// id, pairs (a list), best (a pair), counts (a map).
const runtime::Schema& nested_schema();

// Commands (key, verb, n) in, texts out: see typed_scripted.cc.
FunctionFactory scripted();
// "constructor", "throws", "todo", "reads", "updates", "clears", "gets", "adds", "two kinds".
FunctionFactory opens_wrongly(const std::string& how);
// Opens rightly the first time; from then on open() reads the state.
FunctionFactory reads_when_opened_again();

// FlatMapFunctions of strings.
FunctionFactory letters();
FunctionFactory wants_state();
FunctionFactory where();  // which subtask it is, instead of each string

// Lines (line) in, words (word) out, split at commas; and (word, count) for each word.
FunctionFactory split_lines();
FunctionFactory count_words();
FunctionFactory count_live();  // by live()

}  // namespace weir::testing
