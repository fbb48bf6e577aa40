// Word count of a large text file: the inline driver beside a plain loop with the same splitting
// and one hash map. work is megabytes, bytes the growth of resident memory while it ran.
#pragma once
#include <cstdint>
#include <string>

#include "tests/bench/measure.h"

namespace weir::bench {

// Lines of words from a vocabulary of 10'000, the first ones most often.
void write_text(const std::string& path, std::uint64_t bytes);

Outcome count_words_raw(const std::string& path, Stopwatch& watch);
Outcome count_words_inline(const std::string& path, Stopwatch& watch);

}  // namespace weir::bench
