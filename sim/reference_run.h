// ReferenceRun: the undisturbed run of a job, and what in it makes its output depend on the order
// of arrival.
//   Late records and processing-time timers are counted in its trace. counting_rows() wraps the
//   sources of a graph so that every row read adds to `rows`, which outlives the job.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/crash_sweep.h"

namespace weir::sim {

struct ReferenceRun {
  Rows committed;
  std::uint64_t decisions = 0;
  std::uint64_t rows_read = 0;
  std::uint64_t restarts = 0;
  std::uint64_t late = 0;
  std::uint64_t processing_timers = 0;
  std::vector<std::string> printing_sinks;  // not transactional
  // Periodic timers that go by until a checkpoint times out whose acknowledgement is lost.
  std::uint64_t clocks_of_a_timeout = 0;
};

Result<ReferenceRun> run_reference(const SweepJob& job, const SimOptions& options,
                                   KeyedBackendFactory& backends);
StreamGraph counting_rows(StreamGraph graph, std::uint64_t& rows);

}  // namespace weir::sim
