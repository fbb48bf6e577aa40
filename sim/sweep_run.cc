// Tested by tests/sim/fork_pool_test.cc: sweeps on one and on several cores have one result.
#include "sim/sweep_run.h"

#include <utility>

#include "engine/core/bytes.h"
#include "engine/core/codec.h"

namespace weir::sim {

namespace {

void write(ByteWriter& out, const CrashPoint& point) {
  out.varint(point.at);
  out.u8(static_cast<std::uint8_t>(point.fault.kind));
  out.u64(pack(point.fault.work));
  out.text(point.victim);
}

CrashPoint read_point(ByteReader& in) {
  CrashPoint point;
  point.at = in.varint();
  point.fault.kind = static_cast<DecisionKind>(in.u8());
  point.fault.work = unpack(in.u64());
  point.victim = in.text();
  return point;
}

void write(ByteWriter& out, std::string& bytes, const ReferenceRun& run) {
  for (const std::uint64_t n : {run.decisions, run.rows_read, run.restarts, run.late,
                                run.processing_timers, run.clocks_of_a_timeout})
    out.varint(n);
  out.varint(run.printing_sinks.size());
  for (const std::string& sink : run.printing_sinks) out.text(sink);
  out.varint(run.committed.size());
  for (const MemoryOutside::Row& row : run.committed) {
    out.text(row.uid);
    ValueCodec::append(bytes, row.value);
  }
}

ReferenceRun read_reference(ByteReader& in) {
  ReferenceRun run;
  for (std::uint64_t* n : {&run.decisions, &run.rows_read, &run.restarts, &run.late,
                           &run.processing_timers, &run.clocks_of_a_timeout})
    *n = in.varint();
  for (std::uint64_t left = in.varint(); in.ok() && left > 0; left--)
    run.printing_sinks.emplace_back(in.text());
  for (std::uint64_t left = in.varint(); in.ok() && left > 0; left--) {
    MemoryOutside::Row row;
    row.uid = in.text();
    ValueCodec::read(in, row.value);
    run.committed.push_back(std::move(row));
  }
  return run;
}

void write(ByteWriter& out, const PointRun& run) {
  out.u8(static_cast<std::uint8_t>(run.verdict.kind));
  out.text(run.verdict.because);
  for (const std::uint64_t n :
       {run.checkpoints_completed, run.checkpoints_aborted, run.restarts, run.records_replayed})
    out.varint(n);
  for (const bool is : {run.restored, run.rescaled, run.with_blocked}) out.u8(is ? 1 : 0);
}

PointRun read_run(ByteReader& in) {
  PointRun run;
  run.verdict.kind = static_cast<VerdictKind>(in.u8());
  run.verdict.because = in.text();
  for (std::uint64_t* n :
       {&run.checkpoints_completed, &run.checkpoints_aborted, &run.restarts, &run.records_replayed})
    *n = in.varint();
  for (bool* is : {&run.restored, &run.rescaled, &run.with_blocked}) *is = in.u8() != 0;
  return run;
}

// An error first, if that is what it is.
template <class T>
bool write_error(ByteWriter& out, const Result<T>& result) {
  out.u8(result ? 0 : 1);
  if (result) return false;
  out.u8(static_cast<std::uint8_t>(result.error().kind));
  out.text(result.error().text);
  return true;
}

bool read_error(ByteReader& in, Error& error) {
  if (in.u8() == 0) return false;
  error.kind = static_cast<ErrorKind>(in.u8());
  error.text = in.text();
  return true;
}

void check_complete(const ByteReader& in) {
  WEIR_CHECK(in.ok() && in.remaining() == 0, "a process of the sweep sent what it should not");
}

}  // namespace

std::string to_bytes(const Result<SweepPlan>& plan) {
  std::string bytes;
  ByteWriter out(bytes);
  if (write_error(out, plan)) return bytes;
  write(out, bytes, plan->reference);
  out.varint(plan->points.size());
  for (const CrashPoint& point : plan->points) write(out, point);
  return bytes;
}

std::string to_bytes(const Result<PointRun>& run) {
  std::string bytes;
  ByteWriter out(bytes);
  if (!write_error(out, run)) write(out, *run);
  return bytes;
}

Result<SweepPlan> plan_of_bytes(const std::string& bytes) {
  ByteReader in(bytes);
  Error error;
  if (read_error(in, error)) return error;
  SweepPlan plan;
  plan.reference = read_reference(in);
  for (std::uint64_t left = in.varint(); in.ok() && left > 0; left--)
    plan.points.push_back(read_point(in));
  check_complete(in);
  return plan;
}

Result<PointRun> run_of_bytes(const std::string& bytes) {
  ByteReader in(bytes);
  Error error;
  if (read_error(in, error)) return error;
  PointRun run = read_run(in);
  check_complete(in);
  return run;
}

}  // namespace weir::sim
