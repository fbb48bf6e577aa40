// The commonest mistakes and what compilers say of them: the first line with an error, as goldens
// per compiler. Where Weir has words of its own they are the one error there is. With
// WEIR_REFRESH=1 in the environment the goldens are written anew.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace {

const std::string kHere = std::string(WEIR_SOURCE_DIR) + "/tests/api/";

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

struct Compiler {
  std::string program;
  bool clang = false;

  // What it says; `code` is its exit code.
  std::string run(const std::string& words, int* code = nullptr) const {
    const weir::testing::TemporaryFolder folder;
    const std::string said = folder.path() + "/said";
    const int status =
        std::system(("LC_ALL=C " + program + ' ' + words + " >" + said + " 2>&1").c_str());
    if (code != nullptr) *code = status;
    return contents(said);
  }
};

// "a/b/record.h:84:3: error: …" as "record.h: error: …"; lines of the mistake itself keep theirs.
std::string shortened(const std::string& line) {
  const std::size_t error = line.find(" error: ");
  std::string place = line.substr(0, error - 1);
  place.erase(0, place.rfind('/') + 1);
  const bool own = place.find(".cc:") != place.npos;
  place.erase(own ? place.rfind(':') : place.find(':'));
  return place + ':' + line.substr(error);
}

// What all mistakes give, one line each.
std::vector<std::string> answers(const Compiler& compiler) {
  const weir::testing::TemporaryFolder folder;
  const std::string header = folder.path() + "/pch.hxx";
  const std::string precompiled = header + (compiler.clang ? ".pch" : ".gch");
  const std::string root = WEIR_SOURCE_DIR;
  const std::string flags = "-std=c++20 -O0 -g1 -D_GLIBCXX_ASSERTIONS -Wall -Wextra -I" + root +
                            " -I" + root + "/engine/api -I" + root +
                            "/exercises/03-average-of-three ";
  std::ofstream(header) << "#include <weir.h>\n";
  int code = 0;
  INFO(compiler.run(flags + "-x c++-header " + header + " -o " + precompiled, &code));
  REQUIRE(code == 0);
  const std::string with =
      compiler.clang ? "-include-pch " + precompiled + ' ' : "-include " + header + ' ';
  std::vector<std::string> out;
  std::istringstream names(WEIR_MISTAKES);
  for (std::string name; names >> name;) {
    const std::string said = compiler.run(flags + with + "-fsyntax-only " + kHere + name);
    std::vector<std::string> errors;
    for (const std::string& line : lines_of(said))
      if (line.find(" error: ") != line.npos) errors.push_back(shortened(line));
    INFO(name << ":\n" << said);
    REQUIRE(!errors.empty());
    if (errors.front().find("weir: ") != std::string::npos) CHECK(errors.size() == 1);
    out.push_back(name.substr(name.rfind('/') + 1) + ": " + errors.front());
  }
  return out;
}

// Another version of the compiler may say the same in other words, but Weir's stay.
std::string weirs_words(const std::string& line) {
  std::string words = line.substr(0, line.find(':'));
  if (const std::size_t at = line.find("weir: "); at != line.npos) words += line.substr(at);
  words.erase(std::remove(words.begin(), words.end(), '"'), words.end());
  return words;
}

void compare(const Compiler& compiler, const std::string& golden, const std::string& version) {
  const std::vector<std::string> got = answers(compiler);
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream out(kHere + "mistakes/" + golden, std::ios::binary);
    for (const std::string& line : got) out << line << '\n';
    return;
  }
  const std::vector<std::string> wanted = lines_of(contents(kHere + "mistakes/" + golden));
  REQUIRE(got.size() == wanted.size());
  const bool same = compiler.run("-dumpversion").starts_with(version);
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (same)
      CHECK(got[i] == wanted[i]);
    else
      CHECK(weirs_words(got[i]) == weirs_words(wanted[i]));
  }
}

TEST_CASE("g++ gives the advice for the commonest mistakes") {
  if (std::string(WEIR_GXX).empty()) return;
  compare({WEIR_GXX, false}, "g++.txt", "12");
}

TEST_CASE("clang gives the advice for the commonest mistakes") {
  if (std::string(WEIR_CLANGXX).empty()) return;
  compare({WEIR_CLANGXX, true}, "clang++.txt", "14");
}

TEST_CASE("one of the compilers is here") { CHECK(!std::string(WEIR_GXX WEIR_CLANGXX).empty()); }

}  // namespace
