// The author's check, whole: the exercises as they stand, and what it says of broken ones. Each
// compiles and grades many programs.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/state/backend_loader.h"
#include "exercises/author/check_exercise.h"
#include "exercises/exercises.h"
#include "exercises/loop/grade_file.h"
#include "exercises/loop/workspace.h"
#include "tests/catch.h"
#include "tests/sanitizer.h"
#include "tests/temporary_folder.h"

using namespace weir;
using namespace weir::exercises;
using namespace weir::testing;

namespace {

namespace fs = std::filesystem;

const std::string kRoot = WEIR_SOURCE_DIR "/exercises/";

// Goldens are of runs on all backends.
bool has_rocksdb() {
  const auto names = backend_names();
  return std::find(names.begin(), names.end(), "rocksdb") != names.end();
}

// Sanitized programs take long to compile.
#ifdef WEIR_ADDRESS_SANITIZER
constexpr bool kMutants = false;
#else
constexpr bool kMutants = true;
#endif

// Precompiled headers are kept for the next test.
const Toolchain& toolchain() {
  static const Toolchain kept = [] {
    auto recorded = recorded_toolchain();
    REQUIRE(recorded.has_value());
    recorded->cache = WEIR_TEST_CACHE "/weir";
    return *recorded;
  }();
  return kept;
}

void all_is_well(int number) {
  if (!has_rocksdb()) return;
  const TemporaryFolder scratch;
  for (const Exercise& e : kExercises) {
    if (e.number != number) continue;
    const auto checked = check_exercise(
        toolchain(), e,
        {.mutants = kMutants, .folder = kRoot + std::string(e.folder), .scratch = scratch.path()});
    REQUIRE(checked.has_value());
    INFO(checked->summary());
    CHECK(checked->findings == std::vector<std::string>{});
    CHECK(checked->solutions >= 2);
    CHECK(checked->wrong >= 10);
    CHECK(checked->checks >= 9);
    if (kMutants) CHECK(checked->mutants >= 15);
    CHECK(checked->killed * 100 >= checked->mutants * 90);
    CHECK(checked->uncompiled == 0);
    CHECK_FALSE(checked->refreshed);
  }
}

std::string read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
void change(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = read(path);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  write(path, text.replace(at, from.size(), to));
}

// Exercise 3 in a folder of its own, with two wrong solutions only.
class Broken {
 public:
  Broken() {
    fs::copy(kRoot + "03-average-of-three", folder_ / "e", fs::copy_options::recursive);
    for (const char* part : {"wrong", "goldens"})
      for (const auto& entry : fs::directory_iterator(at(part))) {
        const std::string name = entry.path().stem().string();
        const bool kept = name == "no_clear" || name == "count_in_member" || name == "starter" ||
                          name == "wrong" || name == "survivors";
        if (!kept) gone_.push_back(entry.path());
      }
    for (const fs::path& path : gone_) fs::remove(path);
    keep_sections("wrong/wrong.toml", "[");
    keep_sections("hints.toml", "[wrong.");
  }
  std::string at(const std::string& file) const { return folder_ / ("e/" + file); }

  CheckedExercise check(bool mutants = false, bool refresh = false) const {
    const TemporaryFolder scratch;
    const auto checked = check_exercise(toolchain(), kExercises[2],
                                        {.refresh = refresh,
                                         .mutants = mutants,
                                         .folder = folder_ / "e",
                                         .scratch = scratch.path()});
    REQUIRE(checked.has_value());
    return *checked;
  }
  std::vector<std::string> findings() const { return check().findings; }

 private:
  // Of the sections whose heads begin so, those of the two.
  void keep_sections(const std::string& file, const std::string& head) const {
    std::ifstream in(at(file));
    std::string out;
    bool keep = true;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("["))
        keep = !line.starts_with(head) || line == head + "no_clear]" ||
               line == head + "count_in_member]";
      if (keep) out += line + "\n";
    }
    in.close();
    write(at(file), out);
  }

  TemporaryFolder folder_;
  std::vector<fs::path> gone_;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("without RocksDB nothing is judged, and that is said") {
  const TemporaryFolder scratch;
  if (has_rocksdb()) return;
  const auto checked = check_exercise(toolchain(), kExercises[0], {.scratch = scratch.path()});
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().text ==
        "exercises are judged on all backends, and this Weir has no RocksDB");
}

