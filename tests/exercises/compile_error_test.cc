// What a learner is shown of a compiler's words: of both compilers' recorded words for the
// commonest mistakes, and of what the compiler of this build says now.
#include "exercises/loop/compile_error.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "exercises/loop/toolchain.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace weir::exercises {
namespace {

std::string text_of(const std::string& name) {
  const std::string path = std::string(MISTAKES_FOLDER) + "/" + name;
  // A file whose braces do not balance is none of C++: it has .txt behind it.
  std::ifstream in(std::filesystem::exists(path) ? path : path + ".txt");
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

// "== name" begins a section.
std::map<std::string, std::string> sections(const std::string& text) {
  std::map<std::string, std::string> out;
  std::istringstream in(text);
  std::string line;
  std::string* section = nullptr;
  while (std::getline(in, line)) {
    if (line.starts_with("== "))
      section = &out[line.substr(3)];
    else if (section != nullptr)
      *section += line + '\n';
  }
  return out;
}

std::string shown(const CompileError& error) {
  std::string out;
  for (const std::string& line : error.lines()) out += line + '\n';
  if (!error.help.empty()) out += "help: " + error.help + '\n';
  return out;
}

std::string all_shown(const std::string& said) {
  std::string out;
  for (const auto& [name, words] : sections(text_of(said))) {
    const std::string file = name + ".cc";
    out += "== " + name + '\n' + shown(first_error(words, file, text_of(file)));
  }
  return out;
}

}  // namespace

TEST_CASE("the commonest mistakes are shown as their goldens say, of both compilers") {
  for (const std::string compiler : {"g++", "clang"}) {
    const std::string actual = all_shown("said_" + compiler + ".txt");
    const std::string golden = "shown_" + compiler + ".txt";
    if (std::getenv("WEIR_REFRESH") != nullptr)
      std::ofstream(std::string(MISTAKES_FOLDER) + "/" + golden) << actual;
    CHECK(actual == text_of(golden));
  }
}

TEST_CASE("the compiler of this build is understood, whichever it is") {
  const testing::TemporaryFolder folder;
  Toolchain toolchain = recorded_compiler();
  toolchain.cache.clear();
  for (const auto& [name, place] :
       {std::pair("no_fields", "no_fields.cc:11:"),
        std::pair("optional_used_as_value", "optional_used_as_value.cc:15:")}) {
    const auto result = compile(toolchain, std::string(MISTAKES_FOLDER) + "/" + name + ".cc",
                                {.build_folder = folder / "build"});
    REQUIRE(result);
    REQUIRE(result->error);
    INFO(result->said);
    CHECK(result->error->place.starts_with(place));
    CHECK(result->error->source.size() == 2);
    CHECK((result->error->help.empty() == (name == std::string("no_fields"))));
  }
}

TEST_CASE("columns are right where the line has tabs, of g++ and of clang") {
  const std::string text = "\tValueState<Plain> sum;\n";
  const auto marks = [&](const std::string& said) {
    return first_error(said, "a.cc", text).source;
  };
  const std::vector<std::string> expected{"    1 |         ValueState<Plain> sum;",
                                          "      |                           ^"};
  CHECK(marks("a.cc:1:27:   required from here\n"
              "record.h:86:28: error: static assertion failed: weir: no.\n") == expected);
  CHECK(marks("record.h:86:3: error: static_assert failed \"weir: no.\"\n"
              "a.cc:1:20: note: in instantiation of template class 'A' requested here\n") ==
        expected);
}

TEST_CASE("whatever a compiler says, something is shown") {
  CHECK(shown(first_error("", "a.cc", "")) == "error: the compiler failed and said nothing\n");
  CHECK(shown(first_error("g++: fatal error: Killed signal terminated program cc1plus\n", "a.cc",
                          "")) == "error: Killed signal terminated program cc1plus\n");
  CHECK(shown(first_error("out of cheese\n", "a.cc", "")) == "out of cheese\n");
  CHECK(shown(first_error("a.cc:99:1: error: far away\n", "a.cc", "one line\n")) ==
        "a.cc:99:1: error: far away\n");
  CHECK(shown(first_error("a.cc:1:1: error: \n", "a.cc", "\x1b[2J\n")) ==
        "a.cc:1:1: error: \n    1 | \\x1b[2J\n      | ^\n");
}

TEST_CASE("every mistake is recorded of both compilers") {
  std::map<std::string, bool> files;
  for (const auto& entry : std::filesystem::directory_iterator(MISTAKES_FOLDER))
    if (const std::string name = entry.path().filename().native(); name.find(".cc") != name.npos)
      files[name.substr(0, name.find(".cc"))] = true;
  for (const std::string compiler : {"g++", "clang"}) {
    const auto said = sections(text_of("said_" + compiler + ".txt"));
    CHECK(said.size() == files.size());
    for (const auto& [name, words] : said) {
      INFO(compiler << ' ' << name);
      CHECK(files.contains(name));
      CHECK(!words.empty());
    }
  }
}

}  // namespace weir::exercises
