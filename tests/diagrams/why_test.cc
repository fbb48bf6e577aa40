// why and why not on the run of lesson 11: the answers of the lesson's page, letter by letter.
#include "diagrams/why/why.h"

#include "diagrams/panels/windows.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"

namespace weir::diagrams {
namespace {

using namespace weir::testing;

Timeline timeline_of(const FishJob& job) {
  auto timeline = Timeline::read(trace_of(fish_job(job)));
  REQUIRE(timeline);
  return std::move(*timeline);
}

// At the end of a step; -1: of the run.
std::string asked(const Timeline& timeline, std::int64_t step, std::vector<std::string> words,
                  const Screen& screen = {}) {
  const std::size_t place = step < 0 ? timeline.events().size() : timeline.end_of(step);
  const Writing writing = screen.plain                          ? Writing::kSpeech
                          : screen.charset == Charset::kUnicode ? Writing::kUnicode
                                                                : Writing::kAscii;
  const auto answer = why(timeline, place, WhyQuestion::of(std::move(words)), writing);
  return answer ? why_text(*answer, screen) : answer.error().text + "\n";
}

// The panels of windows at the end.
std::string window_text(const Timeline& timeline) {
  const std::size_t end = timeline.events().size();
  TimelineCursor cursor(timeline);
  cursor.seek(end);
  return panels_text(window_panels({timeline, cursor.world(), cursor.world(), end, end}, {}), {});
}

TEST_CASE("why the eel was dropped") {
  const Timeline run = timeline_of({});
  const std::string answer =
      "eel@12 was dropped at step 8 (t=180): its window was already gone.\n"
      "\n"
      "  window            [10,15): last timestamp 14, allowed lateness 0\n"
      "  late when         last timestamp + allowed lateness <= event time\n"
      "  here              14 + 0 <= 14 is true\n"
      "  event time 14     since step 6, from the watermark sent at step 4:\n"
      "                    trout@15 was read, 15 - 0 - 1 = 14\n";
  CHECK(asked(run, -1, {"eel"}) == answer);
  CHECK(asked(run, 8, {"eel@12"}) == answer);
  CHECK(asked(run, 8, {}) == answer);
  CHECK(asked(run, -1, {"8"}) == answer);
  CHECK(asked(run, -1, {"step", "8"}) == answer);
  CHECK(asked(run, -1, {"not", "record", "eel"}) == answer);
  CHECK(asked(run, 8, {}, {.charset = Charset::kUnicode}) ==
        "eel@12 was dropped at step 8 (t=180): its window was already gone.\n"
        "\n"
        "  window            [10,15): last timestamp 14, allowed lateness 0\n"
        "  late when         last timestamp + allowed lateness ≤ event time\n"
        "  here              14 + 0 ≤ 14 is true\n"
        "  event time 14     since step 6, from the watermark sent at step 4:\n"
        "                    trout@15 was read, 15 - 0 - 1 = 14\n");
  CHECK(asked(run, 8, {}, {.plain = true}) ==
        "eel@12 was dropped at step 8 (t=180): its window was already gone.\n"
        "Window: [10,15): last timestamp 14, allowed lateness 0.\n"
        "Late when: last timestamp + allowed lateness is at most event time.\n"
        "Here: 14 + 0 is at most 14 is true.\n"
        "Event time 14: since step 6, from the watermark sent at step 4: trout@15 was read, "
        "15 - 0 - 1 = 14.\n");
}

TEST_CASE("why the eel was counted, with two ticks of patience") {
  const Timeline run = timeline_of({.out_of_orderness = 2});
  CHECK(asked(run, -1, {"eel"}) ==
        "eel@12 was counted in [10,15) at step 8 (t=180), although it was\n"
        "behind the watermark.\n"
        "\n"
        "  window            [10,15): last timestamp 14, allowed lateness 0\n"
        "  late when         last timestamp + allowed lateness <= event time\n"
        "  here              14 + 0 <= 12 is false\n"
        "  event time 12     since step 6, from the watermark sent at step 4:\n"
        "                    trout@15 was read, 15 - 2 - 1 = 12\n");
  CHECK(asked(run, 8, {}) == asked(run, -1, {"eel"}));
}

TEST_CASE("why a window has not fired, and that it did") {
  const Timeline run = timeline_of({});
  CHECK(asked(run, 5, {"not", "window", "10"}) ==
        "[10,15) has not fired by step 5.\n"
        "\n"
        "  fires when        event time of count >= 14, its last timestamp\n"
        "  event time now    10, from the watermark sent at step 1\n"
        "  on its way        watermark 14, sent at step 4, next in the channel\n"
        "  it holds          fish=1: salmon@11\n");
  CHECK(asked(run, -1, {"not", "window", "10"}) == "[10,15) did fire, at step 6: fish=1.\n");
  const Timeline endless = timeline_of({.bounded = false});
  CHECK(asked(endless, -1, {"not", "window", "20"}) ==
        "[20,25) has not fired by step 16, and nothing more is on its way.\n"
        "\n"
        "  fires when        event time of count >= 24, its last timestamp\n"
        "  event time now    20, from the watermark sent at step 14\n"
        "  it needs          a record with event time 25 or later: 25 - 0 - 1 = 24\n"
        "                    or the end of the input, which sends watermark MAX\n"
        "  it holds          fish=1: carp@21\n");
}

// The bass opens [15,20); the ant, which comes before it, and the cod make it longer, and the count
// stays where it began: under [15,20).
TEST_CASE("what a session holds that has been merged twice, with a key and without") {
  for (const bool by_name : {false, true}) {
    CAPTURE(by_name);
    const std::vector<Fish> fish = by_name
                                       ? std::vector<Fish>{{"bass", 15}, {"bream", 11}, {"bib", 19}}
                                       : std::vector<Fish>{{"bass", 15}, {"ant", 11}, {"cod", 19}};
    const Timeline run = timeline_of(
        {.fish = fish, .out_of_orderness = 50, .bounded = false, .session = 5, .by_name = by_name});
    const std::string window = by_name ? "b[11,24)" : "[11,24)";
    const std::string held = by_name ? "bass@15, bream@11, bib@19" : "bass@15, ant@11, cod@19";
    CHECK(asked(run, -1, {"not", "window", "[11,24)"}) ==
          window +
              " has not fired by step 8, and nothing more is on its way.\n"
              "\n"
              "  fires when        event time of count >= 23, its last timestamp\n"
              "  event time now    -32, from the watermark sent at step 6\n"
              "  it needs          a record with event time 74 or later: 74 - 50 - 1 = 23\n"
              "                    or the end of the input, which sends watermark MAX\n"
              "  it holds          fish=3: " +
              held + "\n");
    const std::string columns =
        by_name ? " window   key  fish  fires at  holds\n [11,24)  b    3     23        "
                : " window   fish  fires at  holds\n [11,24)  3     23        ";
    CHECK(window_text(run) ==
          "- windows of count " + std::string(61, '-') + "\n" + columns + held + "\n");
  }
}

TEST_CASE("why a window has fired") {
  const Timeline run = timeline_of({});
  CHECK(asked(run, -1, {"window", "10"}) ==
        "[10,15) fired at step 6 (t=120): fish=1.\n"
        "\n"
        "  fires when        event time of count >= 14, its last timestamp\n"
        "  here              14 >= 14 is true\n"
        "  event time 14     since step 6, from the watermark sent at step 4:\n"
        "                    trout@15 was read, 15 - 0 - 1 = 14\n"
        "  it held           salmon@11\n");
  CHECK(asked(run, 6, {}) == asked(run, -1, {"window", "[10,15)"}));
}

TEST_CASE("a step says what else it did, what led to it, and what followed") {
  const Timeline run = timeline_of({});
  CHECK(asked(run, -1, {"step", "4"}) ==
        "camera: sends watermark 15 - 0 - 1 = 14, at step 4 (t=120).\n"
        "\n"
        "  in this step      camera: reads trout@15\n"
        "  to count          all records go to count: there is one subtask\n"
        "  and then          step 5, count: trout@15 joins [15,20)\n"
        "                    step 6, count: [10,15) fires: fish=1\n");
  // What comes later is not known at the step itself.
  CHECK(asked(run, 4, {"step", "4"}).find("and then") == std::string::npos);
  CHECK(asked(run, -1, {"step", "3"}) ==
        "Event time of count went from MIN to 10 at step 3 (t=60).\n"
        "\n"
        "  event time 10     from the watermark sent at step 1:\n"
        "                    salmon@11 was read, 11 - 0 - 1 = 10\n");
}

}  // namespace
}  // namespace weir::diagrams
