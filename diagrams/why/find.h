// What somebody means by the words of a question: a record, a window, a task, among what the trace
//   knows up to the place. Private to the evaluators of why.h.
// Errors: kBadArgument: nothing fits, or several do; with those that there are.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "diagrams/why/moment.h"

namespace weir::diagrams::whys {

using WordList = std::span<const std::string>;

std::string joined(WordList words);
std::optional<std::int64_t> whole_number(const std::string& text);
// "a, b, c and 4 more"
std::string some_of(const std::vector<std::string>& names);
// A key as somebody types it: its text, or as it is shown.
bool is_meant(const Moment& moment, const Value& v, const std::string& typed);

// Is it a cell of a state as logs write it: "count[hello]", "count[a][b] of [10,15)"?
bool is_cell(WordList words);
// The words of it: "count", "hello"; "count", "a", "b", "[10,15)". Others stay as they are.
std::vector<std::string> cell_words(WordList words);

// The id of a record: by its id, its short name ("eel"), or both name and time ("eel@12").
Result<Value> find_record(const Moment& moment, const std::string& typed);

struct WindowId {
  Value at, op, key, start, end;
};
// [OPERATOR] [KEY] START, or "[10,15)" in its place, with the key in front or not.
Result<WindowId> find_window(const Moment& moment, WordList words);

// A task by its name, by the name of one of its operators, or by its id.
Result<const Plan::Task*> find_task(const Moment& moment, WordList words);
// Is it the task, its name, or one of its operators?
bool is_task(const Moment& moment, const Plan::Task& task, const std::string& typed);

}  // namespace weir::diagrams::whys
