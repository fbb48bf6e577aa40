// parity_writer FOLDER: what the program answers about the runs in it, for the page to answer the
// same.
//   For each NAME.jsonl it writes NAME.why and NAME.query: a JSON object a line, questions with
//   places and answers, queries with what they find. The questions are about all that a run has,
//   drawn from fixed seeds. tests/page/node/answers.mjs asks them again.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "engine/trace/timeline.h"
#include "tests/page/parity_queries.h"
#include "tests/page/parity_questions.h"

namespace fs = std::filesystem;
using namespace weir;
using namespace weir::testing;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool write(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  return static_cast<bool>((out << text).flush());
}

int fail(const std::string& text) {
  std::cerr << text << "\n";
  return 1;
}

int answer(const fs::path& trace, const fs::path& folder, std::uint64_t seed) {
  auto full = read_ndjson(read(trace));
  if (!full) return fail(trace.string() + ": " + full.error().text);
  const std::string name = trace.stem().string();
  if (!write(folder / (name + ".query"), query_lines(*full, seed))) return fail("cannot write");
  const auto timeline = Timeline::read(std::move(*full));
  if (!timeline) return fail(trace.string() + ": " + timeline.error().text);
  if (!write(folder / (name + ".why"), question_lines(*timeline, seed)))
    return fail("cannot write");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return fail("usage: parity_writer FOLDER");
  const fs::path folder = argv[1];
  std::vector<fs::path> traces;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".jsonl") traces.push_back(entry.path());
  if (traces.empty()) return fail("there is no trace in " + folder.string());
  std::sort(traces.begin(), traces.end());
  std::uint64_t seed = 0;
  for (const fs::path& trace : traces)
    if (const int failed = answer(trace, folder, seed++)) return failed;
  return 0;
}
