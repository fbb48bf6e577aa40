// The jobs of vectors/FORMAT_runtime.md §11 as stream graphs: those that a user can write down as
// a job file by way of that file (job_files.h), the others as somebody builds them in C++.
//   Sources have parallelism 1 and one split, their name is their uid; everything else has the
//   parallelism of the job. Results leave through print sinks, so that what is printed twice is
//   seen twice.
// Throws NotCovered for a job that needs what Weir does not have yet.
#pragma once
#include "engine/graph/stream_graph.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

// The first source fails once when it is about to read event number `before`, counted from 0; over
// all attempts that share this object, which outlives them.
struct SourceFailure {
  std::int64_t before = -1;  // never
  bool happened = false;
};

// config: of the case.
StreamGraph build_job(const Value& config, JobConfig job, SourceFailure& failure);

}  // namespace weir::conformance
