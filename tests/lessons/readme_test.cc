// What README.md shows of the program is what the program prints. With WEIR_REFRESH=1 in the
// environment the README is written anew instead.
#include <cstdlib>
#include <fstream>

#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir::testing;

namespace {

constexpr const char* kReadme = WEIR_SOURCE_DIR "/README.md";
const std::string kPrompt = "$ build/weir";

// The same text, with what the program prints below every "$ build/weir …" in a block of console
// text. Counts these.
std::string with_real_output(const std::string& markdown, int& shown) {
  std::string out;
  bool inside = false, old_output = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("```")) {
      inside = line == "```console";
      old_output = false;
    }
    const bool prompt = inside && line.starts_with("$ ");
    if (old_output && !prompt) continue;
    out += line + "\n";
    old_output = prompt && line.starts_with(kPrompt);
    if (!old_output) continue;
    shown++;
    const Ran ran = run_weir(line.substr(kPrompt.size()));
    CHECK(ran.err.empty());
    out += ran.out;
  }
  return out;
}

}  // namespace

TEST_CASE("every transcript in the README is what the program prints") {
  const std::string readme = read_file(kReadme);
  int shown = 0;
  const std::string real = with_real_output(readme, shown);
  CHECK(shown >= 2);
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(kReadme, std::ios::binary) << real;
    return;
  }
  INFO("WEIR_REFRESH=1 writes the README anew");
  CHECK(real == readme);
}
