// weir why, state, diff and replay as people use them: what they print and how they fail.
#include <fstream>

#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

// A run of lesson 11, written down.
class Written {
 public:
  explicit Written(const std::string& options = {}) : path_(folder_ / "run.jsonl") {
    const Ran run = run_weir("run 11 " + options + " --json");
    REQUIRE(run.exit == 0);
    std::ofstream(path_, std::ios::binary) << run.out;
  }
  const std::string& path() const { return path_; }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

constexpr const char* kEel =
    "eel@12 was dropped at step 8 (t=180): its window was already gone.\n"
    "\n"
    "  window            [10,15): last timestamp 14, allowed lateness 0\n"
    "  late when         last timestamp + allowed lateness <= event time\n"
    "  here              14 + 0 <= 14 is true\n"
    "  event time 14     since step 6, from the watermark sent at step 4:\n"
    "                    trout@15 was read, 15 - 0 - 1 = 14\n";

}  // namespace

// The task fails in step 32, when the session [1,14) has just become of three; the checkpoint has
// it as [1,6), with one record. What was lost came again.
TEST_CASE("what a window holds after a restore is what the checkpoint had, and what came since") {
  const std::string job = WEIR_SOURCE_DIR "/tests/page/jobs/sessions.toml";
  const auto held_at = [&job](const std::string& step, const std::string& window) {
    const Ran why = run_weir("why " + job + " --at " + step + " not window ann '" + window + "'");
    INFO(why.out << why.err);
    const std::string label = "it holds          ";
    const auto at = why.out.find(label);
    REQUIRE(at != std::string::npos);
    const std::string held = why.out.substr(at + label.size());
    return held.substr(0, held.find('\n'));
  };
  CHECK(held_at("31", "[1,14)") == "clicks=3, first=1: ann@1, ann@9, ann@5");
  CHECK(held_at("36", "[9,14)") == "clicks=1, first=9: ann@9");
  CHECK(held_at("40", "[1,14)") == "clicks=3, first=1: ann@1, ann@9, ann@5");
  CHECK(held_at("58", "[1,14)") == "clicks=3, first=1: ann@1, ann@9, ann@5");
  const Ran walk = run_weir("step " + job + " --at 40 < /dev/null");
  INFO(walk.out);
  CHECK(walk.out.find(
            " [1,14)  ann  visits#1  3  clicks=3, first=1  13        ann@1, ann@9, ann@5\n") !=
        std::string::npos);
  CHECK(walk.out.find(" [3,8)   bob  visits#1  1  clicks=1, first=3  7         bob@3\n") !=
        std::string::npos);
}

TEST_CASE("the answers of lesson 11 from the shell") {
  const Ran eel = run_weir("why 11 eel");
  CHECK(eel.out == kEel);
  CHECK(eel.err.empty());
  CHECK(eel.exit == 0);
  CHECK(run_weir("why 11 eel --set camera.watermarks.out_of_orderness=2ms").out ==
        "eel@12 was counted in [10,15) at step 8 (t=180), although it was\n"
        "behind the watermark.\n"
        "\n"
        "  window            [10,15): last timestamp 14, allowed lateness 0\n"
        "  late when         last timestamp + allowed lateness <= event time\n"
        "  here              14 + 0 <= 12 is false\n"
        "  event time 12     since step 6, from the watermark sent at step 4:\n"
        "                    trout@15 was read, 15 - 2 - 1 = 12\n");
  CHECK(run_weir("why not 11 window 10 --at 5").out ==
        "[10,15) has not fired by step 5.\n"
        "\n"
        "  fires when        event time of count >= 14, its last timestamp\n"
        "  event time now    10, from the watermark sent at step 1\n"
        "  on its way        watermark 14, sent at step 4, next in the channel\n"
        "  it holds          fish=1: salmon@11\n");
  CHECK(run_weir("why not 11 window 20 --set camera.bounded=false").out ==
        "[20,25) has not fired by step 16, and nothing more is on its way.\n"
        "\n"
        "  fires when        event time of count >= 24, its last timestamp\n"
        "  event time now    20, from the watermark sent at step 14\n"
        "  it needs          a record with event time 25 or later: 25 - 0 - 1 = 24\n"
        "                    or the end of the input, which sends watermark MAX\n"
        "  it holds          fish=1: carp@21\n");
  CHECK(run_weir("why not 11 window 10").out == "[10,15) did fire, at step 6: fish=1.\n");
  CHECK(run_weir("why 11 not window 10").out == "[10,15) did fire, at step 6: fish=1.\n");
}

