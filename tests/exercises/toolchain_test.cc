// A learner's file becomes a program: once, with a precompiled header that is never stale, and
// whatever is wrong with that header.
#include "exercises/loop/toolchain.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "exercises/loop/child.h"
#include "exercises/loop/precompiled.h"
#include "exercises/loop/program_cache.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace weir::exercises {
namespace {

namespace fs = std::filesystem;

void write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path) << text;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder))
    out.push_back(entry.path().filename().native());
  return out;
}

// A workspace with a small header in the place of weir.h; the names have blanks.
struct Workspace {
  testing::TemporaryFolder folder;
  std::string source = folder / "my work/solution #1.cc";
  Toolchain toolchain = recorded_compiler();

  Workspace() {
    toolchain.header = "answers.h";
    toolchain.header_folders = {folder / "the headers"};
    toolchain.folders.push_back(folder / "the headers");
    toolchain.objects = {HOSTILE_MAIN};
    toolchain.link.emplace_back(FMT_LIBRARY);
    toolchain.cache = folder / "cache";
    headers(42);
    exercise(1);
    solution("kAnswer == 42 && kExercise == 1");
  }
  void headers(int answer) const {
    write(folder / "the headers/answers.h",
          "#ifndef ANSWERS_H_\n#define ANSWERS_H_\n#include <cstdint>\n#include <string>\n"
          "inline constexpr int kAnswer = " +
              std::to_string(answer) + ";\n#endif\n");
  }
  void exercise(int number) const {
    write(folder / "my work/exercise.h",
          "#pragma once\n#include <answers.h>\ninline constexpr int kExercise = " +
              std::to_string(number) + ";\n");
  }
  void solution(const std::string& condition) const {
    write(source,
          "#include \"exercise.h\"\nvoid process_element(std::int64_t, std::int64_t) {}\n"
          "static_assert(" +
              condition + ");\n");
  }
  CompileResult compile() const {
    auto out = weir::exercises::compile(toolchain, source, {.build_folder = folder / "build"});
    if (!out) FAIL(out.error().text);
    return *out;
  }
  std::vector<fs::path> precompiled() const {
    std::vector<fs::path> out;
    if (fs::exists(toolchain.cache))
      for (const auto& entry : fs::directory_iterator(toolchain.cache))
        if (fs::exists(entry.path() / "pch.hxx.gch")) out.push_back(entry.path() / "pch.hxx.gch");
    return out;
  }
};

bool runs(const std::string& path) {
  Program program{.path = path, .arguments = {}};
  program.sanitized = recorded_compiler().sanitized;
  program.last = [](const Value& message) { return message == Value::text("done"); };
  const auto ended = run(program);
  return ended && ended->how == How::kFinished;
}

}  // namespace

TEST_CASE("a file is compiled with a precompiled header, and not again while nothing changes") {
  const Workspace work;
  const CompileResult first = work.compile();
  INFO(first.said);
  REQUIRE(first.ok);
  CHECK(first.compiled);
  CHECK(first.precompiled);
  CHECK(first.said.empty());
  CHECK(runs(first.program));
  CHECK(work.precompiled().size() == 1);

  const CompileResult same = work.compile();
  CHECK(same.ok);
  CHECK(!same.compiled);
  CHECK(same.program == first.program);

  work.solution("kAnswer == 42 && true");
  const CompileResult other = work.compile();
  CHECK(other.ok);
  CHECK(other.compiled);
  CHECK(other.precompiled);
  CHECK(other.program != first.program);
  CHECK(work.precompiled().size() == 1);
}

TEST_CASE("the precompiled header can be made before anybody waits for it") {
  Workspace work;
  CHECK(prepare(work.toolchain));
  CHECK(work.precompiled().size() == 1);
  CHECK(prepare(work.toolchain));
  work.toolchain.cache.clear();
  CHECK(!prepare(work.toolchain));
}

TEST_CASE("a header beside the file that changes is seen, though the file is the same") {
  const Workspace work;
  REQUIRE(work.compile().ok);
  work.exercise(2);
  const CompileResult changed = work.compile();
  CHECK(changed.compiled);
  CHECK(!changed.ok);
  REQUIRE(changed.error);
  CHECK(changed.error->place.starts_with("solution #1.cc:3:"));
  work.exercise(1);
  CHECK(work.compile().ok);
}

