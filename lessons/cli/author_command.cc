#include "lessons/cli/author_command.h"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <map>

#include "engine/core/suggest.h"
#include "lessons/book/check/check.h"
#include "lessons/book/open_lesson.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/own_program.h"
#include "lessons/cli/streams.h"
#include "lessons/lessons.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"(weir author check                  judge all lessons
weir author check 11               one of them
weir author check 11 --refresh     write its transcripts and step numbers anew
weir author check --vectors DIR    compare runs with what Flink did, too
weir author check e3               judge an exercise: weir author check e3 --help

For those who write lessons: runs every command, query, milestone, question and
sum of a lesson.md and its lesson.toml. Exit code 1 if something is not true.
)";

struct Options {
  std::string word, lesson, lessons, vectors;
  bool refresh = false;
};

// A folder for the commands that are run, gone in the end.
class EmptyFolder {
 public:
  EmptyFolder() {
    std::error_code error;
    path_ = (fs::temp_directory_path(error) / "weir-XXXXXX").string();
    ok_ = !error && mkdtemp(path_.data()) != nullptr;
  }
  ~EmptyFolder() {
    std::error_code ignored;
    if (ok_) fs::remove_all(path_, ignored);
  }
  EmptyFolder(const EmptyFolder&) = delete;
  EmptyFolder& operator=(const EmptyFolder&) = delete;
  bool ok() const { return ok_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool ok_ = false;
};

// Each command runs once in each variant.
book::RunCommand runner(const EmptyFolder& folder) {
  std::map<std::pair<std::vector<std::string>, int>, std::string> known;
  return [known = std::move(known), &folder](const std::vector<std::string>& words,
                                             int variant) mutable -> Result<std::string> {
    const std::pair key{words, variant};
    if (const auto at = known.find(key); at != known.end()) return at->second;
    auto printed = transcript_of(words, variant, folder.path());
    if (printed) known[key] = *printed;
    return printed;
  };
}

Result<std::vector<const lessons::Lesson*>> chosen(const Options& options) {
  std::vector<const lessons::Lesson*> out;
  if (!options.lesson.empty()) {
    const auto target = runs::find_target(options.lesson);
    if (!target) return target.error();
    if (target->lesson == nullptr)
      return Error{ErrorKind::kBadArgument, "'" + options.lesson + "' is no lesson."};
    if (!book::has_text(*target->lesson)) {
      const auto why = book::open_lesson(*target->lesson);
      if (!why) return why.error();
    }
    return std::vector<const lessons::Lesson*>{target->lesson};
  }
  for (const lessons::Lesson& lesson : lessons::kLessons)
    if (book::has_text(lesson)) out.push_back(&lesson);
  return out;
}

void print(const lessons::Lesson& lesson, const book::Finding& finding) {
  std::printf("%s/%s\n", std::string(lesson.folder).c_str(), finding.text().c_str());
}

int check(const Options& options) {
  const auto lessons = chosen(options);
  if (!lessons) {
    complain(lessons.error().text);
    return kExitUsage;
  }
  if (lessons->empty()) {
    complain("no lesson has a text: nothing was checked");
    return kExitNothing;
  }
  const EmptyFolder folder;
  if (!folder.ok()) {
    complain("there is no place for temporary files");
    return kExitEnvironment;
  }
  std::size_t findings = 0, ideas = 0;
  std::set<std::string> treated;
  for (const lessons::Lesson* lesson : *lessons) {
    const auto checked =
        book::check_lesson(*lesson, {options.vectors, options.refresh, runner(folder)});
    if (!checked) {
      complain(checked.error().text);
      return kExitEnvironment;
    }
    for (const book::Finding& finding : checked->findings) print(*lesson, finding);
    findings += checked->findings.size();
    ideas = std::max(ideas, checked->ideas);
    treated.insert(checked->treated.begin(), checked->treated.end());
    std::printf("lesson %d: %zu runs, %zu transcripts, %zu questions; %zu findings%s\n",
                lesson->number, checked->runs, checked->transcripts, checked->questions,
                checked->findings.size(), checked->refreshed ? "; lesson.md was refreshed" : "");
  }
  if (options.lesson.empty()) {
    const auto order = book::check_order_of(*lessons);
    if (!order) {
      complain(order.error().text);
      return kExitEnvironment;
    }
    for (const book::GlobalFinding& found : *order)
      for (const lessons::Lesson* lesson : *lessons)
        if (lesson->number == found.lesson) print(*lesson, found.finding);
    findings += order->size();
    if (ideas > 0)
      std::printf("%zu of %zu ideas are treated (coverage.tsv)\n", treated.size(), ideas);
  }
  if (options.vectors.empty())
    std::puts("not compared with what was recorded of Flink: --vectors DIR");
  return findings == 0 ? kExitOk : kExitFail;
}

}  // namespace

int author_command(std::span<const std::string> arguments) {
  Options options;
  Arguments declared("weir author", kHead);
  declared.positional("check", options.word, "the only thing it does so far");
  declared.positional("LESSON", options.lesson, "a lesson's number; without it: all");
  declared.flag("--refresh", options.refresh, "write transcripts and step numbers anew");
  declared.option("--vectors", "DIR", options.vectors, "the recorded vectors");
  declared.option("--lessons", "DIR", options.lessons, "lessons that stand elsewhere");
  const auto wish = declared.parse(arguments);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(declared.help().c_str(), stdout);
    return kExitOk;
  }
  if (options.word != "check") {
    complain(options.word.empty()
                 ? "What is to be done? weir author check"
                 : "There is no 'weir author " + options.word + "'." +
                       did_you_mean(options.word, {"check"}) + "\nSee 'weir author --help'.");
    return kExitUsage;
  }
  if (!options.lessons.empty()) {
    std::error_code error;
    const fs::path folder = fs::canonical(options.lessons, error);
    if (error) {
      complain(options.lessons + ": " + error.message());
      return kExitUsage;
    }
    setenv("WEIR_LESSONS", folder.c_str(), 1);  // for the commands that are run, too
  }
  return check(options);
}

}  // namespace weir::cli
