// weir run, as users see it: outputs, streams, exit codes.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "engine/trace/ndjson.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"
#include "tests/sanitizer.h"

using namespace weir::testing;
using Lines = std::vector<std::string>;

namespace {

// The answer of lesson 1: a running count at every word; nothing trims or folds case.
const Lines kRows{"(hello,1)", "(flink,1)", "(hello,2)", "(state,1)", "(Hello,1)", "( flink,1)"};

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Without the number of the subtask, sorted.
Lines in_any_order(Lines rows) {
  for (std::string& row : rows)
    if (const std::size_t arrow = row.find("> "); arrow != std::string::npos)
      row.erase(0, arrow + 2);
  std::sort(rows.begin(), rows.end());
  return rows;
}

// The largest count of each word.
std::map<std::string, int> final_counts(const Lines& rows) {
  std::map<std::string, int> counts;
  for (const std::string& row : rows) {
    const std::size_t open = row.find('('), comma = row.rfind(',');
    int& count = counts[row.substr(open + 1, comma - open - 1)];
    count = std::max(count, std::stoi(row.substr(comma + 1)));
  }
  return counts;
}

}  // namespace

TEST_CASE("lesson 1 prints a running count for every word, and a summary") {
  const Ran ran = run_weir("run 1");
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  CHECK(rows_of(ran.out) == kRows);
  for (const char* line :
       {"FINISHED at ", "records read    3\n", "rows printed    6\n", "restarts        0\n",
        "state entries   5\n", "step through it:  weir step 1"})
    CHECK(mentions(ran.out, line));
  for (const std::string& line : lines_of(ran.out)) CHECK(line.size() <= 80);
}

TEST_CASE("the same words are counted with any parallelism, seed and driver") {
  for (const char* how : {"--parallelism 1 --seed 7", "--parallelism 2", "--parallelism 3 --seed 5",
                          "--fast --parallelism 2"}) {
    INFO(how);
    const Ran ran = run_weir(std::string("run 1 ") + how);
    CHECK(ran.exit == 0);
    CHECK(in_any_order(rows_of(ran.out)) == in_any_order(kRows));
  }
  CHECK(rows_of(run_weir("run 1 --fast").out) == kRows);
}

TEST_CASE("after a failure anywhere the last counts are the same, and the summary tells of it") {
  const auto expected = final_counts(kRows);
  for (const char* kill :
       {"count#0@20", "lines#0@25", "split#0@35", "count#0@45", "out#0@30 --kill count#0@60"}) {
    INFO(kill);
    const Ran ran = run_weir(std::string("run 1 --kill ") + kill);
    CHECK(ran.exit == 0);
    CHECK(ran.err.empty());
    CHECK(final_counts(rows_of(ran.out)) == expected);
    CHECK(mentions(ran.out, "\nkilled          "));
    CHECK(mentions(ran.out, "\nattempt 2 "));
    CHECK(mentions(ran.out, " of them again\n"));
    CHECK_FALSE(mentions(ran.out, "restarts        0"));
  }
  const Ran before = run_weir("run 1 --kill count#0@10");
  const Ran behind = run_weir("run 1 --kill count#0@30");
  CHECK(mentions(before.out, "from nothing: no checkpoint was complete"));
  CHECK(mentions(behind.out, "from checkpoint 1"));
}

TEST_CASE("a log with every event says what goes where, and why") {
  const Ran ran = run_weir("run 2 --view log --micro --until 1");
  CHECK(ran.err.empty());
  CHECK(mentions(ran.out, "sends fish=bream, angler=1, kilos=3 to sum#1, key group 86\n"));
  CHECK_FALSE(mentions(run_weir("run 2 --view log --until 1").out, "sends"));
  const Ran bare = run_weir("run 2 --micro");
  CHECK(bare.exit == 2);
  CHECK(bare.err == "weir: --micro is of the log: add --view log.\n");
}

TEST_CASE("a failure at every point of the run changes no count") {
  const Ran ran = run_weir("run 1 --crash-everywhere");
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  CHECK(mentions(ran.out, "\npass: "));
}

TEST_CASE("the trace of two equal runs is equal to the byte, and stdout has nothing else") {
  const Ran ran = run_weir("run 1 --json --parallelism 2 --kill count#1@60");
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  const auto trace = ::weir::read_ndjson(ran.out);
  INFO((trace ? "" : trace.error().text));
  REQUIRE(trace.has_value());
  CHECK(trace->events.size() > 100);
  CHECK_FALSE(mentions(ran.out, WEIR_SOURCE_DIR));  // nothing that depends on the machine
  CHECK(run_weir("run 1 --json --parallelism 2 --kill count#1@60").out == ran.out);
  CHECK(run_weir("run 1 --json --parallelism 2 --kill count#1@60 --seed 43").out != ran.out);
  for (const char* how : {"--kill lines#0@6", "--kill lines#0@30", "--fast"}) {
    const auto other = ::weir::read_ndjson(run_weir(std::string("run 1 --json ") + how).out);
    INFO(how << ": " << (other ? "" : other.error().text));
    CHECK(other.has_value());
  }
}