TEST_CASE("a precompiled header is never stale") {
  const Workspace work;
  REQUIRE(work.compile().ok);
  work.headers(43);
  CHECK(!work.compile().ok);
  work.solution("kAnswer == 43");
  const CompileResult fresh = work.compile();
  CHECK(fresh.ok);
  CHECK(fresh.precompiled);
  CHECK(work.precompiled().size() == 2);
}

TEST_CASE("a damaged precompiled header costs one compilation and is made anew") {
  const Workspace work;
  REQUIRE(work.compile().precompiled);
  for (const std::string& damage : {std::string("no header at all"), std::string()}) {
    INFO("'" << damage << "'");
    write(work.precompiled().at(0).native(), damage);
    work.solution("kAnswer == 42 && sizeof(\"" + damage + "1\") > 0");
    const CompileResult without = work.compile();
    INFO(without.said);
    CHECK(without.ok);
    CHECK(!without.precompiled);
    work.solution("kAnswer == 42 && sizeof(\"" + damage + "2\") > 0");
    const CompileResult again = work.compile();
    CHECK(again.ok);
    CHECK(again.precompiled);
  }
}

TEST_CASE("without a cache that can be written to, a file is compiled all the same") {
  Workspace work;
  for (const std::string& cache : {work.source + "/in a file", std::string()}) {
    work.toolchain.cache = cache;
    work.solution("kAnswer == 42 && " + std::to_string(cache.size() + 1));
    const CompileResult result = work.compile();
    CHECK(result.ok);
    CHECK(!result.precompiled);
  }
}

TEST_CASE("old programs and old precompiled headers go") {
  const testing::TemporaryFolder folder;
  const ProgramCache programs(folder / "build");
  REQUIRE(programs.make_folder());
  for (int i = 0; i < 14; i++) {
    const std::string made = folder / "build/made";
    write(made, "a program");
    write(made + ".d", "made: a\\ file.cc\n");
    REQUIRE(programs.keep(made, programs.name_of("a.cc", {std::to_string(i)}, {}), "/nowhere"));
  }
  CHECK(names_in(folder / "build").size() == 24);  // 12, and what each was made of

  for (int i = 0; i < 8; i++)
    REQUIRE(precompiled(folder / "cache", std::to_string(i), {recorded_compiler().compiler},
                        "stddef.h"));
  CHECK(names_in(folder / "cache").size() == 6);
}

TEST_CASE("a file that does not compile leaves nothing behind but the first error") {
  const Workspace work;
  work.solution("kAnswr == 42");
  const CompileResult result = work.compile();
  CHECK(!result.ok);
  CHECK(result.program.empty());
  REQUIRE(result.error);
  CHECK(result.error->place == "solution #1.cc:3:15");
  CHECK(result.error->source.size() == 2);
  CHECK(result.said.find("kAnswr") != std::string::npos);
  CHECK(names_in(work.folder / "build").empty());
}

TEST_CASE("warnings are told and fail nothing") {
  const Workspace work;
  work.solution("kAnswer == 42); inline int f() { int unused = 0; return 1; } static_assert(true");
  const CompileResult result = work.compile();
  CHECK(result.ok);
  CHECK(!result.error);
  CHECK(result.said.find("unused") != std::string::npos);
}

TEST_CASE("a linker that is gone is done without") {
  Workspace work;
  work.toolchain.linker = "-fuse-ld=mold-of-yesterday";
  CHECK(work.compile().ok);
}

TEST_CASE("a compiler that is gone, a file that is not there: errors that say so") {
  Workspace work;
  const CompileOptions options{.build_folder = work.folder / "build"};
  const auto missing = compile(work.toolchain, work.folder / "none.cc", options);
  REQUIRE(!missing);
  CHECK(missing.error().kind == ErrorKind::kIo);
  work.toolchain.compiler = "/nowhere/g++";
  const auto gone = compile(work.toolchain, work.source, options);
  REQUIRE(!gone);
  CHECK(gone.error().text ==
        "cannot run /nowhere/g++: No such file or directory. It is the compiler that Weir was "
        "built with; 'weir doctor' says what to do");
}

}  // namespace weir::exercises
