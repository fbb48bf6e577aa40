// The table of exercises, and what stands on disk: the same folders, each with all it must have.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "exercises/exercises.h"
#include "lessons/lessons.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::exercises;

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = WEIR_SOURCE_DIR "/exercises";

std::size_t sources_in(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder))
    count += entry.path().extension() == ".cc" ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("the table of exercises names the folders that there are") {
  std::set<std::string> listed, found;
  for (const Exercise& e : kExercises) listed.insert(std::string(e.folder));
  for (const auto& entry : fs::directory_iterator(kRoot))
    if (const std::string name = entry.path().filename().string(); name[0] >= '0' && name[0] <= '9')
      found.insert(name);
  CHECK(listed.size() == kExercises.size());
  CHECK(listed == found);
}

TEST_CASE("an exercise stands in the folder of its number, and belongs to a lesson that exists") {
  int before = 0;
  for (const Exercise& e : kExercises) {
    INFO(e.folder);
    CHECK(e.number > before);
    before = e.number;
    CHECK(std::stoi(std::string(e.folder.substr(0, 2))) == e.number);
    CHECK(std::any_of(lessons::kLessons.begin(), lessons::kLessons.end(),
                      [&](const lessons::Lesson& lesson) { return lesson.number == e.lesson; }));
  }
}

TEST_CASE("an exercise has its page, its files and two solutions at least") {
  for (const Exercise& e : kExercises) {
    const fs::path folder = kRoot / e.folder;
    for (const char* file : {"README.md", "exercise.h", "starter.cc", "check.cc", "hints.toml",
                             "discussion.md", "wrong/wrong.toml"}) {
      INFO(folder / file);
      CHECK(fs::is_regular_file(folder / file));
    }
    CHECK(sources_in(folder / "solutions") >= 2);
    CHECK(sources_in(folder / "wrong") >= 5);
  }
}
