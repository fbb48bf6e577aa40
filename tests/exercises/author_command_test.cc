// weir author check e3, as somebody types it who writes exercises.
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir::testing;

namespace {

Ran author(const std::string& arguments) {
  return run_weir("author " + arguments, "", "XDG_CACHE_HOME='" WEIR_TEST_CACHE "'");
}

}  // namespace

TEST_CASE("author check says what it cannot do with exercises") {
  CHECK(author("check e9").exit == 2);
  CHECK(author("check e9").err ==
        "weir: there is no exercise 9; see 'weir author check exercises'\n");
  CHECK(author("chek e3").err == "weir: What is to be done? weir author check e3\n");
  CHECK(author("check e3 --moon").err ==
        "weir: There is no option '--moon'.\nSee 'weir author --help'.\n");
  CHECK(author("check e3 --folder /nowhere").exit == 5);
  CHECK(author("check e3 --folder /nowhere").err ==
        "weir: /nowhere/README.md cannot be read: No such file or directory\n");
  CHECK(author("check e3 --help")
            .out.starts_with("weir author check e3               judge exercise 3\n"));
  CHECK(author("check --help")
            .out.starts_with("weir author check                  judge all lessons\n"));
}

TEST_CASE("author check prints each finding with its file, and a line of what it judged") {
  const TemporaryFolder folder;
  fs::copy(WEIR_SOURCE_DIR "/exercises/03-average-of-three", folder / "e",
           fs::copy_options::recursive);
  const std::string arguments = "check e3 --no-mutants --folder '" + (folder / "e") + "'";
  const Ran good = author(arguments);
  if (good.exit == 5) return;  // no RocksDB: check_exercise_test.cc
  CHECK(good.out == "e3: 3 solutions, 14 wrong ones, 11 checks; 0 findings\n");
  CHECK(good.exit == 0);
  fs::remove(folder / "e/goldens/no_clear.txt");
  const Ran bad = author(arguments);
  CHECK(bad.out ==
        "03-average-of-three/wrong/no_clear.cc: there is no goldens/no_clear.txt\n"
        "e3: 3 solutions, 14 wrong ones, 11 checks; 1 finding\n");
  CHECK(bad.exit == 1);
}
