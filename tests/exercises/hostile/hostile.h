// What the hostile programs of the tests implement: a function that three records go through, as in
// an exercise, but without the grader, so that nothing but the loop is tried.
#pragma once
#include <cstdint>

void process_element(std::int64_t key, std::int64_t value);
