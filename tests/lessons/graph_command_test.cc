// weir graph as people use it: what it prints, where, and how it fails.
#include <sys/stat.h>

#include <fstream>

#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Runs with PATH cut down to a folder with this script as dot.
std::string with_dot(const TemporaryFolder& folder, const std::string& script) {
  const std::string path = folder / "dot";
  std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
  REQUIRE(chmod(path.c_str(), 0755) == 0);
  return folder.path();
}

}  // namespace

TEST_CASE("the graph of lesson 1 in all kinds") {
  CHECK(run_weir("graph 1 --parallelism 2").out ==
        "word-count: 4 operators in 5 tasks\n"
        "\n"
        " [lines] --rebalance--> [flat_map split x2]\n"
        "     ==hash(word)==> [process count x2 *state] --> (print out x2)\n"
        "\n"
        " x2: in two subtasks; *state: keeps state by key; -->: within one task\n");
  CHECK(run_weir("graph 1 --kind exec").out ==
        "word-count\n"
        "2 tasks on 1 task manager, 1 channel\n"
        "\n"
        "task     operators     tm/slot  key groups\n"
        "lines#0  lines, split  0/0      -\n"
        "count#0  count, out    0/0      0-127 (128)\n"
        "\n"
        " lines#0 ==hash(word)==> count#0  1 channel\n");
  const Ran step = run_weir("graph 1 --kind step");
  CHECK(step.exit == 0);
  CHECK(mentions(step.out, "FINISHED"));
  CHECK(run_weir("graph 1 --plain").out ==
        "Job word-count has 4 operators in 2 tasks.\n"
        "lines is a source.\n"
        "split (flat_map) reads from lines within one task.\n"
        "count (process) reads from split by hash of word, keeping state by key.\n"
        "out (print sink) reads from count within one task.\n");
}

TEST_CASE("the same command prints the same bytes, in any locale and width of terminal") {
  for (const char* how : {"graph 8 --format dot", "graph 8 --kind exec --format dot",
                          "graph 8 --at 20 --format dot", "graph 8 --at 20"}) {
    const std::string once = run_weir(how).out;
    CHECK(once.size() > 200);
    CHECK(run_weir(how).out == once);
    CHECK(run_weir(how, "", "LC_ALL=tr_TR.UTF-8 TERM=xterm TZ=Asia/Tokyo").out == once);
  }
  CHECK(mentions(run_in_terminal("graph 8", "LC_ALL=C.UTF-8").text, "═input 1 hash(order_id)═▶"));
  CHECK(mentions(run_in_terminal("graph 8", "LC_ALL=C").text, "==input 1 hash(order_id)==>"));
}

TEST_CASE("a step before the first, the last, and those that the run does not have") {
  const Ran before = run_weir("graph 8 --at 0");
  CHECK(before.exit == 0);
  CHECK(mentions(before.out, "\nstep 0, "));
  CHECK(mentions(before.out, "orderinfo1#0>join#0  0/1024"));
  const std::string last = run_weir("graph 8 --kind step").out;
  const std::size_t at = last.find("step ") + 5;
  const std::string steps = last.substr(at, last.find(',', at) - at);
  CHECK(run_weir("graph 8 --at " + steps).out == last);
  const std::string more = std::to_string(std::stol(steps) + 1);
  const Ran behind = run_weir("graph 8 --at " + more);
  CHECK(behind.exit == 2);
  CHECK(behind.out.empty());
  CHECK(behind.err == "weir: --at wants a step from 0 to " + steps +
                          ", which is the last one of this run, not " + more + ".\n");
  CHECK(run_weir("graph 8 --at 25 --seed 1").out != run_weir("graph 8 --at 25 --seed 2").out);
}

TEST_CASE("a fault of the job file happens in the run that is drawn") {
  const TemporaryFolder folder;
  std::string job = read_file(WEIR_SOURCE_DIR "/lessons/01-word-count/job.toml");
  std::ofstream(folder / "lines.txt") << "a,b,a\nb,c\na\n";
  std::ofstream(folder / "job.toml")
      << job << "\n[[fault]]\nkill = \"count#0\"\nat_decision = 30\n";
  std::string step;
  for (const std::string& line : lines_of(run_weir("run " + (folder / "job.toml") + " --json").out))
    if (step.empty() && mentions(line, "\"k\":\"fail\"")) {
      const std::size_t at = line.find("\"step\":") + 7;
      step = line.substr(at, line.find(',', at) - at);
    }
  REQUIRE(!step.empty());
  const std::string drawn = run_weir("graph " + (folder / "job.toml") + " --at " + step).out;
  CHECK(mentions(drawn, "\ncount#0  FAILED "));
  const std::string end = run_weir("graph " + (folder / "job.toml") + " --kind step").out;
  CHECK(mentions(end, "attempt 2"));
  CHECK(mentions(end, "\ncount#0  FINISHED "));
}

