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
// Runs beside the files that the README shows.
const std::string kPromptThere = "$ weir";

// A block that begins with "```csv visits.csv" is that file.
std::string file_of_block(const std::string& fence) {
  const std::size_t blank = fence.find(' ');
  return blank == std::string::npos ? std::string() : fence.substr(blank + 1);
}

// The same text, with what the program prints below every prompt in a block of console text. Counts
// these.
std::string with_real_output(const std::string& markdown, int& shown) {
  const TemporaryFolder folder;
  std::string out, file;
  bool block = false, inside = false, old_output = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("```")) {
      block = !block;
      inside = block && line == "```console";
      file = block ? file_of_block(line) : std::string();
      old_output = false;
    } else if (!file.empty()) {
      std::ofstream(folder / file, std::ios::binary | std::ios::app) << line << '\n';
    }
    const bool prompt = inside && line.starts_with("$ ");
    if (old_output && !prompt) continue;
    out += line + "\n";
    const bool there = prompt && line.starts_with(kPromptThere);
    old_output = there || (prompt && line.starts_with(kPrompt));
    if (!old_output) continue;
    shown++;
    const Ran ran =
        there ? run_weir(line.substr(kPromptThere.size()), {}, "cd " + (folder / "") + " &&")
              : run_weir(line.substr(kPrompt.size()));
    if (!there) CHECK(ran.err.empty());
    out += ran.out + ran.err;
  }
  return out;
}

}  // namespace

TEST_CASE("every transcript in the README is what the program prints") {
  const std::string readme = read_file(kReadme);
  int shown = 0;
  const std::string real = with_real_output(readme, shown);
  CHECK(shown >= 10);
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(kReadme, std::ios::binary) << real;
    return;
  }
  INFO("WEIR_REFRESH=1 writes the README anew");
  CHECK(real == readme);
}
