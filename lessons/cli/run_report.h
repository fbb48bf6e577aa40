// RunReport: what a run of `weir run` came to, and its text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/time.h"
#include "engine/runtime/job.h"
#include "lessons/cli/run_options.h"

namespace weir::cli {

struct FaultReport {
  std::string what;  // "kill count#0"
  std::uint64_t decision = 0;
  Timestamp time = 0;
};

struct AttemptReport {
  Attempt attempt = 0;
  Timestamp time = 0;
  std::optional<CheckpointId> restored;  // nullopt: from nothing
};

struct RunReport {
  std::optional<CheckpointId> started_from;  // of an earlier process
  std::vector<FaultReport> faults;           // those that happened
  std::vector<AttemptReport> restarts;       // in order
  std::optional<std::uint64_t> decisions;    // none with --fast
  std::uint64_t seed = 0;
  bool stopped = false;  // before its end, at --until
  std::uint64_t records = 0, records_again = 0, rows = 0;
  std::optional<std::size_t> files;  // of the output folder; nullopt: rows were printed
};

// Reads the rest from the job, which has ended.
std::string report_text(const RunOptions& options, const runs::OpenedJob& opened,
                        const RunReport& report, const Job& job);

}  // namespace weir::cli
