// Whole walks through the lessons, as they are shown at 80 columns: tests/lessons/step_scripts.
// N.moves are the commands, N.txt is what they answer. WEIR_REFRESH=1 writes the answers anew.
#include <cstdlib>
#include <fstream>

#include "lessons/stepper/session.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::stepper;
using namespace weir::testing;

namespace {

const std::string kScripts = WEIR_SOURCE_DIR "/tests/lessons/step_scripts/";

std::unique_ptr<Coach> coach_of(const std::string& lesson, const std::string& folder) {
  auto opened = book::open_lesson(lesson);
  REQUIRE(opened);
  return std::make_unique<Coach>(std::move(*opened), book::ProgressFile(folder));
}

std::unique_ptr<Session> session_of(const std::string& lesson, Coach& coach,
                                    std::vector<std::string> sets = {}) {
  SessionOptions options;
  options.wishes = {lesson, std::move(sets), {}};
  options.title = lesson;
  options.screen = [] { return diagrams::Screen(); };
  options.coach = &coach;
  auto session = Session::open(std::move(options));
  REQUIRE(session);
  return std::move(*session);
}

std::string walked(const std::string& lesson) {
  const TemporaryFolder folder;
  const auto coach = coach_of(lesson, folder.path());
  const auto session = session_of(lesson, *coach);
  std::string out = session->welcome();
  for (const std::string& line : lines_of(read_file(kScripts + lesson + ".moves"))) {
    out += session->prompt() + line + '\n';
    out += session->execute(line);
  }
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("walks through the lessons are shown as written down") {
  for (const char* lesson : {"1", "2", "4", "11"}) {
    const std::string file = kScripts + lesson + ".txt", shown = walked(lesson);
    if (std::getenv("WEIR_REFRESH") != nullptr) {
      std::ofstream(file, std::ios::binary) << shown;
      continue;
    }
    INFO("lesson " << lesson << " (WEIR_REFRESH=1 writes what is shown anew)");
    CHECK(shown == read_file(file));
  }
}

TEST_CASE("a prediction is asked before its answer is seen, kept, and judged by the run") {
  const TemporaryFolder folder;
  const auto coach = coach_of("11", folder.path());
  const auto session = session_of("11", *coach);
  const std::string asked = session->execute("goto 12");
  CHECK(session->branch().step() == 5);
  CHECK(has(asked, "- predict 11.1 -"));
  CHECK_FALSE(has(asked, "fires: fish=1"));
  // Walking on asks again; nothing is given away.
  CHECK(session->execute("step") == asked);
  CHECK(has(session->execute("predict many"), "number"));
  CHECK(session->execute("predict 3") == "kept: 3\n");
  const auto known = book::ProgressFile(folder.path()).read();
  REQUIRE(known);
  REQUIRE(known->answer(11, "first-count") != nullptr);
  CHECK(known->answer(11, "first-count")->said == "3");
  const std::string reply = session->execute("step");
  CHECK(session->branch().step() == 6);
  CHECK(has(reply, "You said 3. The run says 1."));
  CHECK(has(reply, "tells a window how many"));
  CHECK_FALSE(has(session->execute("goto 12"), "predict 11"));
  // In another run the question of that run is asked, and what was answered is not asked again.
  session->execute("goto 0");
  session->execute("set camera.watermarks.out_of_orderness=2ms");
  CHECK_FALSE(has(session->execute("goto 19"), "- predict"));
  const auto again = coach_of("11", folder.path());
  const auto second = session_of("11", *again);
  CHECK_FALSE(has(second->execute("goto 12"), "- predict"));
}

TEST_CASE("the prediction of a run that varies the lesson is asked in that run, and in no other") {
  const TemporaryFolder folder;
  const std::string patience = "camera.watermarks.out_of_orderness=2ms";
  const std::string held_up = "camera.csv=held-up.csv";
  const auto coach = coach_of("11", folder.path());
  const auto session = session_of("11", *coach, {patience, held_up});
  const std::string asked = session->execute("goto 19");
  CHECK(session->branch().step() == 10);
  CHECK(has(asked, "- predict 11.2 -"));
  CHECK_FALSE(has(asked, "predict 11.1"));
  CHECK(session->execute("predict 1") == "kept: 1\n");
  session->execute("step");
  CHECK(session->branch().step() == 11);
  for (const std::vector<std::string>& sets :
       {std::vector<std::string>{}, {patience}, {patience, held_up, "job.name=another"}}) {
    const TemporaryFolder fresh;
    const auto other_coach = coach_of("11", fresh.path());
    const auto other = session_of("11", *other_coach, sets);
    CHECK_FALSE(has(other->execute("goto 19"), "predict 11.2"));
  }
}

TEST_CASE("a prediction can be skipped") {
  const TemporaryFolder folder;
  const auto coach = coach_of("11", folder.path());
  const auto session = session_of("11", *coach);
  CHECK(has(session->execute("predict 3"), "Nothing has been asked yet."));
  session->execute("goto 6");
  CHECK(has(session->execute("predict"), "Predict what?"));
  CHECK(session->execute("predict skip") == "Skipped. weir predict 11.1 asks again.\n");
  session->execute("goto 6");
  CHECK(session->branch().step() == 6);
}
