// The job that is measured beside anchors/prototype.h: the same records, latencies of the same
// range, the same results. Rows of three int64 fields from 2 sources, keyed, tumbling windows of
// 1000 with (count, sum) on 2 subtasks, 1 transactional sink; a watermark every 64 records, a
// checkpoint about every 10'000 records of a source, a record every 8 ms.
#pragma once
#include <cstdint>

#include "tests/bench/measure.h"

namespace weir::bench {

enum class Tracing : std::uint8_t {
  kOff,
  kHandedOn,  // blocks go to a consumer that keeps nothing
  kRetained,  // all bytes stay in memory
};

Outcome run_prototype(std::uint64_t records, bool trace, Stopwatch& watch);
Outcome run_simulator(std::uint64_t records, Tracing tracing, Stopwatch& watch);
Outcome run_inline(std::uint64_t records, Tracing tracing, Stopwatch& watch);

// Not timed: the facts of a run of so many records are counted by reading its trace.
Outcome count_facts(std::uint64_t records);

}  // namespace weir::bench
