// Mistakes in expressions, whole as people see them: each "> expression" of mistakes.txt beside the
// text below it. WEIR_REFRESH=1 in the environment writes the file anew.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/catch.h"
#include "tests/core/expression/orders.h"

namespace weir {
namespace {

constexpr const char* kFile = WEIR_EXPRESSION_DIR "/mistakes.txt";

struct Golden {
  std::string text, expected;
};

std::vector<Golden> read_goldens() {
  std::ifstream file(kFile);
  std::vector<Golden> out;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("> "))
      out.push_back({line.substr(2), ""});
    else if (!out.empty())
      out.back().expected += line + "\n";
  }
  return out;
}

TEST_CASE("every known mistake in an expression is told as the goldens say") {
  const std::vector<Golden> goldens = read_goldens();
  std::ostringstream anew;
  std::vector<std::string> sentences;
  for (const Golden& golden : goldens) {
    const std::string seen = mistakes_in_condition(golden.text) + "\n\n";
    anew << "> " << golden.text << "\n" << seen;
    if (std::getenv("WEIR_REFRESH") == nullptr) {
      INFO("> " << golden.text);
      CHECK(seen == golden.expected);
    }
    CHECK(seen != "\n\n");
  }
  if (std::getenv("WEIR_REFRESH") != nullptr) std::ofstream(kFile) << anew.str();
  CHECK(goldens.size() >= 80);
}

}  // namespace
}  // namespace weir