TEST_CASE("mistakes on the command line of weir graph") {
  const auto mistake = [](const std::string& arguments) {
    const Ran ran = run_weir("graph " + arguments);
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK(mistake("").starts_with("weir: Which one? A job file (job.toml), or a lesson:\n"));
  CHECK(mistake("9").starts_with("weir: There is no lesson and no file '9'."));
  CHECK(mistake("1 --kind lojical") ==
        "weir: --kind wants logical, exec or step, not 'lojical'. Did you mean 'logical'?\n");
  CHECK(mistake("1 --format png") == "weir: --format wants dot, svg or ascii, not 'png'.\n");
  CHECK(mistake("1 --at soon").starts_with("weir: --at wants a whole number from 0 to "));
  CHECK(mistake("1 --at 3 --kind exec") ==
        "weir: --at and --kind exec do not go together: they are the same at every step.\n");
  CHECK(mistake("1 --parallelism 0") ==
        "weir: --parallelism wants a whole number from 1 to 128, not '0'.\n");
  CHECK(mistake("1 --width x") == "weir: --width wants a whole number from 1 to 10000, not 'x'.\n");
  CHECK(mistake("1 ''") == "weir: An argument is empty (''); is a variable not set?\n");
  CHECK(mistake("1 --kin exec") ==
        "weir: There is no option '--kin'. Did you mean '--kind'?\nSee 'weir graph --help'.\n");
}

TEST_CASE("a picture goes into a file, whose ending says which") {
  const TemporaryFolder folder;
  const std::string dot = folder / "a.dot", text = folder / "a.txt";
  CHECK(run_weir("graph 1 --output " + dot).out.empty());
  CHECK(read_file(dot) == run_weir("graph 1 --format dot").out);
  CHECK(run_in_terminal("graph 1 --output " + text, "LC_ALL=C.UTF-8").text.empty());
  CHECK(read_file(text) == run_weir("graph 1").out);
  const Ran nowhere = run_weir("graph 1 --output " + (folder / "no/such/a.dot"));
  CHECK(nowhere.exit == 5);
  CHECK(nowhere.err ==
        "weir: " + (folder / "no/such/a.dot") + " cannot be written: No such file or directory\n");
}

TEST_CASE("dot draws the picture, if it is there") {
  const TemporaryFolder folder;
  const std::string dot = with_dot(folder, "echo '<svg>'; /bin/cat");
  const std::string in_path = "PATH=" + dot;
  const Ran ran = run_weir("graph 1 --format svg", "", in_path);
  CHECK(ran.exit == 0);
  CHECK(mentions(ran.out, "<svg role=\"img\""));
  CHECK(mentions(ran.out, "<title id=\"weir-title\">word-count: operators</title>"));
  CHECK(mentions(ran.out, "\nlines is a source.\n"));
  CHECK(ran.out.ends_with(run_weir("graph 1 --format dot").out));
  const TemporaryFolder empty;
  const Ran missing = run_weir("graph 1 --format svg", "", "PATH=" + empty.path());
  CHECK(missing.exit == 5);
  CHECK(missing.out.empty());
  CHECK(missing.err ==
        "weir: There is no program 'dot' here.\n"
        "It is the part of Graphviz that draws graphs. To install it: apt install graphviz "
        "(Debian, Ubuntu), dnf install graphviz (Fedora), brew install graphviz (macOS).\n"
        "Without it: --format ascii draws with characters, --format dot writes what dot would "
        "read.\n");
  with_dot(folder, "echo 'out of colours' >&2; exit 1");
  const Ran fails = run_weir("graph 1 --format svg", "", in_path);
  CHECK(fails.exit == 5);
  CHECK(fails.err.starts_with("weir: dot failed: out of colours\nWithout it: "));
}

TEST_CASE("pictures fit the screen they are asked for") {
  for (const int width : {60, 80, 120})
    for (const char* kind : {"logical", "exec", "step"}) {
      const Ran ran = run_weir("graph 8 --parallelism 3 --charset unicode --kind " +
                               std::string(kind) + " --width " + std::to_string(width));
      CHECK(ran.exit == 0);
      for (const std::string& line : lines_of(ran.out))
        CHECK(text_width(line) <= static_cast<std::size_t>(width));
    }
}
