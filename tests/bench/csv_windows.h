// What an engineer's own file costs: 1e6 rows of four columns (id, user, amount, at), counted and
// summed by user (a text) in tumbling windows, results as lines of a file; through `weir run
// --fast`'s driver at parallelism 1, as the loop one would write by hand for that question, and as
// the anchors of reading and of windows put together: rows of values, one program.
#pragma once
#include <cstdint>
#include <string>

#include "tests/bench/measure.h"

namespace weir::bench {

inline constexpr std::uint64_t kCsvRows = 1'000'000;

void write_csv(const std::string& path, std::uint64_t rows);

// `out`: a folder of its own, which need not exist. bytes: of memory more than before.
Outcome csv_windows_raw(const std::string& path, const std::string& out, Stopwatch& watch);
Outcome csv_windows_prototype(const std::string& path, const std::string& out, Stopwatch& watch);
Outcome csv_windows_inline(const std::string& path, const std::string& out, Stopwatch& watch);

}  // namespace weir::bench
