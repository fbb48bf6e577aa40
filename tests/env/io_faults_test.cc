#include "engine/env/io_faults.h"

#include "tests/catch.h"

using namespace weir;

TEST_CASE("the n-th operation of any kind fails, and no other") {
  PlannedIoFaults faults({.n = 2});
  CHECK(faults.on(IoKind::kOpen, "a") == IoOutcome::kOk);
  CHECK(faults.on(IoKind::kWrite, "a") == IoOutcome::kFail);
  CHECK(faults.on(IoKind::kWrite, "a") == IoOutcome::kOk);
  CHECK(faults.seen() == 3);
  CHECK(faults.seen(IoKind::kWrite) == 2);
  CHECK(faults.done() == 1);
}

TEST_CASE("the n-th operation of one kind is torn, whatever else happens in between") {
  PlannedIoFaults faults({.n = 2, .kind = IoKind::kSync, .outcome = IoOutcome::kTear});
  CHECK(faults.on(IoKind::kSync, "a") == IoOutcome::kOk);
  CHECK(faults.on(IoKind::kRename, "a") == IoOutcome::kOk);
  CHECK(faults.on(IoKind::kSync, "a") == IoOutcome::kTear);
  CHECK(faults.on(IoKind::kSync, "a") == IoOutcome::kOk);
}

TEST_CASE("a range of operations fails; without a plan nothing does") {
  PlannedIoFaults faults({.n = 2, .last = 3});
  PlannedIoFaults none;
  int failed = 0;
  for (int i = 0; i < 5; i++) {
    failed += faults.on(IoKind::kRemove, "a") == IoOutcome::kFail ? 1 : 0;
    CHECK(none.on(IoKind::kRemove, "a") == IoOutcome::kOk);
    CHECK(ask(nullptr, IoKind::kRemove, "a") == IoOutcome::kOk);
  }
  CHECK(failed == 2);
  CHECK(faults.done() == 2);
}
