// Applies every rule of tidy to the repository. rules_test.cc shows that each rule can fail.
#include <algorithm>
#include <cstdio>

#include "tests/catch.h"
#include "tests/tidy/rules.h"

namespace weir::tidy {
namespace {

const Tree& repository() {
  static const Tree tree = read_tree(WEIR_SOURCE_DIR);
  return tree;
}

void expect_none(const Offences& offences) {
  // Not by INFO: Catch2 would wrap the lines, and an editor could no longer jump to them.
  std::fputs(to_text(offences).c_str(), stderr);
  CHECK(offences.size() == 0);
}

TEST_CASE("tidy reads the whole repository") {
  const auto has = [](const char* path) {
    const auto& files = repository().files;
    return std::any_of(files.begin(), files.end(),
                       [&](const SourceFile& file) { return file.path == path; });
  };
  CHECK(has("engine/core/value.h"));
  CHECK(has("tests/tidy/tidy_test.cc"));
  CHECK(has(".ci/run"));
  CHECK(has("setup"));
}

TEST_CASE("includes point down only") { expect_none(include_direction(repository())); }
TEST_CASE("no banned name is used") { expect_none(banned_names(repository())); }
TEST_CASE("no file is too long") { expect_none(long_files(repository())); }
TEST_CASE("no function is too long") { expect_none(long_functions(repository())); }
TEST_CASE("no line is too long") { expect_none(long_lines(repository())); }
TEST_CASE("every file is listed in its room") { expect_none(unlisted_files(repository())); }
TEST_CASE("every header says what it is for") { expect_none(header_shape(repository())); }
TEST_CASE("no notes to oneself are left") { expect_none(leftover_notes(repository())); }
TEST_CASE("no tabs") { expect_none(tabs(repository())); }
TEST_CASE("the top level holds the house and nothing else") {
  expect_none(top_level_entries(repository()));
}
TEST_CASE("no path of one machine") { expect_none(machine_paths(repository())); }

}  // namespace
}  // namespace weir::tidy
