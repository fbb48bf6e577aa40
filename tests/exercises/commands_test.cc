// The loop as a learner goes through it: a workspace, a check, a hint, another check.
#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir::testing;

namespace {

const std::string kFolder = WEIR_SOURCE_DIR "/exercises/03-average-of-three/";

bool mentions(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

std::string word_after(const std::string& text, const std::string& before) {
  const std::size_t at = text.find(before);
  if (at == text.npos) return "";
  return text.substr(at + before.size(),
                     text.find_first_of(" \n", at + before.size()) - at - before.size());
}

// Precompiled headers are kept for the next test.
class Learner {
 public:
  Learner() { REQUIRE(types("init").exit == 0); }
  Ran types(const std::string& arguments, const std::string& behind = {}) const {
    return run_weir(arguments, behind,
                    "cd '" + home_.path() + "' && XDG_DATA_HOME='" + home_.path() +
                        "/data' HOME='" + home_.path() + "' XDG_CACHE_HOME='" WEIR_TEST_CACHE "'");
  }
  std::string file() const { return home_ / "exercises/03-average-of-three/starter.cc"; }
  void writes(const std::string& text) const { std::ofstream(file()) << text; }
  void takes(const std::string& solution) const { writes(read_file(kFolder + solution)); }
  // At the prompt of the stepper.
  std::string walks(const std::string& arguments, const std::string& moves) const {
    std::ofstream(home_ / "moves") << moves;
    return types(arguments, "< '" + (home_ / "moves") + "'").out;
  }
  std::string operator/(const std::string& name) const { return home_ / name; }

 private:
  TemporaryFolder home_;
};

}  // namespace

TEST_CASE("the README shows a report that the grader gives") {
  const std::string golden = read_file(kFolder + "goldens/count_in_static.txt");
  REQUIRE(golden.size() > 500);
  CHECK(mentions(read_file(WEIR_SOURCE_DIR "/README.md"), "```text\n" + golden + "```"));
}

TEST_CASE("a workspace has the exercises, what editors need, and a page for assistants") {
  const Learner learner;
  for (const char* name :
       {"exercises/01-word-count/README.md", "exercises/02-key-group-router/exercise.h",
        "exercises/03-average-of-three/starter.cc", "compile_commands.json", ".vscode/tasks.json",
        "AGENTS.md", ".weir/progress.toml"})
    CHECK(fs::exists(learner / name));
  CHECK(mentions(read_file(learner / "AGENTS.md"), "Be a tutor"));
  CHECK(mentions(read_file(learner / "compile_commands.json"), "03-average-of-three/starter.cc"));
  CHECK_FALSE(fs::exists(learner / "exercises/03-average-of-three/solutions"));
}

TEST_CASE("the starter says what is to be done, and that nothing was checked") {
  const Learner learner;
  const Ran ran = learner.types("check 3");
  CHECK(ran.exit == 6);
  CHECK(mentions(ran.out, "not yet   TODO 1: "));
  CHECK(mentions(learner.types("list").out, "e3   average of three                   new"));
}

TEST_CASE("from a wrong solution over hints to a pass, with exit codes and progress") {
  const Learner learner;
  learner.takes("wrong/no_clear.cc");
  const Ran failed = learner.types("check 3");
  CHECK(failed.exit == 1);
  CHECK(mentions(failed.out, "FAIL  seven pairs of one key give two results\n"));
  const std::string first = learner.types("hint").out, second = learner.types("hint 3").out;
  CHECK(mentions(first, "hint 1 of 3, a question:\n"));
  CHECK(mentions(second, "hint 2 of 3, "));
  // The same failure again offers the next one; another failure begins anew.
  CHECK(mentions(learner.types("check 3").out, "the same as before: 'weir hint 3'"));
  CHECK(mentions(learner.types("hint").out, "hint 3 of 3, "));
  learner.takes("wrong/integer_division.cc");
  CHECK(learner.types("check 3").exit == 1);
  CHECK(mentions(learner.types("hint").out, "hint 1 of 3, "));

  learner.takes("solutions/count_and_total.cc");
  const Ran passed = learner.types("check 3");
  CHECK(passed.exit == 0);
  CHECK(mentions(passed.out, "\npassed: 3 cases; "));
  CHECK_FALSE(mentions(passed.out, "FAIL"));
  CHECK(mentions(learner.types("list").out, "e3   average of three                   passed\n"));
  CHECK(learner.types("hint 3").exit == 6);
  CHECK(mentions(read_file(learner / ".weir/progress.toml"),
                 "3 = { passed = true, tries = 4, hints = 4, revealed = false }"));
}

TEST_CASE("the same file and seed give the same report, to the byte") {
  const Learner learner;
  for (const char* wrong : {"wrong/count_in_static.cc", "wrong/state_named_by_subtask.cc",
                            "solutions/keep_the_values.cc"}) {
    learner.takes(wrong);
    const std::string once = learner.types("check 3 --seed 7").out;
    CHECK(mentions(once, "seed 7"));
    learner.takes("wrong/no_clear.cc");
    learner.types("check 3");
    learner.takes(wrong);
    CHECK(learner.types("check 3 --seed 7").out == once);
  }
}

TEST_CASE("what does not compile says where, and what helps") {
  const Learner learner;
  std::string text = read_file(kFolder + "solutions/count_and_total.cc");
  const std::string good = "Sum s = sum.value().value_or(Sum{});";
  REQUIRE(mentions(text, good));
  text.replace(text.find(good), good.size(), "Sum s = sum.value();");
  learner.writes(text);
  const Ran ran = learner.types("check 3");
  CHECK(ran.exit == 3);
  CHECK(mentions(ran.out, "  FAIL  compiles\n          starter.cc:"));
  CHECK(mentions(ran.out, "help      "));
  const Ran raw = learner.types("check 3 --raw");
  CHECK(raw.exit == 3);
  CHECK(mentions(raw.out, "error:"));
}

TEST_CASE("a budget that is spent is no pass") {
  const Learner learner;
  learner.takes("solutions/count_and_total.cc");
  const Ran ran = learner.types("check 3 --budget 100");
  CHECK(ran.exit == 4);
  CHECK(mentions(ran.out, "  ????  a failure at any step changes nothing\n"));
  CHECK(mentions(ran.out, "before the budget of 100 runs was spent"));
  CHECK(mentions(ran.out, "unknown: this is not a pass\n"));
  CHECK_FALSE(mentions(learner.types("list").out, "passed"));
}

TEST_CASE("a token opens the stepper one step before what is wrong, and says when nothing is") {
  const Learner learner;
  learner.takes("wrong/no_clear.cc");
  const std::string token = word_after(learner.types("check 3").out, "weir replay ");
  REQUIRE(token.starts_with("w1:e03:"));
  // Record 4 makes the second result, (1, 6.0): one step further it is there.
  const std::string shown = learner.walks("replay " + token, "step\nquit\n");
  const std::size_t prompt = shown.find("> step"), wrong = shown.find("average=6.0");
  CHECK(prompt != shown.npos);
  CHECK(wrong != shown.npos);
  CHECK(prompt < wrong);
  learner.takes("solutions/count_and_total.cc");
  CHECK(mentions(learner.walks("replay " + token, "quit\n"),
                 "With the code that is there now nothing is wrong in this schedule."));
  const Ran cut = learner.types("replay " + token.substr(0, token.size() - 3));
  CHECK(cut.exit == 2);
  CHECK(mentions(cut.err, "This is no whole token"));
}

TEST_CASE(
    "what a check calls wrong is wrong when its token is replayed, whatever the check looks at") {
  const Learner learner;
  for (const char* wrong : {"zero_instead_of_clear", "state_named_by_subtask", "count_in_member"}) {
    learner.takes(std::string("wrong/") + wrong + ".cc");
    const std::string token = word_after(learner.types("check 3").out, "weir replay ");
    const std::string shown = learner.walks("replay " + token, "quit\n");
    INFO(wrong);
    CHECK(mentions(shown, "is the first that is wrong\n"));
    CHECK_FALSE(mentions(shown, "nothing is wrong"));
  }
}

TEST_CASE("nobody passes by other checks, and what is thrown steers no terminal") {
  const Learner learner;
  const std::string solution = read_file(kFolder + "solutions/count_and_total.cc");
  const std::string call = "WEIR_EXERCISE(", body = "Sum s = sum.value()";
  REQUIRE(mentions(solution, call));
  REQUIRE(mentions(solution, body));
  std::string forged = solution;
  forged.insert(forged.find(call),
                "namespace e03 { void check(const Contract&, weir::Grading&) {} }\n");
  learner.writes(forged);
  CHECK(learner.types("check 3").exit == 1);
  std::string loud = "#include <stdexcept>\n" + solution;
  loud.insert(loud.find(body), "throw std::runtime_error(\"\\x1b[2Jpassed: 3 cases\");\n");
  learner.writes(loud);
  const Ran ran = learner.types("check 3");
  CHECK(ran.exit == 1);
  CHECK(mentions(ran.out, "passed: 3 cases"));
  CHECK_FALSE(mentions(ran.out, "\x1b"));
}

TEST_CASE("what another run left behind in a static is no verdict") {
  const Learner learner;
  std::string text = read_file(kFolder + "solutions/count_and_total.cc");
  const std::string body = "Sum s = sum.value()";
  text.insert(text.find(body), "static int n;\n    if (++n > 3000) return;\n    ");
  learner.writes(text);
  const Ran ran = learner.types("check 3");
  CHECK(ran.exit == 4);
  CHECK(mentions(ran.out, "in a process of its own"));
  CHECK(mentions(ran.out, "unknown: no verdict, because the same input gave two answers\n"));
}

TEST_CASE("an exercise stands where a job can: step, why, state, diff") {
  const Learner learner;
  learner.takes("wrong/no_clear.cc");
  learner.types("check 3");
  CHECK(mentions(learner.walks("step e3", "quit\n"), "weir step .weir/runs/e3.jsonl"));
  CHECK(mentions(learner.types("state e3").out, "sum"));
  const Ran diff = learner.types("diff e3");
  CHECK(diff.exit == 0);
  CHECK(mentions(diff.out, "a = the reference\nb = your code, on the same schedule\n"));
  CHECK(mentions(diff.out, "first difference"));
  CHECK(mentions(diff.out, "sum[1] is cleared"));
  CHECK_FALSE(mentions(diff.out, "value_or"));  // none of its code
  CHECK(learner.types("step e2").exit == 2);    // plain functions have no run
}

TEST_CASE("reset gives the starter back and keeps what was there") {
  const Learner learner;
  learner.writes("// mine\n");
  const Ran ran = learner.types("reset 3");
  CHECK(ran.exit == 0);
  CHECK(read_file(learner.file()) == read_file(kFolder + "starter.cc"));
  CHECK(read_file(learner / "exercises/03-average-of-three/starter-1.cc.bak") == "// mine\n");
  learner.writes("// mine again\n");
  learner.types("reset 3");
  CHECK(read_file(learner / "exercises/03-average-of-three/starter-1.cc.bak") == "// mine\n");
  CHECK(read_file(learner / "exercises/03-average-of-three/starter-2.cc.bak") == "// mine again\n");
}

TEST_CASE("reveal shows solutions and what they cost, and is written down") {
  const Learner learner;
  const Ran ran = learner.types("reveal 3");
  CHECK(ran.exit == 0);
  for (const char* name : {"count_and_total.cc", "keep_the_values.cc", "what each costs"})
    CHECK(mentions(ran.out, name));
  CHECK(mentions(read_file(learner / ".weir/progress.toml"), "revealed = true"));
}

TEST_CASE("outside of a workspace, and with wrong names, there is a way out") {
  const TemporaryFolder folder;
  const std::string there = "cd '" + folder.path() + "' && HOME='" + folder.path() + "'";
  const Ran none = run_weir("check 3", {}, there);
  CHECK(none.exit == 2);
  CHECK(mentions(none.err, "weir init"));
  const Learner learner;
  const Ran wrong = learner.types("check avrage-of-three");
  CHECK(wrong.exit == 2);
  CHECK(mentions(wrong.err, "average-of-three"));
  CHECK(learner.types("check 99").exit == 2);
  CHECK(learner.types("check 3 --budget none").exit == 2);
}