TEST_CASE("why a record went to this subtask and no other, with the sums of lesson 2") {
  const std::string sums =
      "  hash              68075478, of angler 1\n"
      "  key group         68075478 % 128 = 86\n"
      "  subtask           86 * 2 / 128 = 1: sum#1, with key groups 64 to 127\n";
  const std::string step = run_weir("why 2 step 1").out;
  INFO(step);
  CHECK(
      step.starts_with("scale: reads fish=bream, angler=1, kilos=3, at step 1 (t=10).\n\n" + sums));
  CHECK(run_weir("why 2 bream").out.ends_with(sums));
  // In its channel, and with other subtasks.
  CHECK(run_weir("why 2 bream --at 1 --set job.parallelism=3")
            .out.ends_with("  key group         68075478 % 128 = 86\n"
                           "  subtask           86 * 3 / 128 = 2: sum#2, with key groups 86 to "
                           "127\n"));
  // Several records of one step, a line each.
  CHECK(
      run_weir("why 1 step 1")
          .out.find(
              "  key groups        word=hello: 1715862179 % 128 = 35, 35 * 1 / 128 = 0: count\n"
              "                    word=flink: 1330823394 % 128 = 98, 98 * 1 / 128 = 0: count\n") !=
      std::string::npos);
  CHECK(run_weir("why 11 step 1")
            .out.find("  to count          all records go to count: there is one subtask\n") !=
        std::string::npos);
}

TEST_CASE("a cell is asked for as the log writes it") {
  const std::string hello = run_weir("why 1 state count hello").out;
  REQUIRE(hello.starts_with("count[hello] is 2 since step 11 (t=43).\n"));
  CHECK(run_weir("why 1 count[hello]").out == hello);
  CHECK(run_weir("why 1 state count[hello]").out == hello);
  CHECK(run_weir("why 1 'count[ flink]'").out.starts_with("count[' flink'] is 1 since"));
  CHECK(run_weir("why 4 b[1]").out.starts_with("b[1] is 3 since step 6 (t=30).\n"));
  CHECK(run_weir("why 11 '[10,15)'").out == run_weir("why 11 window 10").out);
  CHECK(run_weir("why 1 count[hallo]").err ==
        "weir: There is no state 'count hallo' at step 54. Did you mean 'hello'?\n"
        "Keys there:  flink, Hello, flink, hello and state.\n");
  CHECK(run_weir("why 1 cuont[hello]").err ==
        "weir: There is no state 'cuont hello' at step 54. Did you mean 'count'?\n"
        "States there (operator, name): count count.\n");
}

TEST_CASE("a run that was written down answers as one that is run") {
  const Written run;
  CHECK(run_weir("why " + run.path() + " eel").out == kEel);
  CHECK(run_weir("replay " + run.path()).out == run_weir("run 11 --view log").out);
  CHECK(run_weir("replay " + run.path() + " --view plot").out ==
        run_weir("run 11 --view plot").out);
  CHECK(run_weir("replay " + run.path() + " --view summary --plain").out ==
        run_weir("run 11 --view summary --plain").out);
  CHECK(run_weir("replay " + run.path() + " --from 'late()' --until 9").out ==
        run_weir("run 11 --view log --from 'late()' --until 9").out);
  CHECK(run_weir("state " + run.path() + " --at 5").out == run_weir("state 11 --at 5").out);
  CHECK(run_weir("diff 11 " + run.path()).out ==
        "a = 11\n"
        "b = " +
            run.path() +
            "\n"
            "\n"
            "first difference             none: both do the same in every step\n"
            "first difference in results  none: both have the same 3\n");
}

