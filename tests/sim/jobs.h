// The small jobs that the tests of the simulator run: those of lessons 1 and 8 on other data, and
// others. Between them they have two inputs, a union, windows with and without late data, and
// timers of both kinds. Results leave through transactional sinks: "out", and more where a job says
// so.
//   Sources have a fixed parallelism, and several splits where a job says so: rescaling a job moves
//   keys, never splits. Rows of sources are [id, key, event time]; ids are unique in a job.
//   Broken says what is wrong with the job on purpose: negative controls of the crash sweep.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/stream_graph.h"
#include "sim/crash_sweep.h"

namespace weir::testing {

enum class Broken : std::uint8_t {
  kNothing,
  kBarriersDoNotBlock,     // what follows a barrier on a fast channel is in the snapshot already
  kCommitsTooEarly,        // as soon as a transaction is prepared
  kPositionsOutside,       // a restored source goes on where the failed one was
  kChannelStateForgotten,  // unaligned snapshots without what was in flight
  kPublishesTooEarly,      // files of a checkpoint that is not complete yet
};
const char* broken_name(Broken broken);

struct JobShape {
  std::uint32_t parallelism = 1;
  Duration checkpoint_interval = 10;
  std::size_t concurrent_checkpoints = 1;
  Duration every = 2;  // spacing of the sources' rows
  std::size_t capacity = 1024;
  std::uint32_t task_managers = 1;
  std::uint32_t rows = 12;  // of each source
  Broken broken = Broken::kNothing;
  Alignment alignment = Alignment::kAligned;
  Duration aligned_timeout = 0;                    // with kAlignedWithTimeout
  std::size_t chunk_bytes = std::size_t{1} << 20;  // of file sinks
};

// Rows [word, running count].
StreamGraph word_count(const std::vector<std::string>& lines, const JobShape& shape);

// The order join of lesson 8 on two sources (the second with two splits), in which most orders wait
// for a while: rows (row1, row2). Rows of its sources are [order id, text].
StreamGraph order_join(const JobShape& shape);
// Two inputs, "left" and "right" (two splits), joined by key. Rows [key, left id, right id].
StreamGraph keyed_join(const JobShape& shape);
// The same into files: folder "out", lines as Value::to_string.
StreamGraph keyed_join_to_files(const JobShape& shape);
// Three sources, one of them with two splits on two subtasks, in one input. Rows [key, running
// count, running sum of the ids].
StreamGraph union_totals(const JobShape& shape);
// Tumbling windows to "out" and sessions to "sessions", no late record: rows [key, start, end, ids
// in order]. Three splits on two subtasks, out of order within the bound.
StreamGraph windows(const JobShape& shape);
// Late data: windows "tumbling" allow some lateness and send the rest to "late"; windows "strict"
// drop it and go to "totals". Rows as of windows().
StreamGraph late_windows(const JobShape& shape);
// Event timers: rows [key, time of the last record before a gap].
StreamGraph event_inactivity(const JobShape& shape);
// Processing timers: what came for a key before a pause. Rows [key, ids in order].
StreamGraph processing_inactivity(const JobShape& shape);

// All of them, with what a sweep must know about their outputs. Word count (on lines of its own)
// and order join are made of the lessons' functions.
std::vector<sim::SweepJob> all_jobs(const JobShape& shape);
sim::SweepJob word_count_job(const JobShape& shape);
sim::SweepJob order_join_job(const JobShape& shape);
sim::SweepJob keyed_join_job(const JobShape& shape);
sim::SweepJob file_join_job(const JobShape& shape);
sim::SweepJob union_totals_job(const JobShape& shape);
sim::SweepJob windows_job(const JobShape& shape);
sim::SweepJob late_windows_job(const JobShape& shape);
sim::SweepJob event_inactivity_job(const JobShape& shape);
sim::SweepJob processing_inactivity_job(const JobShape& shape);

}  // namespace weir::testing
