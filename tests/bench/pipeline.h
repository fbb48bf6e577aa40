// Runs of the pipeline (pipeline_job.h): under the simulator, under the inline driver, and the
// prototype that it is measured by.
#pragma once
#include <cstdint>

#include "engine/trace/sink.h"
#include "tests/bench/measure.h"
#include "tests/bench/pipeline_job.h"

namespace weir::bench {

enum class Tracing : std::uint8_t {
  kOff,
  kHandedOn,  // blocks go to a consumer that keeps nothing
  kRetained,  // all bytes stay in memory
};

Outcome run_prototype(const PipelineShape& shape, bool trace, Stopwatch& watch);
Outcome run_simulator(const PipelineShape& shape, Tracing tracing, Stopwatch& watch);
Outcome run_inline(const PipelineShape& shape, Tracing tracing, Stopwatch& watch);

// The same with state in RocksDB, in a folder of its own.
Outcome run_prototype_on_rocksdb(const PipelineShape& shape, Stopwatch& watch);
Outcome run_simulator_on_rocksdb(const PipelineShape& shape, Tracing tracing, Stopwatch& watch);

// Not timed: the whole trace of a run of the simulator.
MemoryTrace recorded_trace(const PipelineShape& shape);

// Not timed: the facts of a run are counted by reading its trace.
Outcome count_facts(const PipelineShape& shape);

}  // namespace weir::bench