TEST_CASE("a file of one's own is read in any of its usual forms") {
  const auto rows_with = [](std::string_view content) {
    const TemporaryFile file(content);
    const Ran ran = run_weir("run 1 --input " + file.path());
    CHECK(ran.exit == 0);
    CHECK(ran.err.empty());
    return rows_of(ran.out);
  };
  CHECK(rows_with("").empty());
  CHECK(rows_with("\n") == Lines{"(,1)"});
  CHECK(rows_with("\xef\xbb\xbf"
                  "a,b\r\n拖把,é\r\na") == Lines{"(a,1)", "(b,1)", "(拖把,1)", "(é,1)", "(a,2)"});
  CHECK(rows_with("hello,flink\nhello,world,hello\nflink\n\na,,b\n,\nb,,\n") ==
        Lines{"(hello,1)", "(flink,1)", "(hello,2)", "(world,1)", "(hello,3)", "(flink,2)", "(,1)",
              "(a,1)", "(,2)", "(b,1)", "(b,2)"});
}

TEST_CASE("what cannot be read is named with its place, and what came before it stands") {
  const TemporaryFile bad("ok,fine\nb\xff,c\nd\n");
  for (const char* how : {"", " --fast", " --kill count#0@12"}) {
    INFO(how);
    const Ran ran = run_weir("run 1 --input " + bad.path() + how);
    CHECK(ran.exit == 2);
    CHECK(ran.err.starts_with("weir: " + bad.path() + ":2:2: "));
    CHECK(mentions(ran.err, "UTF-8"));
    CHECK(final_counts(rows_of(ran.out)) == std::map<std::string, int>{{"ok", 1}, {"fine", 1}});
  }
  const Ran traced = run_weir("run 1 --json --input " + bad.path());
  CHECK(traced.exit == 2);
  CHECK(::weir::read_ndjson(traced.out).has_value());
  const Ran swept = run_weir("run 1 --crash-everywhere --input " + bad.path());
  CHECK(swept.exit == 2);
  CHECK(swept.err.starts_with("weir: " + bad.path() + ":2:2: "));
  for (const char* path : {"/no/such/file", "/"}) {
    const Ran ran = run_weir(std::string("run 1 --input ") + path);
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("weir: " + std::string(path) + ": cannot be read: "));
  }
}

TEST_CASE("faults of a job file are not left out without a word where nothing fails") {
  const TemporaryFolder folder;
  const std::string lesson = read_file(WEIR_SOURCE_DIR "/lessons/01-word-count/job.toml");
  const std::string file = folder / "job.toml";
  std::ofstream(folder / "lines.txt") << "a,b,a\nb,c\na\n";
  const std::string one = "\n[[fault]]\nkill = \"count#0\"\nat_decision = 30\n";
  const std::string two = one + "\n[[fault]]\nrescale = 2\nat_decision = 31\n";
  std::ofstream(file) << lesson << one;
  const Ran fast = run_weir("run " + file + " --fast");
  CHECK(fast.exit == 2);
  CHECK(fast.out.empty());
  CHECK(fast.err == "weir: --fast and [[fault]] do not go together: nothing fails with --fast.\n" +
                        file +
                        " asks for a fault (kill count#0). Run it without --fast, or take it out "
                        "of the file.\n");
  CHECK(run_weir("run " + file).exit == 0);
  CHECK(run_weir("run " + file + " --fast --explain").exit == 0);  // runs nothing
  std::ofstream(file) << lesson << two;
  CHECK(run_weir("run " + file + " --fast").err ==
        "weir: --fast and [[fault]] do not go together: nothing fails with --fast.\n" + file +
            " asks for faults (kill count#0, rescale to 2). Run it without --fast, or take them "
            "out of the file.\n");
}

TEST_CASE("the option --until stops a run without the simulator, too: at a step, or at an event") {
  const Ran whole = run_weir("run 1 --fast");
  const Ran step = run_weir("run 1 --fast --until 5");
  const Ran query = run_weir("run 1 --fast --until 'sink.write()'");
  CHECK(rows_of(whole.out) == kRows);
  CHECK(rows_of(step.out) == Lines{"(hello,1)", "(flink,1)"});
  CHECK(rows_of(query.out) == Lines{"(hello,1)"});
  for (const Ran* ran : {&step, &query}) {
    CHECK(ran->exit == 0);
    CHECK(ran->err.empty());
  }
  CHECK(run_weir("run 1 --fast --until 999999").out == whole.out);
}

TEST_CASE("a kill that cannot be is told apart: no such task, no such decision") {
  const Ran unknown = run_weir("run 1 --kill cuont#0@3");
  CHECK(unknown.exit == 2);
  CHECK(unknown.out.empty());
  CHECK(mentions(unknown.err, "Did you mean 'count#0'?"));
  CHECK(mentions(unknown.err, "\n  lines#0  (lines, split)\n  count#0  (count, out)\n"));
  CHECK(run_weir("run 1 --json --kill cuont#0@3").out.empty());
  const Ran late = run_weir("run 1 --kill count#0@9999");
  CHECK(late.exit == 2);
  CHECK(rows_of(late.out) == kRows);
  CHECK(mentions(late.err, "kill count#0 did nothing: the run has "));
  const Ran early = run_weir("run 1 --kill count#0@0");
  CHECK(early.exit == 2);
  CHECK(mentions(early.err, "kill count#0 did nothing: it did not run then"));
}

