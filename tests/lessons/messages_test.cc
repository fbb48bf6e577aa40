// What weir run says when data, machines or storage fail it: the whole of stdout and stderr, and
// the exit code. The cases stand in run_messages/*.txt:
//
//   === what is the case
//   --- job.toml                 a file: the job, or data
//   --- rows 1000 of d.csv       a file whose second line stands there 1,000 times
//   --- run job.toml --fast      what is typed behind "weir run", and what it prints
//   --- err                      on stderr
//   --- exit 2
//
// ‹1b› in files is the byte 1b. With WEIR_REFRESH=1 in the environment what is said is written
// anew.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/catch.h"
#include "tests/graph/case_file.h"
#include "tests/lessons/program.h"

namespace weir {
namespace {

namespace fs = std::filesystem;
using testing::Part;

// Control characters as ‹hh›: rows go into pipes as they are.
std::string with_marks(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (const auto byte = static_cast<unsigned char>(c); c != '\n' && (byte < 0x20 || byte == 0x7f))
      out += fmt::format("‹{:02x}›", byte);
    else
      out += c;
  }
  return out;
}

void write_file(const std::string& name, const std::string& text) {
  std::ofstream(name, std::ios::binary) << testing::with_bytes(text);
}

// "rows 1000 of d.csv"
void write_rows(const std::string& title, const std::string& text) {
  const std::size_t of = title.find(" of ");
  const int times = std::stoi(title.substr(5));
  const std::size_t second = text.find('\n') + 1, third = text.find('\n', second) + 1;
  std::string all = text.substr(0, second);
  for (int i = 0; i < times; i++) all += text.substr(second, third - second);
  write_file(title.substr(of + 4), all + text.substr(third));
}

// Runs what the case says, in its folder, which is the working directory; writes down what was
// said.
testing::Case said_of(const testing::Case& c) {
  testing::Case out = c;
  for (std::size_t i = 0; i < out.parts.size(); i++) {
    Part& part = out.parts[i];
    if (part.title.starts_with("rows ")) {
      write_rows(part.title, part.text);
    } else if (!part.title.starts_with("run ")) {
      write_file(part.title, part.text);
    } else {
      REQUIRE(i + 2 < out.parts.size());
      REQUIRE(out.parts[i + 1].title == "err");
      REQUIRE(out.parts[i + 2].title.starts_with("exit "));
      const testing::Ran ran = testing::run_weir(part.title);
      part.text = with_marks(ran.out);
      out.parts[i + 1].text = ran.err;
      out.parts[i + 2].title = "exit " + std::to_string(ran.exit);
      CHECK(with_marks(ran.err) == ran.err);  // may be a terminal
      i += 2;
    }
  }
  return out;
}

void compare(const testing::Case& said, const testing::Case& written) {
  for (std::size_t i = 0; i < said.parts.size(); i++) {
    CHECK(said.parts[i].title == written.parts[i].title);
    CHECK(said.parts[i].text == written.parts[i].text);
  }
}

TEST_CASE("whatever fails a run, all of it is said as written down") {
  std::set<std::string> messages;
  const bool refresh = std::getenv("WEIR_REFRESH") != nullptr;
  for (const auto& entry : fs::directory_iterator(WEIR_SOURCE_DIR "/tests/lessons/run_messages")) {
    testing::CaseFile file = testing::read_cases(entry.path().native());
    for (testing::Case& c : file.cases) {
      INFO(entry.path().filename().native() + ": " + c.name +
           " (WEIR_REFRESH=1 writes what is said anew)");
      const testing::TemporaryFolder folder;
      const fs::path before = fs::current_path();
      fs::current_path(folder.path());
      const testing::Case said = said_of(c);
      fs::current_path(before);
      REQUIRE(said.parts.back().title.starts_with("exit "));
      for (const Part& part : said.parts)
        if (part.title == "err" && !part.text.empty()) messages.insert(part.text);
      if (refresh)
        c = said;
      else
        compare(said, c);
    }
    if (refresh) testing::write_cases(entry.path().native(), file);
  }
  CHECK(messages.size() >= 40);  // distinct ones
}

}  // namespace
}  // namespace weir
