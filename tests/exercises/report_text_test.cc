// The report of every kind of ending, to the letter. Those of wrong answers are the goldens of the
// exercises.
#include "exercises/loop/report_text.h"

#include "engine/core/text_width.h"
#include "exercises/exercises.h"
#include "tests/catch.h"

namespace weir::exercises {
namespace {

Hints hints() {
  Hints h;
  h.after = "Three designs are known.";
  h.checks["crash"] = {
      .lesson = "4", .why = "not all was set back.", .ask = "?", .concept_ = "!", .shape = "."};
  return h;
}

Graded graded() {
  Graded g;
  g.exercise = &kExercises[2];
  g.plan =
      Plan{3, 42, 1, 2, {{"pairs", "six pairs"}, {"twice", "two runs"}, {"crash", "a failure"}}};
  return g;
}

CheckReport ok(const char* id) { return {id, Outcome::kOk, {}}; }

std::string text(const Graded& g, ReportLooks looks = {}) { return report_text(g, hints(), looks); }

TEST_CASE("a pass says what was tried, and no whole list is no pass") {
  Graded g = graded();
  g.checks = {ok("pairs"), ok("twice"), ok("crash")};
  CHECK(g.grade() == Grade::kUnknown);  // it never said that this was all
  g.ending = Ending{{"1 case", "1,204 failure points on 2 backends"}, 1404, ""};
  CHECK(g.grade() == Grade::kPass);
  CHECK(text(g) ==
        "E03 average-of-three: 1 case, 2 properties, seed 42\n"
        "  ok    compiles\n"
        "  ok    six pairs\n"
        "  ok    two runs\n"
        "  ok    a failure\n"
        "passed: 1 case; 1,204 failure points on 2 backends\n"
        "        Three designs are known.\n"
        "next:  weir next   |   weir reveal 3\n");
  g.checks.pop_back();
  CHECK(g.grade() == Grade::kUnknown);
  g.plan->checks.clear();
  g.checks.clear();
  CHECK(g.grade() == Grade::kUnknown);  // no check at all
}

TEST_CASE("what does not compile, in the compiler's words") {
  Graded g = graded();
  g.plan.reset();
  g.errors = {"starter.cc:13:22: error: conversion", "help      value() may be absent"};
  g.raw_hint = "everything g++ 12 said: 4 lines";
  CHECK(g.grade() == Grade::kNoCompile);
  CHECK(text(g) ==
        "E03 average-of-three\n"
        "  FAIL  compiles\n"
        "          starter.cc:13:22: error: conversion\n"
        "          help      value() may be absent\n"
        "next:  weir check 3 --raw (everything g++ 12 said: 4 lines)   |   lesson 4\n");
}

TEST_CASE("unknown is no pass: a spent budget, two answers") {
  Graded g = graded();
  CheckReport spent{"crash", Outcome::kUnknown, {}};
  spent.finding.kind = FindingKind::kBudget;
  spent.finding.lines = {{"explored", "95 failure points"}};
  g.checks = {ok("pairs"), ok("twice"), spent};
  g.ending = Ending{{"1 case"}, 120, ""};
  CHECK(g.grade() == Grade::kUnknown);
  CHECK(text(g) ==
        "E03 average-of-three: 1 case, 2 properties, seed 42\n"
        "  ok    compiles\n"
        "  ok    six pairs\n"
        "  ok    two runs\n"
        "  ????  a failure\n"
        "          explored  95 failure points\n"
        "unknown: this is not a pass\n"
        "next:  weir check 3 --budget 1000000\n");
  CheckReport differ{"twice", Outcome::kUnknown, {}};
  differ.finding.kind = FindingKind::kNotDeterministic;
  differ.finding.lines = {{"run 1", "result 1 is (1, 2.0)"}, {"run 2", "result 1 is missing"}};
  g.checks = {ok("pairs"), differ};
  const std::string said = text(g);
  CHECK(said.find("  skip  1 more, not started\n"
                  "unknown: no verdict, because the same input gave two answers\n") !=
        std::string::npos);
  CHECK(said.find("replay") == std::string::npos);
}

TEST_CASE("a program that did not come back, and what it printed") {
  Graded g = graded();
  g.checks = {ok("pairs")};
  g.stopped = Stopped{.verdict = Stopped::Verdict::kFail,
                      .sanitize = true,
                      .lines = {{"stopped", "segmentation fault"}, {"why", "a null pointer"}}};
  g.stopped_check = 1;
  g.output.add("here\n");
  CHECK(g.grade() == Grade::kFail);
  CHECK(text(g) ==
        "E03 average-of-three: 1 case, 2 properties, seed 42\n"
        "  ok    compiles\n"
        "  ok    six pairs\n"
        "  FAIL  two runs\n"
        "          stopped   segmentation fault\n"
        "          why       a null pointer\n"
        "  skip  1 more, they need the check above\n"
        "your program printed 5 bytes:\n"
        "        | here\n"
        "next:  weir check 3 --sanitize (names the line, takes some seconds)   |   weir hint 3\n");
  g.stopped->verdict = Stopped::Verdict::kUnknown;
  CHECK(g.grade() == Grade::kUnknown);
  g.stopped->verdict = Stopped::Verdict::kEnvironment;
  CHECK(g.grade() == Grade::kEnvironment);
}

TEST_CASE("no line is wider than asked for, but a token's") {
  Graded g = graded();
  CheckReport wrong{"crash", Outcome::kFail, {}};
  std::string rows;
  for (int i = 0; i < 40; i++) rows += (i > 0 ? " (" : "(") + std::to_string(i) + ", 拖把)";
  wrong.finding.lines = {{"input", rows}, {"expected", rows}, {"actual", "nothing"}};
  wrong.finding.schedule = "average#0 is killed before decision 31, rocksdb";
  wrong.finding.token = "w1:e03:" + std::string(200, 'A');
  g.checks = {ok("pairs"), ok("twice"), wrong};
  g.ending = Ending{{"1 case"}, 120, "x"};
  g.narration = {"step 3  (key 1, value 3)  " + std::string(200, 'x')};
  for (const std::size_t columns : {60u, 80u, 100u})
    for (const bool unicode : {false, true}) {
      const std::string said = text(g, {.unicode = unicode, .columns = columns});
      for (std::size_t at = 0; at < said.size();) {
        const std::size_t end = said.find('\n', at);
        const std::string line = said.substr(at, end - at);
        INFO(line);
        const bool free = line.find("weir replay") != line.npos || line.starts_with("next:");
        CHECK((free || text_width(line) <= columns));
        at = end + 1;
      }
    }
  CHECK(text(g).find("\x1b[") == std::string::npos);
  CHECK(text(g, {.colour = true}).find("\x1b[31;1mFAIL\x1b[0m") != std::string::npos);
}

}  // namespace
}  // namespace weir::exercises
