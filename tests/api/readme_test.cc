// The program in the README is the one that the package test builds and runs, and prints the same.
#include <fstream>
#include <iterator>
#include <string>

#include "tests/catch.h"

namespace {

std::string contents(const std::string& path) {
  std::ifstream in(WEIR_SOURCE_DIR + ("/" + path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST_CASE("the program in the README is built, run, and prints what the README says") {
  const std::string readme = contents("README.md");
  std::string program = contents("tests/package/consumer/own_job.cc");
  program.erase(0, program.find('\n') + 1);  // what the file is
  CHECK(!program.empty());
  CHECK(readme.find("```cpp\n" + program + "```\n") != readme.npos);
  // As the package test has it.
  CHECK(readme.find("```text\nkey=1  value=3\nkey=2  value=4\nkey=1  value=10\n```\n") !=
        readme.npos);
  CHECK(contents("tests/package/check.cmake")
            .find(R"("key=1  value=3\nkey=2  value=4\nkey=1  value=10\n")") != std::string::npos);
}

}  // namespace
