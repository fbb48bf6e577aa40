// What reading a CSV file costs alone: 1e6 rows of four columns become values, and nothing else
// happens to them. Through the engine's source, as jobs read it, and through one pass over the file
// in memory. Two files: (string, int64, string, epoch ms) and (string, int64, double, timestamp by
// a pattern).
#pragma once
#include <string>

#include "tests/bench/measure.h"

namespace weir::bench {

enum class CsvShape { kPlain, kTyped };

void write_csv_rows(const std::string& path, CsvShape shape);

// The checksum is of all values.
Outcome read_csv_raw(const std::string& path, CsvShape shape, Stopwatch& watch);
Outcome read_csv_source(const std::string& path, CsvShape shape, Stopwatch& watch);

}  // namespace weir::bench
