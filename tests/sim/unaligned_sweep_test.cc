// The crash sweep with barriers that overtake: what is in flight is part of the checkpoint, so no
// record is lost and none comes twice.
#include "tests/catch.h"
#include "tests/sim/sweeps.h"

using namespace weir;
using namespace weir::sim;
using namespace weir::testing;

namespace {

JobShape unaligned(std::uint32_t parallelism, Broken broken = Broken::kNothing) {
  JobShape shape = shape_of(parallelism, broken);
  shape.alignment = Alignment::kUnaligned;
  return shape;
}

void check_pass(const SweepResult& r, Sums& sums) {
  INFO(to_text(r));
  CHECK(r.verdict.kind == VerdictKind::kPass);
  CHECK(r.passed == r.points);
  CHECK(r.own_restarts == 0);
  CHECK(r.restored > 0);
  sums.add(r);
}

}  // namespace

TEST_CASE(
    "killed anywhere while barriers overtake, every job commits what it commits undisturbed") {
  Sums sums;
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job : all_jobs(unaligned(p)))
      check_pass(sweep(job, everywhere(options_of(p, 300))), sums);
  CHECK(sums.restored * 10 >= sums.points * 3);
  sums.print("crash sweep, unaligned");
}

TEST_CASE("killed anywhere while barriers overtake, and restarted at another parallelism") {
  struct Change {
    std::uint32_t from, to;
  };
  Sums sums;
  for (const Change change : {Change{2, 3}, Change{3, 1}})
    for (const SweepJob& job : all_jobs(unaligned(change.from))) {
      SweepOptions options = everywhere(options_of(20 + change.from, 150));
      options.faults.control_messages = options.faults.effect_answers = false;
      options.restart_parallelism = change.to;
      const SweepResult r = sweep(job, options);
      check_pass(r, sums);
      CHECK(r.rescaled == r.restored + r.from_nothing);
    }
  sums.print("crash sweep, unaligned, other parallelism");
}

TEST_CASE(
    "killed anywhere while alignments time out, every job commits what it commits undisturbed") {
  Sums sums;
  for (std::uint32_t p = 2; p <= 3; p++)
    for (Duration timeout = 1; timeout <= 3; timeout += 2) {
      JobShape shape = shape_of(p);
      shape.alignment = Alignment::kAlignedWithTimeout;
      shape.aligned_timeout = timeout;
      for (const SweepJob& job : all_jobs(shape))
        check_pass(sweep(job, options_of(10 * p, 120)), sums);
    }
  sums.print("crash sweep, aligned with timeout");
}

TEST_CASE("negative control: unaligned snapshots without what was in flight are caught") {
  CHECK(share_caught(unaligned(2)) == 0);
  CHECK(share_caught(unaligned(2, Broken::kChannelStateForgotten)) >= kCaught);
}
