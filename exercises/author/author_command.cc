// Tested by tests/exercises/check_exercise_test.cc.
#include "exercises/author/author_command.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "exercises/author/check_exercise.h"
#include "exercises/exercises.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/author_command.h"
#include "lessons/cli/streams.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"(weir author check e3               judge exercise 3
weir author check exercises        all of them
weir author check e3 --refresh     write its goldens and fingerprints anew

For those who write exercises: the starter fails, every solution passes, every
wrong one and nine of ten mutants are rejected, no hint gives the solution away.
Exit code 1 if something is not so.
)";

constexpr const char* kAll = "exercises";

bool is_ours(const std::string& word) {
  return word == kAll ||
         (word.size() > 1 && word[0] == 'e' &&
          std::all_of(word.begin() + 1, word.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// A folder for programs, gone in the end.
class Scratch {
 public:
  Scratch() {
    std::error_code error;
    path_ = (fs::temp_directory_path(error) / "weir-XXXXXX").string();
    ok_ = !error && mkdtemp(path_.data()) != nullptr;
  }
  ~Scratch() {
    std::error_code ignored;
    if (ok_) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  bool ok() const { return ok_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool ok_ = false;
};

struct Options {
  std::string word, exercise, folder;
  bool refresh = false, no_mutants = false;
};

int check(const Options& options) {
  std::vector<const Exercise*> chosen;
  for (const Exercise& e : kExercises)
    if (options.exercise == kAll || options.exercise == "e" + std::to_string(e.number))
      chosen.push_back(&e);
  if (chosen.empty()) {
    cli::complain("there is no exercise " + options.exercise.substr(1) +
                  "; see 'weir author check exercises'");
    return cli::kExitUsage;
  }
  const auto toolchain = recorded_toolchain();
  const Scratch scratch;
  if (!toolchain || !scratch.ok()) {
    cli::complain(toolchain ? "there is no place for temporary files" : toolchain.error().text);
    return cli::kExitEnvironment;
  }
  std::size_t findings = 0;
  for (const Exercise* e : chosen) {
    const std::string name = 'e' + std::to_string(e->number);
    const auto checked = check_exercise(*toolchain, *e,
                                        {.refresh = options.refresh,
                                         .mutants = !options.no_mutants,
                                         .folder = options.folder,
                                         .scratch = scratch.path() + '/' + name});
    if (!checked) {
      cli::complain(checked.error().text);
      return cli::kExitEnvironment;
    }
    for (const std::string& finding : checked->findings)
      std::printf("%s/%s\n", std::string(e->folder).c_str(), finding.c_str());
    std::printf("%s: %s\n", name.c_str(), checked->summary().c_str());
    findings += checked->findings.size();
  }
  return findings == 0 ? cli::kExitOk : cli::kExitFail;
}

}  // namespace

int author_command(std::span<const std::string> arguments) {
  if (std::none_of(arguments.begin(), arguments.end(), is_ours))
    return cli::author_command(arguments);
  Options options;
  cli::Arguments declared("weir author", kHead);
  declared.positional("check", options.word, "the only thing it does so far");
  declared.positional("EXERCISE", options.exercise, "e1, e2, …; exercises: all");
  declared.flag("--refresh", options.refresh, "write goldens and fingerprints anew");
  declared.flag("--no-mutants", options.no_mutants, "leave the mutants out: much faster");
  declared.option("--folder", "DIR", options.folder, "the exercise stands there");
  const auto wish = declared.parse(arguments);
  if (!wish) {
    cli::complain(wish.error().text);
    return cli::kExitUsage;
  }
  if (*wish == cli::Arguments::Wish::kHelp) {
    std::fputs(declared.help().c_str(), stdout);
    return cli::kExitOk;
  }
  if (options.word != "check" || !is_ours(options.exercise)) {
    cli::complain("What is to be done? weir author check e3");
    return cli::kExitUsage;
  }
  return check(options);
}

}  // namespace weir::exercises
