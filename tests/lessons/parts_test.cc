// The parts of the commands that need no process.
#include "engine/core/suggest.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/row_printer.h"
#include "lessons/cli/run_options.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::cli;

namespace {

std::string mistake(const std::vector<std::string>& arguments) {
  const auto options = parse_run(arguments);
  return options ? "none" : options.error().text;
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("numbers are decimal digits and nothing else, within their limits") {
  for (const char* text : {"", " ", "-1", "+1", "1e3", "0x10", "1.0", " 1", "1 ", "1a", "٣",
                           "99999999999999999999", "11", "0"})
    CHECK_FALSE(number("--n", text, 1, 10).has_value());
  CHECK(*number("--n", "1", 1, 10) == 1);
  CHECK(*number("--n", "10", 1, 10) == 10);
  CHECK(*number("--n", "007", 1, 10) == 7);
  CHECK(*number("--n", "18446744073709551615", 0, ~0ull) == ~0ull);
  CHECK(number("--n", "1e3", 1, 10).error().text ==
        "--n wants a whole number from 1 to 10, not '1e3'.");
}

TEST_CASE("only near words are suggested, and the nearest one") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(did_you_mean("--sed", {"--help", "--seed"}) == " Did you mean '--seed'?");
  CHECK(did_you_mean("rnu", {"run"}) == " Did you mean 'run'?");
  CHECK(did_you_mean("x", {"run"}).empty());
  CHECK(did_you_mean("", {"run"}).empty());
  CHECK(did_you_mean("anything", {}).empty());
  CHECK(did_you_mean(std::string(100'000, 'x'), {"run"}).empty());
}

TEST_CASE("weir run takes its options in any order and both spellings") {
  const std::vector<std::string> typed{
      "--seed=7",          "--kill", "b#0@9",   "--parallelism", "3", "1",
      "--kill=a -> b#1@4", "--json", "--input", "-file"};
  const auto o = parse_run(typed);
  REQUIRE(o.has_value());
  CHECK(o->target.lesson->number == 1);
  CHECK(o->wishes.sets == std::vector<std::string>{"job.parallelism=3", "simulation.seed=7"});
  CHECK(o->json);
  CHECK_FALSE(o->fast);
  CHECK_FALSE(o->crash_everywhere);
  CHECK(o->wishes.inputs == std::vector<std::string>{"-file"});
  REQUIRE(o->kills.size() == 2);  // by decision
  CHECK(o->kills[0].task == "a -> b#1");
  CHECK(o->kills[0].decision == 4);
  CHECK(o->kills[1].task == "b#0");
}

TEST_CASE("a lesson is found by number and by folder") {
  for (const char* name : {"1", "01", "01-word-count"}) {
    const std::vector<std::string> typed{name};
    CHECK(parse_run(typed).has_value());
  }
  CHECK(mentions(mistake({}), "Which one? A job file (job.toml), or a lesson:"));
  CHECK(mentions(mistake({"99"}), "There is no lesson and no file '99'"));
  CHECK(mentions(mistake({"01-wordcount"}), "Did you mean '01-word-count'?"));
  CHECK(mentions(mistake({"-1"}), "-1"));
}

TEST_CASE("a lesson is found by a path to its folder, whose data are then read") {
  const std::string own = WEIR_SOURCE_DIR "/lessons/08-order-join";
  for (const std::string& path : {own, own + "/", own + "/../08-order-join/."}) {
    INFO(path);
    const auto o = parse_run(std::vector<std::string>{path});
    REQUIRE(o.has_value());
    REQUIRE(o->target.lesson != nullptr);
    CHECK(o->target.lesson->number == 8);
    const auto job = open_job(o->target, o->wishes);
    REQUIRE(job.has_value());
    CHECK(job->compiled.inputs[1] == path + (path.ends_with('/') ? "" : "/") + "orderinfo2.csv");
  }
  CHECK(mistake({"/no/such/08-order-join"}) == "/no/such/08-order-join: No such file or directory");
  CHECK(mistake({WEIR_SOURCE_DIR "/lessons"}) == WEIR_SOURCE_DIR
        "/lessons is a folder without a job.toml; name the job file itself.");
}

TEST_CASE("files that are given replace the first ones of the lesson") {
  const std::string folder = WEIR_SOURCE_DIR "/lessons/08-order-join/";
  const auto opened = [](const std::vector<std::string>& arguments) {
    const auto o = parse_run(arguments);
    REQUIRE(o.has_value());
    return open_job(o->target, o->wishes);
  };
  const auto job = opened({"8", "--input", folder + "orderinfo1.csv"});
  REQUIRE(job.has_value());
  CHECK(job->compiled.inputs ==
        std::vector<std::string>{folder + "orderinfo1.csv", folder + "orderinfo2.csv"});
  const std::string csv = folder + "orderinfo1.csv";
  CHECK(opened({"1", "--input", csv, "--input", csv}).error().text ==
        "lesson 1, word count reads one file, but --input is there 2 times.");
}

TEST_CASE("mistakes in the arguments of weir run are named") {
  CHECK(mentions(mistake({"1", "2"}), "What is '2' here?"));
  CHECK(mentions(mistake({"1", "--sede", "3"}), "Did you mean '--seed'?"));
  CHECK(mentions(mistake({"1", "--paralelism=3"}), "Did you mean '--parallelism'?"));
  CHECK(mentions(mistake({"1", "--see"}), "There is no option '--see'"));  // nothing is abbreviated
  CHECK(mentions(mistake({"1", "--seed"}), "--seed wants a value."));
  CHECK(mentions(mistake({"1", "--input="}), "--input wants a value."));
  CHECK(mentions(mistake({"1", "--input", ""}), "An argument is empty"));
  CHECK(mentions(mistake({"1", "--seed", "1", "--seed", "2"}), "--seed can be given once only."));
  CHECK(mentions(mistake({"1", "--seed", "-3"}), "--seed wants a whole number"));
  CHECK(mentions(mistake({"1", "--seed", "9223372036854775808"}), "--seed wants a whole number"));
  CHECK(mentions(mistake({"1", "--parallelism", "0"}), "from 1 to 128"));
  CHECK(mentions(mistake({"1", "--parallelism", "129"}), "from 1 to 128"));
  CHECK(mentions(mistake({"1", "--kill", "count#0"}), "TASK@DECISION"));
  CHECK(mentions(mistake({"1", "--kill", "@3"}), "TASK@DECISION"));
  CHECK(mentions(mistake({"1", "--kill", "count#0@"}), "whole number"));
  CHECK(mentions(mistake({"1", "--kill", "count#0@-1"}), "whole number"));
  CHECK(mistake({"1", "--json=3"}) != "none");
  CHECK(mistake({"1", "--backend", "rockdb"}) ==
        "--backend wants hashmap or rocksdb, not 'rockdb'. Did you mean 'rocksdb'?");
  CHECK(mistake({"1", "--interval", "-1"}) ==
        "--interval wants a whole number from 0 to 1000000000000, not '-1'.");
  CHECK(mistake({"1", "--restore", "3"}) == "--restore means nothing without --checkpoints.");
  CHECK(mistake({"1", "--checkpoints", "x", "--restore", "cp-3"}) ==
        "--restore wants a whole number from 1 to 9223372036854775807, not 'cp-3'.");
  CHECK(mistake({"1", "--commit", "--output", "x"}) ==
        "--commit and --output do not go together: rows are printed, or go into files.");
  CHECK(mistake({"1", "--commit", "--checkpoints", "x"}) ==
        "--commit and --checkpoints do not go together: what waits for its checkpoint would be "
        "gone with this process. Use --output.");
  CHECK(mistake({"1", "--crash-everywhere", "--checkpoints", "x"}) ==
        "--crash-everywhere and --checkpoints do not go together: each of its runs has its own, in "
        "memory.");
  CHECK(mistake({"1", "--crash-everywhere", "--output", "x"}) ==
        "--crash-everywhere and --output do not go together: each of its runs has its own results. "
        "Use --commit to see them come once.");
  for (const std::vector<std::string>& option : std::vector<std::vector<std::string>>{
           {"--unaligned"}, {"--commit"}, {"--checkpoints", "x"}}) {
    std::vector<std::string> arguments{"1", "--interval", "0"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    CHECK(mistake(arguments) == option[0] +
                                    " and --interval 0 do not go together: there are no "
                                    "checkpoints.");
  }
  CHECK(mistake({"1", "--interval", "0", "--output", "x"}) == "none");
  CHECK(mistake({"1", "--points", "3"}) == "--points means nothing without --crash-everywhere.");
  CHECK(mistake({"1", "--crash-everywhere", "--points", "0"}) ==
        "--points wants a whole number from 1 to 1000000000, not '0'.");
  CHECK(mentions(mistake({"1", "--fast", "--kill", "a#0@1"}), "do not go together"));
  CHECK(mentions(mistake({"1", "--fast", "--crash-everywhere"}), "do not go together"));
  CHECK(mentions(mistake({"1", "--json", "--crash-everywhere"}), "do not go together"));
  CHECK(mentions(mistake({"1", "--kill", "a#0@1", "--crash-everywhere"}), "do not go together"));
}

TEST_CASE("help begins with an example and fits into 80 columns") {
  const std::vector<std::string> typed{"--help"};
  CHECK(parse_run(typed)->help);
  const std::string help = run_help();
  CHECK(help.starts_with("weir run 1 "));
  for (const std::string& line : testing::lines_of(help)) {
    INFO(line);
    CHECK(line.size() <= 80);
  }
}

TEST_CASE("a transaction is printed once, when it is committed") {
  RowPrinter rows(nullptr, {{"t", {}}});
  const auto commit = [&](const char* name) { return rows.commit(name).has_value(); };
  CHECK_FALSE(commit("t#0/1"));
  CHECK(rows.prepare("t#0/1", {Value::integer(1), Value::integer(2)}).has_value());
  CHECK(rows.rows() == 0);
  CHECK(commit("t#0/1"));
  CHECK(commit("t#0/1"));
  CHECK(rows.rows() == 2);
  CHECK_FALSE(rows.prepare("t#0/1", {}).has_value());
  CHECK(rows.prepare("t#0/2", {Value::integer(3)}).has_value());
  CHECK(rows.abort("t#0/2").has_value());
  CHECK_FALSE(commit("t#0/2"));
  CHECK(rows.rows() == 2);
}