TEST_CASE("where two runs part") {
  const std::string set = "--set camera.watermarks.out_of_orderness=2ms";
  const std::string parts =
      "first difference             step 1\n"
      "  a  reads salmon@11; sends watermark 11 - 0 - 1 = 10\n"
      "  b  reads salmon@11; sends watermark 11 - 2 - 1 = 8\n"
      "first difference in results  step 6\n"
      "  a  event time 10 -> 14; [10,15) fires: fish=1\n"
      "  b  event time 8 -> 12\n";
  CHECK(run_weir("diff 11 " + set).out ==
        "b = a with camera.watermarks.out_of_orderness=2ms\n\n" + parts);
  CHECK(run_weir("diff 11 11 " + set).out ==
        "a = 11\nb = 11 with camera.watermarks.out_of_orderness=2ms\n\n" + parts);
  const Written a, b(set);
  CHECK(run_weir("diff " + a.path() + " " + b.path()).out ==
        "a = " + a.path() + "\nb = " + b.path() + "\n\n" + parts);
}

TEST_CASE("mistakes are answered with what there is") {
  const auto complains = [](const std::string& arguments, const std::string& want) {
    INFO(arguments);
    const Ran ran = run_weir(arguments);
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err == "weir: " + want);
  };
  complains("why 11 eal",
            "By step 19 there is no record 'eal'. Did you mean 'eel'?\n"
            "Read so far: salmon@11, trout@15, eel@12, perch@14, pike@17 and carp@21.\n");
  complains("why 11 eel --at 3",
            "By step 3 there is no record 'eel'.\n"
            "Read so far: salmon@11.\n");
  complains("why not 11 window 30",
            "By step 19 no record has come to a window '30'.\n"
            "Windows so far: [10,15), [15,20) and [20,25).\n");
  complains("why 11 watermark cuont",
            "There is no task 'cuont'. Did you mean 'count'?\n"
            "Tasks are: camera and count.\n");
  complains(
      "why 11 timer 99",
      "By step 19 no timer '99' has been set.\n"
      "Timers so far: of count for window [10,15) at 14, of count for window [15,20) at 19 and "
      "of count for window [20,25) at 24.\n");
  complains("why 11 99", "Step 99 has not come yet: this is step 19.\n");
  complains("why 11 eel --at 99",
            "--at wants a step from 0 to 19, which is the last one of this run, not 99.\n");
  complains("why 11 window",
            "Which window? Say where it begins, with its key in front if it has one: 'window 10', "
            "'window alice 10', or 'window [10,15)'.\n");
  complains("diff 11", "With what? Add a --set, or name a second run.\nSee 'weir diff --help'.\n");
  complains("diff --set a=1",
            "--set belongs to the JOB before it: name that first.\nSee 'weir diff --help'.\n");
  complains("replay",
            "Which file? A trace is what 'weir run --json' prints.\n"
            "See 'weir replay --help'.\n");
  complains("replay no-such.jsonl",
            "no-such.jsonl cannot be read. A trace is what 'weir run --json' prints.\n");
  complains("why no-such.jsonl eel --set a=1",
            "--set changes a job before it runs; no-such.jsonl is a run that is over.\n");
}

TEST_CASE("a file that was changed is refused, with the line") {
  const Written run;
  std::string text = read_file(run.path());
  const std::size_t at = text.find("\"value\":14");
  REQUIRE(at != std::string::npos);
  text.replace(at, 10, "\"value\":13");
  const TemporaryFolder folder;
  const std::string path = folder / "changed.jsonl";
  std::ofstream(path, std::ios::binary) << text;
  for (const char* command : {"replay ", "why ", "state "}) {
    const Ran ran = run_weir(command + path);
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("weir: " + path + " is no whole trace: "));
  }
}
