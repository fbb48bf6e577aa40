// Reading lessons and answering, as a learner without a terminal does; and where that is kept.
#include <filesystem>
#include <fstream>

#include "engine/core/text_width.h"
#include "lessons/book/progress_file.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir;
using namespace weir::testing;

namespace {

bool mentions(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

// Somebody with a home of their own.
class Learner {
 public:
  Ran types(const std::string& arguments) const {
    return run_weir(arguments, {},
                    "cd '" + home_.path() + "' && XDG_DATA_HOME='" + home_.path() +
                        "/data' HOME='" + home_.path() + "'");
  }
  std::string file() const { return home_ / "data/weir/progress.toml"; }
  std::string operator/(const std::string& name) const { return home_ / name; }

 private:
  TemporaryFolder home_;
};

}  // namespace

TEST_CASE("weir alone says in a few lines where one is and what is next") {
  const Learner learner;
  const Ran ran = learner.types("");
  CHECK(ran.exit == 0);
  CHECK(lines_of(ran.out).size() <= 10);
  CHECK(mentions(ran.out, "next:  weir next      begin it, about "));
  CHECK_FALSE(fs::exists(learner.file()));
}

TEST_CASE("logs in a lesson have the signs of the screen, in their column alone") {
  const Learner learner;
  const std::string ascii = learner.types("lesson 11 --all --charset ascii").out;
  const std::string unicode = learner.types("lesson 11 --all --charset unicode").out;
  CHECK(learner.types("lesson 11 --all").out == ascii);  // on a pipe: as the file
  CHECK(mentions(ascii, "   4  120  camera  o reads trout@15\n"));
  CHECK(mentions(unicode, "   4  120  camera  \u25cf reads trout@15\n"));
  CHECK(mentions(unicode, "! [10,15) fires: fish=1") == false);
  const auto plain = lines_of(ascii), drawn = lines_of(unicode);
  REQUIRE(plain.size() == drawn.size());
  std::size_t others = 0;
  for (std::size_t i = 0; i < plain.size(); i++) {
    INFO(drawn[i]);
    CHECK(text_width(plain[i]) == text_width(drawn[i]));
    others += plain[i] != drawn[i] ? 1 : 0;
  }
  CHECK(others > 10);
}

TEST_CASE("a lesson stops at a prediction, keeps it before the run, and replies after it") {
  const Learner learner;
  const Ran before = learner.types("lesson 11");
  CHECK(before.exit == 0);
  CHECK(before.out.ends_with("Answer first, then read on:  weir next\n"));
  CHECK_FALSE(mentions(before.out, "fish=1"));  // the answer
  CHECK(learner.types("lesson 11 --page 4").exit == 2);
  CHECK(learner.types("predict 11.1 7 --set camera.every=10ms").exit == 2);

  const Ran said = learner.types("predict 11.1 3");
  CHECK(said.exit == 0);
  CHECK(said.out.starts_with("Kept: 3.\n\n$ weir run 11\n[10,15)  fish=1\n"));
  CHECK(mentions(said.out, "\nYou said 3. The run says 1.\nThree did pass, "));
  CHECK(mentions(learner.types("list").out, "1 of 4 answered"));

  const Ran next = learner.types("next");
  CHECK_FALSE(mentions(next.out, "## Scene"));
  CHECK(mentions(next.out, "\n11.1  You said 3. The run says 1.\n"));
  CHECK(mentions(next.out, "Prediction 11.2\n"));
  CHECK_FALSE(mentions(next.out, "perch@14 late\n 240 |         [=====2"));
  CHECK(next.out.ends_with("Answer first, then read on:  weir next\n"));
  // A later answer does not replace the first.
  CHECK(mentions(learner.types("predict 11.1 1").out, "You said 3 before, and that stays.\n"));
  CHECK(mentions(learner.types("progress").out, "  11.1  wrong    3\n"));
}

TEST_CASE("a prediction is answered by the engine for a run of one's own, too") {
  const Learner learner;
  learner.types("predict 11.1 1");
  const Ran ran = learner.types("predict 11.1 3 --set camera.watermarks.out_of_orderness=2ms");
  CHECK(ran.exit == 0);
  CHECK(ran.out.ends_with("\nYou said 3. That is right.\n"));
  // The misconception that is a query fits there, too; a literal one does not.
  CHECK(mentions(learner.types("predict 11.1 4 --set camera.watermarks.out_of_orderness=2ms").out,
                 "You counted the trout."));
  CHECK(mentions(learner.types("predict 11.1 2 --set camera.watermarks.out_of_orderness=2ms").out,
                 "Look for the step"));
}

TEST_CASE("closing questions reply at once, by what was misunderstood, and can be tried again") {
  const Learner learner;
  const Ran wrong = learner.types("predict 11.3 14 yes no trout 3");
  CHECK(wrong.exit == 1);
  CHECK(wrong.out ==
        "1: You said 14. That is not it.\n"
        "15 - 1 = 14, but a record with tick 14 is still allowed. Take away the 1.\n"
        "2: You said yes. That is right.\n"
        "3: You said no. That is right.\n"
        "4: You said trout. That is not it.\n"
        "The trout lies beyond the window. Is its watermark 14 or more?\n"
        "5: You said 3. That is right.\n");
  CHECK(learner.types("predict 11.3 13 yes no Pike 3").exit == 0);
  const Ran other = learner.types("predict 11.4 -2");
  CHECK(other.exit == 1);
  CHECK(mentions(other.out, "You said -2. That is not it.\n"));
  CHECK(learner.types("predict 11.4 3").exit == 0);
  CHECK(mentions(learner.types("list --json").out, "\"answered\":2"));
}

TEST_CASE("answers that do not fit the question are not kept") {
  const Learner learner;
  for (const auto& [typed, says] : {
           std::pair{"predict 11.1 eel", "weir: 11.1: the answer is a number, and 'eel' is none\n"},
           {"predict 11.1", "weir: 11.1: It wants a number.\n"},
           {"predict 11.9 1", "weir: There is no question 11.9; lesson 11 asks 4.\n"},
           {"predict 11.3 13 yes",
            "weir: 11.3: It wants 5 answers: a number, yes or no, yes or no, the name of one "
            "record, a number. There are 2. Put an answer of several words in quotes.\n"},
           {"predict 11.3 13 perhaps no pike 3",
            "weir: 11.3: part 2: the answer is yes or no, and 'perhaps' is none\n"},
           {"predict eleven 3",
            "weir: 'eleven' is no question. It wants the lesson and the number of the question: "
            "weir predict 11.2 ANSWER\n"},
       }) {
    const Ran ran = learner.types(typed);
    CHECK(ran.exit == 2);
    CHECK(ran.err == says);
  }
  CHECK_FALSE(fs::exists(learner.file()));
}

TEST_CASE("the discussion opens when the checks are answered") {
  const Learner learner;
  learner.types("predict 11.1 1");
  learner.types("predict 11.2 perch");
  const Ran closed = learner.types("lesson 11");
  CHECK_FALSE(mentions(closed.out, "Which bound is right?"));
  CHECK(mentions(closed.out, "Open is 11.3:\n"));
  learner.types("predict 11.3 13 yes no pike 3");
  learner.types("predict 11.4 3");
  CHECK(mentions(learner.types("lesson 11").out, "Which bound is right?"));
  CHECK(mentions(learner.types("list").out, "15  done\n"));
  CHECK(mentions(learner.types("lesson 11 --all").out, "Further reading."));
  for (const std::string& line : lines_of(learner.types("lesson 11").out)) CHECK(line.size() <= 80);
}

TEST_CASE("reset keeps a copy and says where; --dry-run changes nothing") {
  const Learner learner;
  learner.types("predict 11.1 3");
  const std::string before = read_file(learner.file());
  CHECK(mentions(learner.types("reset --lesson 11 --dry-run").out,
                 "It would forget lesson 11: 1 answers"));
  CHECK(read_file(learner.file()) == before);
  const Ran ran = learner.types("reset --lesson 11");
  const std::string copy = learner / "data/weir/progress-1.toml";
  CHECK(mentions(ran.out, "As it was before: " + copy + "\n"));
  CHECK(read_file(copy) == before);
  CHECK_FALSE(mentions(read_file(learner.file()), "first-count"));
}

TEST_CASE("a workspace keeps the progress, takes over what was there, and does not nest") {
  const Learner learner;
  learner.types("predict 11.1 3");
  CHECK(learner.types("init ws").exit == 0);
  CHECK(mentions(read_file(learner / "ws/.weir/progress.toml"), "11.first-count"));
  CHECK(fs::exists(learner / "ws/AGENTS.md"));
  const Ran nested = learner.types("init ws/inner");
  CHECK(nested.exit == 2);
  CHECK(mentions(nested.err, "Workspaces do not nest."));
  CHECK(learner.types("init ws").exit == 2);
}

TEST_CASE("progress is sorted, read back as written, and unknown lessons stay") {
  book::Progress progress;
  progress.lessons[99].pages = 4;
  progress.lessons[2].pages = 11;
  progress.answers[{99, "of a later Weir"}] = {"13; \"x\"\n", true, 2};
  progress.answers[{2, "idle"}] = {"0", false, 1};
  const std::string text = book::progress_text(progress);
  CHECK(text.find("\n2 = ") < text.find("\n99 = "));
  const auto read = book::read_progress("p", text);
  REQUIRE(read);
  CHECK(book::progress_text(*read) == text);
  CHECK(read->answers.at({99, "of a later Weir"}).said == "13; \"x\"\n");
}

TEST_CASE("a damaged progress file is refused with its place, and never written over") {
  const Learner learner;
  learner.types("predict 11.1 3");
  for (const std::string bad : {"version = 1\n[answer]\n\"11.x\" = { said = 3 }\n", "version = 2\n",
                                "[lesson\n", "x = 1\n"}) {
    std::ofstream(learner.file(), std::ios::binary) << bad;
    for (const char* command :
         {"", "list", "next", "lesson 11", "predict 11.1 1", "reset --lesson 11"}) {
      const Ran ran = learner.types(command);
      INFO(command << '\n' << ran.err);
      CHECK(ran.exit == 2);
      CHECK(mentions(ran.err, "progress.toml:"));
      CHECK(mentions(ran.err, "nothing was written over it"));
    }
    CHECK(read_file(learner.file()) == bad);
  }
}