TEST_CASE("the material of exercise 1 is what it should be") { all_is_well(1); }
TEST_CASE("the material of exercise 2 is what it should be") { all_is_well(2); }
TEST_CASE("the material of exercise 3 is what it should be") { all_is_well(3); }

TEST_CASE("a pass is worth a thousand schedules, in every exercise") {
  if (!has_rocksdb()) return;
  for (const Exercise& e : kExercises) {
    INFO(e.folder);
    const TemporaryFolder scratch;
    std::vector<fs::path> solutions;
    for (const auto& entry : fs::directory_iterator(folder_of(e) + "/solutions"))
      solutions.push_back(entry.path());
    REQUIRE(!solutions.empty());
    std::sort(solutions.begin(), solutions.end());
    const auto graded = grade_file(toolchain(), e, solutions.front().native(), Hints(),
                                   {.build_folder = scratch.path()});
    REQUIRE(graded.has_value());
    CHECK(graded->graded.grade() == Grade::kPass);
    REQUIRE(graded->graded.ending.has_value());
    CHECK(graded->graded.ending->runs >= 1'000);
  }
}

TEST_CASE(
    "a wrong solution that passes, a solution that fails, and a starter that passes are found") {
  if (!has_rocksdb()) return;
  const Broken e;
  CHECK(e.findings() == Lines{});
  fs::copy_file(e.at("solutions/two_states.cc"), e.at("wrong/no_clear.cc"),
                fs::copy_options::overwrite_existing);
  fs::copy_file(e.at("wrong/count_in_member.cc"), e.at("solutions/two_states.cc"),
                fs::copy_options::overwrite_existing);
  fs::copy_file(e.at("solutions/count_and_total.cc"), e.at("starter.cc"),
                fs::copy_options::overwrite_existing);
  const Lines found = e.findings();
  REQUIRE(found.size() == 4);
  CHECK(found[0] == "starter.cc: it passes");
  CHECK(
      found[1].starts_with("starter.cc: its report has changed, line 3: '  FAIL  the six pairs "
                           "of the README' is what its golden says, '  ok    the six pairs of "
                           "the README' was found"));
  CHECK(found[2].starts_with("solutions/two_states.cc: it does not pass:\nE03 average-of-three"));
  CHECK(found[3] == "wrong/no_clear.cc: it passes, and seven should fail");
}

TEST_CASE("another check, another report and other behaviour than were written down are found") {
  if (!has_rocksdb()) return;
  const Broken e;
  change(e.at("wrong/wrong.toml"), "caught_by = \"seven\"", "caught_by = \"pairs\"");
  change(e.at("wrong/wrong.toml"), "passes_visible = false", "passes_visible = true");
  change(e.at("wrong/wrong.toml"), "fingerprint = \"", "fingerprint = \"f");
  fs::remove(e.at("goldens/count_in_member.txt"));
  write(e.at("goldens/moon.txt"), "nothing");
  const Lines found = e.findings();
  REQUIRE(found.size() == 6);
  CHECK(found[0] == "wrong/count_in_member.cc: there is no goldens/count_in_member.txt");
  CHECK(found[1] == "wrong/no_clear.cc: 'seven' rejects it, and 'pairs' should");
  CHECK(found[2] == "wrong/no_clear.cc: it does not pass all cases, and wrong.toml says otherwise");
  CHECK(found[3].starts_with("wrong/no_clear.cc: its behaviour has changed: fingerprint "));
  CHECK(found[4].starts_with("wrong/no_clear.cc: its report has changed, line "));
  CHECK(found[5] == "goldens/moon.txt: it is of nothing that is there");
}

TEST_CASE("what can be written anew is, once, and then there is nothing to find") {
  if (!has_rocksdb()) return;
  const Broken e;
  const std::string toml = read(e.at("wrong/wrong.toml"));
  const std::string golden = read(e.at("goldens/no_clear.txt"));
  change(e.at("wrong/wrong.toml"), "fingerprint = \"", "fingerprint = \"f");
  write(e.at("goldens/no_clear.txt"), "something else\n");
  CHECK(e.findings().size() == 2);
  const CheckedExercise refreshed = e.check(false, true);
  CHECK(refreshed.refreshed);
  CHECK(refreshed.findings == Lines{});
  CHECK(read(e.at("wrong/wrong.toml")) == toml);
  CHECK(read(e.at("goldens/no_clear.txt")) == golden);
  CHECK_FALSE(e.check(false, true).refreshed);
}

TEST_CASE("a solution that fails with another seed than 42 is found") {
  if (!has_rocksdb()) return;
  const Broken e;
  // A record that seed 1 draws, and seed 42 does not.
  change(e.at("solutions/two_states.cc"), "    if (seen == 3) {",
         "    if (in.key == 1 && in.value == -93) return;\n    if (seen == 3) {");
  const Lines found = e.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].starts_with(
      "solutions/two_states.cc: it does not always pass:\nE03 average-of-three: 3 cases, 8 "
      "properties, seed 1\n"));
}

