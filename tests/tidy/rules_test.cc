// Every rule of tidy on snippets that break it and on snippets that only look as if they did. A
// rule that cannot fail proves nothing.
#include "tests/tidy/rules.h"

#include "tests/catch.h"
#include "tests/tidy/functions.h"

namespace weir::tidy {
namespace {

Tree tree_of(std::vector<SourceFile> files) { return {std::move(files), {}}; }

// "path:line path:line …" of the offenders of one rule.
std::string places(const Offences& offences) {
  std::string text;
  for (const Offence& offence : offences) {
    if (!text.empty()) text += ' ';
    text += offence.path + ":" + std::to_string(offence.line);
  }
  return text;
}

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

TEST_CASE("code, comments and literals are told apart") {
  const std::string text = "a /* b */ c // d\n\"e\" 'f' 1'000 g\n";
  CHECK(only(text, {Part::kCode}) == "a         c     \n        1'000 g\n");
  CHECK(only(text, {Part::kComment}) == "  /* b */   // d\n               \n");
  CHECK(only(text, {Part::kLiteral}) == "                \n\"e\" 'f'        \n");
}

TEST_CASE("escapes, raw strings and stray quotes do not confuse the splitter") {
  CHECK(only(R"(a "\"b" c '\'' d)", {Part::kCode}) == "a       c      d");
  CHECK(only("x = R\"q(a)\" // )q\" y", {Part::kCode}) == "x = R              y");
  CHECK(only("u8R\"(\n{\n)\" z", {Part::kCode}) == "u8R  \n \n   z");
  CHECK(only("LOOKER\"(a\" b", {Part::kCode}) == "LOOKER     b");
  CHECK(only("#error don't\nint a;", {Part::kCode}) == "#error don  \nint a;");
  CHECK(only("// a \\\n still\nb", {Part::kCode}) == "      \n      \nb");
}

TEST_CASE("directives are blanked with their continuation lines") {
  CHECK(only_code_without_directives("#define A { \\\n  {\nint b;\n") ==
        "             \n   \nint b;\n");
}

TEST_CASE("includes may point down, and to the own room") {
  CHECK(
      include_direction(
          tree_of({
              {"engine/state/a.h", "#include \"engine/core/v.h\"\n#include \"engine/state/b.h\"\n"},
              {"engine/state/hashmap/a.h", "#include \"engine/state/b.h\"\n#include <map>\n"},
              {"engine/state/b.cc", "#include \"engine/state/hashmap/a.h\"\n"},
              {"sim/a.cc", "#include \"engine/runtime/job.h\"\n#include \"sim/b.h\"\n"},
              {"lessons/cli/a.cc", "#include \"sim/b.h\"\n#include \"diagrams/c.h\"\n"},
              {"engine/api/weir.h", "#include \"record.h\"\n"},
              {"lessons/cli/a.h", "#include \"lessons/stepper/a.h\"\n#include \"lessons/a.h\"\n"},
              {"weir.cc", "#include \"lessons/a.h\"\n#include \"exercises/a.h\"\n"},
              {"tests/core/a.cc", "#include \"weir.h\"\n#include \"lessons/a.h\"\n"},
          }))
          .empty());
}

TEST_CASE("an include that points up or sideways is found") {
  CHECK(places(include_direction(tree_of({
            {"engine/core/a.h", "#pragma once\n#include \"engine/trace/b.h\"\n"},
            {"engine/window/a.h", "# include <engine/runtime/b.h>\n"},
            {"engine/runtime/a.h", "#include \"sim/b.h\"\n"},
            {"sim/a.h", "#include \"diagrams/b.h\"\n"},
            {"diagrams/a.h", "#include \"sim/b.h\"\n"},
            {"lessons/a.h", "#include \"exercises/b.h\"\n"},
            {"lessons/b.h", "#include \"tests/catch.h\"\n"},
            {"lessons/book/a.h", "#include \"lessons/cli/a.h\"\n"},
            {"lessons/runs/a.h", "#include \"lessons/book/a.h\"\n"},
            {"lessons/stepper/a.h", "#include \"lessons/cli/a.h\"\n"},
            {"lessons/11-late/a.h", "#include \"lessons/runs/a.h\"\n"},
            {"engine/core/b.h", "#include \"../core/a.h\"\n"},
        }))) ==
        "engine/core/a.h:2 engine/window/a.h:1 engine/runtime/a.h:1 sim/a.h:1 diagrams/a.h:1 "
        "lessons/a.h:1 lessons/b.h:1 lessons/book/a.h:1 lessons/runs/a.h:1 lessons/stepper/a.h:1 "
        "lessons/11-late/a.h:1 engine/core/b.h:1");
}

TEST_CASE("includes in comments and strings are not includes") {
  CHECK(include_direction(
            tree_of({
                {"engine/core/a.h", "// #include \"sim/b.h\"\n/*\n#include \"sim/b.h\"\n*/\n"},
                {"engine/core/b.cc", "auto s = R\"(\n#include \"sim/b.h\"\n)\";\n"},
            }))
            .empty());
}

TEST_CASE("a folder of the engine that is no room is found") {
  CHECK(places(include_direction(tree_of({{"engine/misc/a.h", ""}}))) == "engine/misc/a.h:0");
}

TEST_CASE("each banned name is found") {
  const char* name = GENERATE(
      "std::unordered_map<int, int> m;", "using std::unordered_set;", "std::hash<int>{}(1);",
      "int a = rand();", "std::rand();", "srand(1);", "std::random_device d;", "std::mt19937 a;",
      "std::mt19937_64 a;", "#include <random>", "std::chrono::system_clock::now();",
      "steady_clock::now();", "#include <ctime>", "std::getenv(\"A\");", "#include <iostream>",
      "#include <thread>", "std::shared_ptr<int> p;", "auto a = b | std::views::reverse;",
      "std::source_location a;", "std::format(\"\");", "#include <format>");
  CAPTURE(name);
  const std::string text = std::string("\n") + name + "\n";
  CHECK(places(banned_names(tree_of({{"engine/core/a.cc", text}}))) == "engine/core/a.cc:2");
}

TEST_CASE("names that only contain a banned one are not banned") {
  CHECK(banned_names(
            tree_of({
                {"engine/core/a.cc",
                 "// std::hash and rand() are banned\nconst char* s = \"steady_clock\";\n"
                 "int operand(int a); int strand_(); brand(1); system_clock_ = 1; ordered_map m;\n"
                 "weir::std_hash(1); xstd::hashes;\n"},
            }))
            .empty());
}

TEST_CASE("bans hold where they are meant to") {
  const std::string clock = "steady_clock::now();";
  const std::string shared = "std::shared_ptr<int> p;";
  CHECK(places(banned_names(tree_of({
            {"sim/a.cc", clock},
            {"lessons/cli/a.cc", clock},
            {"tests/core/a.cc", clock},
            {"engine/trace/catalogue_gen.cc", "#include <iostream>\n"},
            {"sim/b.cc", shared},
            {"engine/state/rocksdb/a.cc", shared},
            {"engine/state/hashmap/a.cc", shared},
            {"tests/sim/a.cc", "std::format(1);"},
        }))) == "sim/a.cc:1 engine/state/hashmap/a.cc:1 tests/sim/a.cc:1");
}

TEST_CASE("a file one line too long is found") {
  CHECK(places(long_files(tree_of({{"sim/a.cc", repeated("\n", kFileLinesMax)},
                                   {"sim/b.cc", repeated("\n", kFileLinesMax + 1)},
                                   {"sim/data.json", repeated("\n", 9000)}}))) == "sim/b.cc:0");
}

TEST_CASE("a function one line too long is found, where it begins") {
  const auto function = [](int lines) {
    return "int f(int a) {\n" + repeated("  if (a) { g({1}); }\n", lines - 2) + "}\n";
  };
  CHECK(long_functions(tree_of({{"sim/a.cc", function(kFunctionLinesMax)}})).empty());
  CHECK(to_text(long_functions(tree_of({{"sim/a.cc", "\n" + function(kFunctionLinesMax + 1)}}))) ==
        "sim/a.cc:2: f has 81 lines; at most 80\n");
}

TEST_CASE("functions are told from scopes and initialisers") {
  const auto scan = functions_of(R"(
namespace a {
struct S : Base<int(char)> {
  S() : a_{1}, b_(2), c_{3} {
    f();
  }
  explicit S(int a)
      : a_(a) {}
  ~S();
 private:
  bool operator==(const S&) const { return true; }
  int a_ = 1;
};
template <class T, class U = std::vector<T>>
  requires(std::integral<T>)
T twice(T t, Options o = {}) {
  auto inner = [&] { return t; };
  struct Local { int x() { return 1; } };
  for (;;) { break; }
  return t + inner();
}
template <class T> concept C = requires(T t) { t.f(); };
enum class Kind : int { kA, kB };
constexpr std::array<int (*)(int), 1> kTable = {{f}};
const auto kLambda = [](int a) {
  return a;
};
Map m{{1, 2}};
auto after() -> int {
  return '}';  // }
}
}  // namespace a
extern "C" { void c_function() {} }
TEST_CASE("a {") { }
)");
  CHECK(scan.balanced);
  std::string seen;
  for (const Function& f : scan.functions) {
    seen += f.name + " " + std::to_string(f.first_line) + "-" + std::to_string(f.last_line) + "\n";
  }
  CHECK(seen ==
        "S 4-6\nS 7-8\noperator== 11-11\ntwice 14-21\nkLambda 25-27\nafter 29-31\n"
        "c_function 33-33\nTEST_CASE 34-34\n");
}

TEST_CASE("braces that do not balance are reported, not guessed at") {
  CHECK(places(long_functions(
            tree_of({{"sim/a.cc", "int f() {\n#if A\n{\n#else\n{\n#endif\n}\n}\n"},
                     {"sim/b.cc", "}\n"},
                     {"sim/c.cc", "int f(\n"}}))) == "sim/a.cc:0 sim/b.cc:0 sim/c.cc:0");
  CHECK(functions_of("#define OPEN {\nint f() { return \"{\"[0] + '{'; }  // {\n").balanced);
}

TEST_CASE("a line one column too long is found; columns are characters, not bytes") {
  const std::string fits(kColumnsMax, 'x');
  CHECK(
      long_lines(tree_of({{"sim/a.cc", fits + "\n" + repeated("ä", kColumnsMax) + "\n"}})).empty());
  CHECK(places(long_lines(tree_of({{"sim/a.cc", "\n" + fits + "x\n//" + fits}}))) ==
        "sim/a.cc:2 sim/a.cc:3");
  CHECK(long_lines(tree_of({{"sim/a.cc", "auto s = R\"(\n" + fits + "x\n)\";\n"}})).empty());
}

TEST_CASE("a file that no build list names is found") {
  CHECK(places(unlisted_files(tree_of({
            {"engine/core/CMakeLists.txt",
             "weir_room(weir_engine SOURCES a.cc # b.cc\n HEADERS a.h)"},
            {"engine/core/a.cc", ""},
            {"engine/core/a.h", ""},
            {"engine/core/b.cc", ""},
            {"engine/core/b.h", ""},
            {"engine/state/CMakeLists.txt", "weir_room(weir_engine SOURCES hashmap/c.cc)"},
            {"engine/state/hashmap/c.cc", ""},
            {"engine/state/c.cc", ""},
            {"lessons/CMakeLists.txt", "set(s \"${CMAKE_CURRENT_SOURCE_DIR}/d.cc\")"},
            {"lessons/d.cc", ""},
            {"lessons/d.h", ""},
            {"CMakeLists.txt", "add_executable(weir weir.cc)"},
            {"weir.cc", ""},
            {"exercises/01-a/starter.cc", ""},
        }))) == "engine/core/b.cc:0 engine/core/b.h:0 engine/state/c.cc:0");
}

TEST_CASE("a header without a guard, or without a word on what it is for, is found") {
  CHECK(places(header_shape(tree_of({
            {"sim/a.h", "// A.\n#pragma once\n"},
            {"sim/b.h", "#pragma once\nint a;\n"},
            {"sim/c.h", "// #pragma once\nint a;\n"},
            {"sim/d.h", "// D.\n#ifndef D\n#define D\n#endif\n"},
            {"engine/api/weir.h", "// W.\n#ifndef W\n#define W\n#endif\n"},
            {"sim/a.cc", "int a;\n"},
        }))) == "sim/b.h:1 sim/c.h:1 sim/d.h:1");
}

TEST_CASE("notes to oneself are found in comments, not in what is printed") {
  CHECK(places(leftover_notes(tree_of({
            {"sim/a.cc", "int a;\n// TODO: b\n/*\n FIXME */\n"},
            {"sim/b.cc", "const char* s = \"TODO 3: return the end\";\n"},
            {"exercises/01-a/starter.cc", "// TODO 1\n"},
        }))) == "sim/a.cc:2 sim/a.cc:4");
}

TEST_CASE("tabs are found, except in raw strings and data") {
  CHECK(places(tabs(tree_of({{"sim/a.cc", "int a;\n\tint b;\nauto c = R\"(\t)\";\n"},
                             {"lessons/01-a/lesson.toml", "\ta = 1\n"},
                             {"lessons/01-a/data.csv", "a\tb\n"}}))) ==
        "sim/a.cc:2 lessons/01-a/lesson.toml:1");
}

TEST_CASE("a stray entry of the top level is found") {
  Tree tree;
  tree.top_level = {".git",   ".ci",     "CMakeLists.txt", "build",     "build-asan",
                    "engine", "weir.cc", "builder",        "notes.txt", "src"};
  CHECK(places(top_level_entries(tree)) == "builder:0 notes.txt:0 src:0");
}

TEST_CASE("paths of one machine are found; parts of other paths are not") {
  const std::string home =
                        "/ro"
                        "ot",
                    work =
                        "/wo"
                        "rk",
                    temporary =
                        "/tm"
                        "p/";
  CHECK(
      places(machine_paths(tree_of({
          {"sim/a.cc", "\"" + work + "/a\"\n\"" + home + "\"\n" + temporary + "x\n"},
          {"sim/b.md",
           "see `.."
           "/shared/a`\n"},
          {"setup", "cd " + work + "\n"},
          {"sim/c.cc", work + "load " + "build" + temporary + " a" + home + " ${x}" + work + "\n"},
      }))) == "sim/a.cc:1 sim/a.cc:2 sim/a.cc:3 sim/b.md:1 setup:1");
}

}  // namespace
}  // namespace weir::tidy
