// Every mistake that a job file, an assignment of --set or its data can have, with the whole text
// that the user gets. The cases stand in job_mistakes/*.txt:
//
//   === what is wrong
//   --- job.toml                 a file: the job, or data
//   --- set KEY=VALUE            laid over it; as many as there are
//   --- input FILE               in place of a file of the job
//   --- says                     the text; empty: nothing is wrong
//
// ‹1b› in them is the byte 1b. With WEIR_REFRESH=1 in the environment what is said is written anew.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/core/utf8.h"
#include "lessons/runs/open_job.h"
#include "tests/catch.h"
#include "tests/graph/case_file.h"
#include "tests/temporary_folder.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

// What is said of a case whose files stand in an empty folder, which is the working directory.
std::string said_of(const testing::Case& c) {
  const testing::TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  runs::JobWishes wishes;
  for (const testing::Part& part : c.parts) {
    if (part.title.starts_with("set "))
      wishes.sets.push_back(testing::with_bytes(part.title.substr(4)));
    else if (part.title.starts_with("input "))
      wishes.inputs.push_back(part.title.substr(6));
    else if (part.title != "says")
      std::ofstream(part.title, std::ios::binary) << testing::with_bytes(part.text);
  }
  runs::Target target;
  target.typed = target.file = "job.toml";
  const auto job = runs::open_job(target, wishes);
  fs::current_path(before);
  return job ? "" : job.error().text + '\n';
}

bool is_plain(const std::string& text) {
  for (std::size_t i = 0; i < text.size();)
    if (const auto c = next_code_point(text, i); c != '\n' && (c < 0x20 || c == 0x7f)) return false;
  return true;
}

TEST_CASE("every mistake in a job file is said as written down") {
  std::set<std::string> messages;
  std::size_t good = 0;
  const bool refresh = std::getenv("WEIR_REFRESH") != nullptr;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(WEIR_SOURCE_DIR "/tests/graph/job_mistakes"))
    files.push_back(entry.path());
  for (const fs::path& path : files) {
    testing::CaseFile file = testing::read_cases(path.native());
    for (testing::Case& c : file.cases) {
      INFO(path.filename().native() + ": " + c.name + " (WEIR_REFRESH=1 writes what is said anew)");
      const std::string said = said_of(c);
      CHECK(is_plain(said));
      if (said.empty())
        good++;
      else
        messages.insert(said);
      testing::Part& says = c.parts.back();
      REQUIRE(says.title == "says");
      if (refresh)
        says.text = said;
      else
        CHECK(said == says.text);
    }
    if (refresh) testing::write_cases(path.native(), file);
  }
  CHECK(messages.size() >= 200);  // distinct ones
  CHECK(good >= 2);               // and what is right is let through
}

}  // namespace
}  // namespace weir
