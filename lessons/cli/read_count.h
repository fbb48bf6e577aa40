// ReadCount: how often the sources of a job were read, from outside of the job.
//   rows: all that were read, bad ones too, in all attempts. A row that is read in two attempts
//   counts twice, so again() is what a recovery read once more.
// Ownership: outlives the job made of the graph.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "engine/graph/stream_graph.h"

namespace weir::cli {

struct ReadCount {
  std::uint64_t rows = 0;
  std::map<std::string, std::int64_t> furthest;  // by split: rows in front of the furthest position

  std::uint64_t distinct() const;
  std::uint64_t again() const { return rows - distinct(); }
};

// The same graph, whose sources write down what is read.
StreamGraph counting_reads(StreamGraph graph, ReadCount& count);

}  // namespace weir::cli