TEST_CASE("a material that nothing is checked of is no good material") {
  if (!has_rocksdb()) return;
  const Broken e;
  // It ends itself before the grader has begun.
  change(e.at("solutions/count_and_total.cc"), "struct AverageOfThree",
         "static const int gone = (_exit(0), 0);\n\nstruct AverageOfThree");
  change(e.at("solutions/count_and_total.cc"), "#include \"exercise.h\"",
         "#include \"exercise.h\"\n\n#include <unistd.h>");
  const Lines found = e.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].starts_with("solutions/count_and_total.cc: no check was run at all:\n"));
}

TEST_CASE("a solution alone is too few, and so are wrong ones that fail a case each") {
  if (!has_rocksdb()) return;
  const Broken e;
  for (const char* name : {"keep_the_values", "two_states"})
    fs::remove(e.at(std::string("solutions/") + name + ".cc"));
  for (const char* file : {"wrong/count_in_member.cc", "goldens/count_in_member.txt"})
    fs::remove(e.at(file));
  for (const char* file : {"wrong/wrong.toml", "hints.toml"}) {
    std::string text = read(e.at(file));
    const std::size_t from = text.find("count_in_member]"), begin = text.rfind('[', from);
    text.erase(begin, std::min(text.find("\n[", from), text.size() - 1) + 1 - begin);
    write(e.at(file), text);
  }
  CHECK(e.findings() ==
        Lines{"solutions/: there are fewer than two",
              "wrong/: none of them passes all cases: the properties teach nothing"});
}

TEST_CASE("a mutant that passes is found, and so is a reason for one that does not") {
  if (!has_rocksdb()) return;
  const Broken e;
  // The count is 2 at most there, so that it does not matter what it is compared with.
  write(e.at("wrong/survivors.toml"),
        "[[survivor]]\nwas = \"a\"\nis = \"b\"\nwhy = \"there is none\"\n");
  change(e.at("solutions/count_and_total.cc"), "++s.count;", "if (s.count < 5) ++s.count;");
  const CheckedExercise checked = e.check(true);
  REQUIRE(checked.findings.size() == 5);
  CHECK(checked.findings[0] ==
        "survivors.toml: a mutant of the first solution passes, line 23: if (s.count < 5) "
        "++s.count;  ->  if (s.count <= 5) ++s.count;");
  CHECK(checked.findings[3] == "survivors.toml: no such mutant survives: a  ->  b");
  CHECK(checked.findings[4] == "check.cc: only 19 of 22 mutants are rejected");
  CHECK(checked.killed == 19);
  CHECK(checked.mutants == 22);
}
