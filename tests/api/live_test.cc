// live(): on the heap backend the stored object itself, elsewhere a copy; and where it is refused.
#include "engine/core/user_error.h"
#include "engine/trace/recorder.h"
#include "engine/trace/sink.h"
#include "tests/api/driver.h"
#include "tests/catch.h"

namespace weir::testing {
namespace {

TEST_CASE("without live objects live() is refused, on every backend") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name);
    CHECK(script.say("live") ==
          "error: state 'box': live() hands out the stored object itself, and what it changes is "
          "lost on every backend but the heap. Use value() and update(). (Only a job with "
          "live_objects = true in [state] has live().)");
  }
}

TEST_CASE("what live() changes is stored on the heap, and nowhere else") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    const bool heap = name == "hashmap";
    Script script(name, true);
    CHECK(script.say("live", 5) == "none");
    CHECK(script.say("value") == "none");
    script.say("update", 10);
    CHECK(script.say("live", 5) == "10");
    CHECK(script.say("value") == (heap ? "15" : "10"));
    CHECK(script.say("live", 5) == (heap ? "15" : "10"));
    CHECK(script.say("value", 0, 2) == "none");
    CHECK(script.say("value") == (heap ? "20" : "10"));
    CHECK(script.harness().counters().keyed_state_entries == 1);
  }
}

TEST_CASE(
    "within a call, reads see what live() has changed on the heap; elsewhere each is a copy") {
  const std::string note = "\na string that is too long to stand in the object itself";
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name, true);
    script.say("update", 10);
    CHECK(script.say("live, then read", 1) ==
          (name == "hashmap" ? "11, live 11, the same" : "10, live 10, another") + note);
  }
}

TEST_CASE("update() and clear() part the object from the state") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name, true);
    script.say("update", 10);
    CHECK(script.say("live, then update", 4) == "4, live 4");
    CHECK(script.say("value") == "4");
    CHECK(script.say("live, then clear") == "none, live none");
    CHECK(script.say("value") == "none");
    CHECK(script.harness().counters().keyed_state_entries == 0);
  }
}

TEST_CASE("a call that throws stores nothing of what live() changed") {
  Script script("hashmap", true);
  script.say("update", 10);
  script.harness().snapshot_begin();
  script.harness().snapshot_end();
  CHECK(script.say("live, then throw") == "error: your code threw: too late");
  script.harness().restore(1);
  CHECK(script.say("value") == "10");
}

TEST_CASE("a snapshot does not see what live() changes after it began") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name, true);
    script.say("update", 10);
    script.harness().snapshot_begin();
    script.say("live", 5);
    script.harness().snapshot_end();
    script.harness().restore(1);
    CHECK(script.say("value") == "10");
  }
}

// Events of a second "live" command that adds n.
std::uint64_t events_of_live(const std::string& name, std::int64_t n) {
  NullSink sink;
  TraceRecorder trace(sink);
  trace.begin(Value::map({}));
  Script script(name, true, nullptr, &trace);
  script.say("update", 10);
  const std::uint64_t before = trace.events();
  script.say("live", n);
  const std::uint64_t after = trace.events();
  trace.end();
  return after - before;
}

TEST_CASE("in a trace, what live() has changed is a write, at the end of the call") {
  CHECK(events_of_live("hashmap", 5) == events_of_live("hostile", 5) + 1);
  CHECK(events_of_live("hashmap", 0) == events_of_live("hostile", 0));
}

}  // namespace
}  // namespace weir::testing
