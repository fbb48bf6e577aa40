// What README.md shows of the program is what the program prints. With WEIR_REFRESH=1 in the
// environment the README is written anew instead.
//   "$ build/weir …" runs in the root of the repository, "$ weir …" beside the files that the
//   README shows: a block that begins with "```csv visits.csv" is such a file.
#include <cstdlib>
#include <fstream>

#include "lessons/book/lesson_text.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

constexpr const char* kReadme = WEIR_SOURCE_DIR "/README.md";
const std::string kHere = "build/weir ";
const std::string kBesideItsFiles = "weir ";

void write_files(const book::LessonText& readme, const TemporaryFolder& folder) {
  for (const book::TextBlock& block : readme.blocks) {
    if (block.name.empty()) continue;
    std::ofstream file(folder / block.name, std::ios::binary);
    for (const std::string& line : block.lines) file << line << '\n';
  }
}

}  // namespace

TEST_CASE("every transcript in the README is what the program prints") {
  const std::string readme = read_file(kReadme);
  const TemporaryFolder folder;
  write_files(book::read_lesson_text(readme), folder);
  int shown = 0;
  const auto printed = [&](const book::ConsoleCommand& command) -> std::optional<std::string> {
    const bool here = command.typed.starts_with(kHere);
    if (!here && !command.typed.starts_with(kBesideItsFiles)) return std::nullopt;
    shown++;
    const Ran ran = here ? run_weir(command.typed.substr(kHere.size()))
                         : run_weir(command.typed.substr(kBesideItsFiles.size()), {},
                                    "cd " + (folder / "") + " &&");
    if (here) CHECK(ran.err.empty());
    return ran.out + ran.err;
  };
  const std::string real = book::with_outputs(readme, printed);
  CHECK(shown >= 10);
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(kReadme, std::ios::binary) << real;
    return;
  }
  INFO("WEIR_REFRESH=1 writes the README anew");
  CHECK(real == readme);
}
