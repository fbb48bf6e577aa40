// The walk through a run: what the commands answer, that back undoes step at each grain, and that
// what is shown is the World of the trace.
#include "lessons/cli/step_command.h"

#include "engine/core/hash.h"
#include "engine/core/text_width.h"
#include "engine/trace/ndjson.h"
#include "lessons/stepper/commands.h"
#include "lessons/stepper/session.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;
using namespace weir::stepper;

namespace {

std::unique_ptr<Session> session_of(runs::RunWishes wishes, bool json = false,
                                    diagrams::Screen screen = {}) {
  SessionOptions options;
  options.title = wishes.target;
  options.wishes = std::move(wishes);
  options.screen = [screen] { return screen; };
  options.json = json;
  auto session = Session::open(std::move(options));
  if (!session) FAIL(session.error().text);
  return std::move(*session);
}

std::unique_ptr<Session> session_of(const std::string& target) {
  return session_of(runs::RunWishes{target, {}, {}});
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Runs that differ: other seeds, several tasks, failures and none.
const std::vector<runs::RunWishes> kJobs = {
    {"1", {}, {}},
    {"1", {"job.parallelism=2", "simulation.seed=5"}, {}},
    {"1", {}, {{"count#0", 40}}},
    {"8", {"simulation.seed=9"}, {{"orderinfo1#0", 30}}},
    {"11", {}, {}},
    {"11", {"camera.watermarks.emit=200ms"}, {}},
};

}  // namespace

TEST_CASE("back undoes step, and every move shows where it is, at each grain") {
  for (const auto& job : kJobs) {
    INFO(job.target);
    const auto session = session_of(job);
    Branch& walk = session->branch();
    walk.run().finish();
    const Timeline& timeline = walk.timeline();
    REQUIRE(timeline.steps() > 10);
    for (int i = 0; i < scenarios(60); i++) {
      const std::uint64_t draw = stable_hash(7, 3, static_cast<std::uint64_t>(i));
      REQUIRE(walk.go(static_cast<std::int64_t>(draw) &
                      0xffff % static_cast<std::int64_t>(timeline.steps())));
      const std::size_t place = walk.place();
      const Tables world = walk.moment().now.dump();
      const int grain = static_cast<int>(draw >> 60) % 3;
      const auto milestone = [](const TraceEvent& e) { return e.info().face.milestone; };
      bool moved = false;
      if (grain == 0) moved = walk.forward();
      if (grain == 1) moved = walk.micro();
      if (grain == 2) moved = walk.next(milestone, nullptr);
      if (!moved) continue;
      REQUIRE(walk.place() > place);
      if (grain == 0) REQUIRE(walk.back());
      if (grain == 1) REQUIRE(walk.micro_back());
      if (grain == 2) REQUIRE(walk.go(timeline.step_at(place)));
      REQUIRE(walk.place() == place);
      REQUIRE(walk.moment().now.dump() == world);
    }
  }
}

TEST_CASE("walking by steps, by events and at once comes to the same places") {
  const auto a = session_of("11"), b = session_of("11"), c = session_of("11");
  for (std::int64_t step = 1; step <= 19; step++) {
    a->execute("step");
    while (b->branch().place() < a->branch().place()) b->execute("micro");
    c->execute("goto " + std::to_string(step));
    CHECK(a->execute("show") == c->execute("show"));
    CHECK(a->branch().place() == b->branch().place());
    CHECK(a->branch().moment().now.dump() == b->branch().moment().now.dump());
  }
  CHECK(a->execute("step") == "Nothing more happens: the run has 19 steps.\n");
  CHECK(a->execute("back 18") == c->execute("goto 1"));
  CHECK(a->execute("back 5") == c->execute("goto 0"));
  CHECK(a->execute("back") == "This is the beginning.\n");
}

TEST_CASE("the JSON of a moment is the World of the trace") {
  for (const auto& job : kJobs) {
    const auto session = session_of(job, true);
    session->branch().run().finish();
    const Timeline& timeline = session->branch().timeline();
    // The trace as anybody can read it.
    std::string text;
    NdjsonWriter writer([&text](std::string_view line) { text += line; });
    REQUIRE(writer.header(timeline.trace_header()));
    for (const TraceEvent& e : timeline.events()) writer.event(e);
    writer.end();
    const auto read = read_ndjson(text);
    REQUIRE(read);
    World world = *World::create(read->header);
    std::size_t place = 0;
    for (std::int64_t step = 0; step <= timeline.steps(); step++) {
      while (place < read->events.size() && read->events[place].step <= step)
        REQUIRE(world.do_event(read->events[place++]));
      session->execute("goto " + std::to_string(step));
      REQUIRE(session->branch().moment().now.dump() == world.dump());
      const std::string json = session->execute("show");
      CHECK(json.starts_with("{\"schema\":1,\"run\":\"a\",\"step\":" + std::to_string(step) +
                             ",\"events\":" + std::to_string(place) + ",\"world\":{"));
      CHECK(json.ends_with("}}\n"));
    }
  }
}

TEST_CASE("a branch goes another way, and the first one is as it was") {
  const auto session = session_of("11");
  const std::string before = session->execute("goto 8");
  const std::string b = session->execute("set camera.watermarks.out_of_orderness=2ms");
  CHECK(has(b, "Run b is a with camera.watermarks.out_of_orderness=2ms."));
  CHECK(has(b, "salmon@11, eel@12"));
  CHECK(
      has(session->execute("inject kill count#0"), "Run c is b with kill count#0 behind step 8."));
  CHECK(has(session->execute("step"), "count  F fails"));
  CHECK(session->execute("branch a") == before);
  CHECK(session->execute("branch") ==
        "> a  step 8  as it is\n"
        "  b  step 8  a with camera.watermarks.out_of_orderness=2ms\n"
        "  c  step 9  b with kill count#0 behind step 8\n");
}

TEST_CASE("breakpoints and searches stop where a query says") {
  const auto session = session_of("11");
  CHECK(has(session->execute("until late(ts = 14)"), "step 10/19"));
  CHECK(has(session->execute("until late(ts = 14)"), "does not happen any more behind step 10"));
  session->execute("goto 0");
  CHECK(session->execute("break win.fire()") == "Moves forward stop at: win.fire()\n");
  CHECK(has(session->execute("step 19"), "Stopped at: win.fire()"));
  CHECK(session->branch().step() == 6);
  CHECK(has(session->execute("goto 19"), "Stopped at: win.fire()"));
  CHECK(session->execute("break") == "1  win.fire()\n");
  CHECK(session->execute("break clear 1") == "Removed.\n");
  CHECK_FALSE(has(session->execute("goto 19"), "Stopped"));
  CHECK(has(session->execute("prev late"), "step 10/19"));
  CHECK(has(session->execute("next fail"), "There is none behind step 10."));
  CHECK(has(session->execute("until win.fyre()"), "win.fire"));
}

TEST_CASE("an empty line repeats a move, and what is mistyped moves nothing") {
  const auto session = session_of("11");
  session->execute("step");
  session->execute("");
  session->execute("channels");
  session->execute("");
  CHECK(session->branch().step() == 3);
  const std::vector<std::pair<const char*, const char*>> wrong = {
      {"st", "'st' could be step and state."},
      {"stpe", "Did you mean 'step'?"},
      {"step many", "How many?"},
      {"step -1", "How many?"},
      {"goto", "Where to?"},
      {"goto 20", "There is no step 20: the run has 19 steps."},
      {"next nonsense", "There is no kind of event 'nonsense'."},
      {"branch z", "There is no run 'z'."},
      {"set nothing", "Set what?"},
      {"set nobody.here=1", "nobody"},
      {"inject kill nobody#0", "nobody"},
      {"break clear 4", "There is no breakpoint 4."},
      {"history", "The history of what?"},
      {"show everything", "Show what?"},
      {"\x1b[2J", "There is no command '\\x1b[2J'."},
  };
  for (const auto& [line, answer] : wrong) {
    INFO(line);
    const std::string text = session->execute(line);
    INFO(text);
    CHECK(has(text, answer));
    CHECK(session->branch().step() == 3);
  }
  CHECK_FALSE(session->over());
  session->execute("q");
  CHECK(session->over());
}

TEST_CASE("no line is wider than the screen, and a plain screen has no frames") {
  for (const std::size_t width : std::initializer_list<std::size_t>{60, 80, 120}) {
    for (const auto& job : kJobs) {
      const auto session = session_of(job, false, {.width = width});
      for (int step = 0; step < 40; step++) {
        const std::string text = session->execute("step");
        for (std::size_t at = 0; at < text.size();) {
          const std::size_t end = text.find('\n', at);
          INFO(text.substr(at, end - at));
          REQUIRE(text_width(text.substr(at, end - at)) <= width);
          at = end + 1;
        }
      }
    }
  }
  const auto session = session_of({"11", {}, {}}, false, {.plain = true});
  CHECK(session->execute("goto 6") ==
        "Step 6 of 19, 120 ms, run a.\n"
        "Channels:\n"
        "From camera to count: nothing waits. count is at event time 14.\n"
        "camera: newest event time 15, out_of_orderness 0 ms, last watermark sent 14.\n"
        "windows of count:\n"
        "window [10,15), fires at 14, holds fired at step 6, removed.\n"
        "window [15,20), fish 1, fires at 19, holds trout@15.\n"
        "Written by the job:\n"
        "[10,15) fish=1, new.\n"
        "event:\n"
        "count: event time 10 to 14.\n"
        "count: [10,15) fires: fish=1.\n"
        "out: prints [10,15) fish=1, because of step 4.\n");
}
