// A job whose whole run is kept, and runs that go another way at a step.
#include "lessons/runs/recorded_run.h"

#include "tests/catch.h"

using namespace weir;
using namespace weir::runs;

namespace {

std::unique_ptr<RecordedRun> opened(std::vector<Injection> injections = {}) {
  auto run = RecordedRun::open({"1", {"checkpointing.interval=40ms"}, std::move(injections)});
  REQUIRE(run);
  return std::move(*run);
}

std::size_t equal_events(const Timeline& a, const Timeline& b) {
  std::size_t n = 0;
  while (n < a.events().size() && n < b.events().size() && a.events()[n] == b.events()[n]) n++;
  return n;
}

}  // namespace

TEST_CASE("a recorded run goes on as far as it is looked at") {
  const auto run = opened();
  CHECK(run->timeline().steps() <= 0);
  CHECK(run->reach(3));
  CHECK(run->timeline().steps() == 4);  // the next one has begun
  CHECK_FALSE(run->over());
  CHECK(run->finish());
  CHECK(run->over());
  const std::int64_t last = run->timeline().steps();
  CHECK(run->reach(last));
  CHECK_FALSE(run->reach(last + 1));
  CHECK(run->failure().empty());
  CHECK(run->missed_fault().empty());
}

TEST_CASE("an injection behind a step changes nothing up to that step") {
  const auto base = opened();
  REQUIRE(base->finish());
  for (const std::int64_t step : {0, 1, 5, 9}) {
    INFO("step " << step);
    const auto branch = opened({{"split#0", base->decision_of(step)}});
    REQUIRE(branch->finish());
    CHECK(branch->missed_fault().empty());
    CHECK(branch->timeline().steps() != base->timeline().steps());
    const std::size_t equal = equal_events(base->timeline(), branch->timeline());
    REQUIRE(equal == base->timeline().end_of(step));
    CHECK(branch->timeline().events()[equal].kind == EventKind::kFail);
  }
}

TEST_CASE("what cannot be run or killed is said") {
  CHECK(RecordedRun::open({"no-such", {}, {}}).error().text.find("There is no lesson") == 0);
  CHECK_FALSE(RecordedRun::open({"1", {"nothing.there=1"}, {}}));
  const auto run = RecordedRun::open({"1", {}, {{"nobody#0", 3}}});
  REQUIRE_FALSE(run);
  CHECK(run.error().text.find("nobody") != std::string::npos);
  const auto late = opened({{"split#0", 100'000}});
  CHECK(late->finish());
  CHECK(late->missed_fault() == "kill split#0");
}