TEST_CASE("weir alone says what is next, and knows its version, options and commands") {
  const Ran alone = run_weir("");
  CHECK(alone.exit == 0);
  CHECK(mentions(alone.out, "\nnext:  weir "));
  CHECK(run_weir("--help").out.starts_with("weir  "));
  CHECK(run_weir("--version").out.starts_with("weir 0."));
  CHECK(run_weir("run --help").exit == 0);
  const Ran command = run_weir("runn 1");
  const Ran option = run_weir("--hepl");
  const Ran number = run_weir("run 1 --seed x");
  for (const Ran* ran : {&command, &option, &number}) {
    CHECK(ran->exit == 2);
    CHECK(ran->out.empty());
  }
  CHECK(mentions(command.err, "There is no command 'runn'. Did you mean 'run'?"));
  CHECK(mentions(option.err, "There is no option '--hepl'. Did you mean '--help'?"));
}

#ifndef WEIR_ADDRESS_SANITIZER
TEST_CASE("a large file is streamed: a hundred times the text takes no more memory") {
  const auto text = [](std::size_t lines) {
    std::string out;
    for (std::size_t i = 0; i < lines; i++)
      out += "hello,flink,w" + std::to_string(i % 100) + ",some words that are longer,a,b,c\n";
    return out;
  };
  const TemporaryFile small(text(1'500)), large(text(150'000));  // 7 MB
  const long before = peak_memory("run 1 --fast --input " + small.path());
  const long after = peak_memory("run 1 --fast --input " + large.path());
  INFO(before << " KB, then " << after << " KB");
  CHECK(after - before < 2'048);
}
#endif

TEST_CASE("a reader that goes away is no mistake; a full disk is") {
  std::string lines;
  for (int i = 0; i < 20'000; i++) lines += "a,b,c\n";
  const TemporaryFile file(lines);
  const Ran ran = run_weir("run 1 --input " + file.path(), "| head -n 1");
  CHECK(ran.out == "(a,1)\n");
  CHECK(ran.err.empty());
  if (access("/dev/full", W_OK) != 0) return;
  const Ran full = run_weir("run 1 >/dev/full");
  CHECK(full.exit == 5);
  CHECK(mentions(full.err, "could not be written"));
}

TEST_CASE("a source that never ends, read to its last row, does not keep a run going for ever") {
  for (const char* more :
       {"", " --set camera.watermarks.emit=200ms", " --set camera.watermarks.idle_timeout=50ms",
        " --set camera.watermarks.emit=200ms --set checkpointing.interval=30ms", " --fast"}) {
    INFO(more);
    const Ran ran = run_weir(std::string("run 11 --set camera.bounded=false") + more);
    CHECK(ran.exit == 0);
    CHECK(ran.out.find("6 records in") + ran.out.find("records read    6") !=
          2 * std::string::npos);
    CHECK(ran.out.find("[15,20)") != std::string::npos);
    CHECK(ran.out.find("[20,25)") == std::string::npos);  // the carp's window stays open
  }
  CHECK(run_weir("run 1 --set lines.bounded=false").exit == 0);
}

TEST_CASE("what was understood of a window is said with its size") {
  CHECK(run_weir("run 11 --explain").out.find("window    tumbling of 5ms, allowed lateness 0ms") !=
        std::string::npos);
  CHECK(run_weir("run 11 --explain --set 'count.window={ sliding = \"10ms\", slide = \"5ms\" }'")
            .out.find("window    sliding of 10ms every 5ms,") != std::string::npos);
}

TEST_CASE("an interrupted run loses nothing that it has printed") {
  // A job that takes its time.
  const TemporaryFolder folder;
  {
    std::ofstream rows(folder / "rows.csv");
    rows << "n\n";
    for (int i = 0; i < 2'000'000; i++) rows << i << '\n';
    std::ofstream(folder / "job.toml") << "[[source]]\nuid = \"in\"\ncsv = \"rows.csv\"\n"
                                          "[[sink]]\nuid = \"out\"\nfrom = \"in\"\nprint = true\n";
  }
  // As soon as something has been written; the rest of it takes a hundred times as long.
  const std::string command = "cd " + folder.path() +
                              " && { " WEIR_PROGRAM
                              " run job.toml >out 2>err & p=$!; until [ -s out ]; do sleep 0.01; "
                              "done; kill -INT $p; wait $p; echo $? >code; }";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(read_file(folder / "code") == "130\n");
  CHECK(read_file(folder / "err").starts_with("weir: interrupted at "));
  const std::string out = read_file(folder / "out");
  CHECK(out.ends_with('\n'));
}
