// The corpus of one fuzz target, and random mutations of it, through the target's function. A
// failure is the end of the program: the input that did it is printed before it runs.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"
#include "tests/fuzz/fuzz.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

std::vector<std::string> read_corpus() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(WEIR_FUZZ_CORPUS))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> out;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

// Names the input if the program dies with it; a line that nobody needs is taken back.
void run(const std::string& what, const std::string& input) {
  INFO(what);
  const int result =
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  REQUIRE(result == 0);
}

class Mutation {
 public:
  Mutation(const std::vector<std::string>& corpus, std::uint64_t seed)
      : corpus_(corpus), seed_(seed) {}

  std::string run() {
    std::string text = any();
    for (std::uint64_t n = 1 + draw(4); n-- > 0;) change(text);
    return text;
  }

 private:
  std::uint64_t draw(std::uint64_t n) { return n == 0 ? 0 : stable_hash(seed_, 7, draws_++) % n; }
  const std::string& any() { return corpus_[draw(corpus_.size())]; }

  void change(std::string& text) {
    const std::size_t at = draw(text.size() + 1);
    switch (draw(6)) {
      case 0: text.insert(at, 1, static_cast<char>(draw(256))); break;
      case 1: text.erase(at, 1 + draw(4)); break;
      case 2: {  // the end of another one
        const std::string& other = any();
        text = text.substr(0, at) + other.substr(draw(other.size() + 1));
        break;
      }
      case 3: {  // a piece of another one in the middle
        const std::string& other = any();
        text.insert(at, other.substr(draw(other.size() + 1), draw(12)));
        break;
      }
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << draw(8));
        break;
      default: text += text.substr(at); break;
    }
    if (text.size() > 4096) text.resize(4096);
  }

  const std::vector<std::string>& corpus_;
  std::uint64_t seed_, draws_ = 0;
};

TEST_CASE("the corpus passes") {
  const std::vector<std::string> corpus = read_corpus();
  CHECK(corpus.size() >= 20);
  for (std::size_t i = 0; i < corpus.size(); i++) run("file " + std::to_string(i), corpus[i]);
}

TEST_CASE("random mutations of the corpus pass") {
  const std::vector<std::string> corpus = read_corpus();
  for (int i = 0; i < scenarios(3000); i++)
    run("mutation " + std::to_string(i), Mutation(corpus, static_cast<std::uint64_t>(i)).run());
}

}  // namespace
}  // namespace weir
