// weir author check: every lesson passes, and one number changed anywhere in it does not.
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "lessons/book/check/lesson_check.h"
#include "lessons/lessons.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir;
using namespace weir::testing;

namespace {

constexpr const char* kLessons = WEIR_SOURCE_DIR "/lessons/";
constexpr const char* kVectors = WEIR_SOURCE_DIR "/tests/conformance/vectors";

void write(const std::string& path, const std::vector<std::string>& lines) {
  std::ofstream out(path, std::ios::binary);
  for (const std::string& line : lines) out << line << '\n';
}

// A number that no lesson has.
bool change_number(std::string& line) {
  for (const book::Numeral& numeral : book::numerals_of(line)) {
    const std::string before = line.substr(0, numeral.at);
    if (before.ends_with("esson ") || before.ends_with("step ") || before.ends_with("eir "))
      continue;
    line.replace(numeral.at, numeral.text.size(), "70" + numeral.text);
    return true;
  }
  return false;
}

// One change of a lesson: what is changed, the file, and which of its lines can be meant.
struct Control {
  const char* what;
  const char* file;
  bool (*fits)(const std::vector<std::string>& lines, std::size_t at);
};

bool in_fence(const std::vector<std::string>& lines, std::size_t at, const std::string& fence) {
  std::string open;
  for (std::size_t i = 0; i < at; i++)
    if (lines[i].starts_with("```")) open = open.empty() ? lines[i] : "";
  return open == fence && !lines[at].starts_with("```");
}

bool in_table(const std::vector<std::string>& lines, std::size_t at, const std::string& head) {
  for (std::size_t i = at; i-- > 0;)
    if (lines[i].starts_with("[")) return lines[i].starts_with(head);
  return false;
}

const Control kControls[] = {
    {"a number of the text", "lesson.md",
     [](const auto& lines, std::size_t at) {
       return at > 0 && in_fence(lines, at, "") && !lines[at].starts_with("[") &&
              !lines[at].starts_with("#");
     }},
    {"a number of a transcript", "lesson.md",
     [](const auto& lines, std::size_t at) {
       return in_fence(lines, at, "```console") && !lines[at].starts_with("$") &&
              !lines[at].starts_with(" ");
     }},
    {"the number of a milestone", "lesson.md",
     [](const auto& lines, std::size_t at) {
       return lines[at].find("]: weir:") != std::string::npos;
     }},
    {"a query of a milestone", "lesson.toml",
     [](const auto& lines, std::size_t at) {
       return in_table(lines, at, "[milestone.") && lines[at].starts_with("at = ");
     }},
    {"an expectation", "lesson.toml",
     [](const auto& lines, std::size_t at) {
       return in_table(lines, at, "[run.") && lines[at].starts_with("  \"");
     }},
    {"a reply", "lesson.toml",
     [](const auto& lines, std::size_t at) {
       return in_table(lines, at, "[[question.") &&
              (lines[at].starts_with("say = \"") || lines[at].starts_with("otherwise = \"")) &&
              !lines[at].starts_with("say = \"\"\"");
     }},
};

// The line from 1 that was changed; nullopt: there is none that fits.
std::optional<std::size_t> change_one(const Control& control, const std::string& path) {
  std::vector<std::string> lines = lines_of(read_file(path));
  for (std::size_t i = 0; i < lines.size(); i++) {
    if (!control.fits(lines, i)) continue;
    std::string changed = lines[i];
    if (std::string(control.what) == "the number of a milestone") {
      changed.insert(changed.find(' ') + 1, "70");
    } else if (std::string(control.what) == "an expectation") {
      // Behind its relation: a name in front of it may be of nobody, and the claim still true.
      const std::size_t end = changed.rfind('"'), relation = changed.rfind(" = ", end);
      std::string claimed =
          relation == std::string::npos ? "" : changed.substr(relation, end - relation);
      if (!change_number(claimed)) continue;
      changed.replace(relation, end - relation, claimed);
    } else if (!change_number(changed)) {
      continue;
    }
    lines[i] = changed;
    write(path, lines);
    return i + 1;
  }
  return std::nullopt;
}

Ran check(const std::string& lesson, const std::string& lessons) {
  return run_weir("author check " + lesson + " --lessons '" + lessons + "'");
}

std::vector<const lessons::Lesson*> written() {
  std::vector<const lessons::Lesson*> out;
  for (const lessons::Lesson& lesson : lessons::kLessons)
    if (fs::exists(kLessons + std::string(lesson.folder) + "/lesson.md")) out.push_back(&lesson);
  return out;
}

}  // namespace

TEST_CASE("every lesson says what the engine does, and its runs are those of Flink") {
  const Ran ran = run_weir(std::string("author check --vectors '") + kVectors + "'");
  INFO(ran.out << ran.err);
  CHECK(ran.err.empty());
  // Transcripts of a command that this Weir does not have yet are the only ones that may differ.
  const bool why_is_missing = run_weir("why --help").exit == 2;
  std::size_t excused = 0, findings = 0;
  for (const std::string& line : lines_of(ran.out)) {
    if (line.find("/lesson.") == std::string::npos) continue;
    findings++;
    if (why_is_missing && line.find("There is no command 'why'.") != std::string::npos) excused++;
  }
  CHECK(findings == excused);
  CHECK((ran.exit == 0) == (findings == 0));
  CHECK(written().size() >= 4);
}

TEST_CASE("one number changed in a lesson is found, with its place") {
  for (const lessons::Lesson* lesson : written()) {
    const std::string folder(lesson->folder), number = std::to_string(lesson->number);
    for (const Control& control : kControls) {
      const TemporaryFolder copy;
      fs::copy(kLessons + folder, copy / folder, fs::copy_options::recursive);
      const auto line = change_one(control, copy / folder + '/' + control.file);
      INFO(folder << ": " << control.what);
      REQUIRE(line);
      const Ran ran = check(number, copy.path());
      INFO(ran.out << ran.err);
      CHECK(ran.exit == 1);
      CHECK(ran.out.find(folder + '/' + control.file + ':' + std::to_string(*line) + ": ") !=
            std::string::npos);
    }
  }
}

TEST_CASE("one value changed in the data of a lesson is found") {
  for (const lessons::Lesson* lesson : written()) {
    const std::string folder(lesson->folder);
    const TemporaryFolder copy;
    fs::copy(kLessons + folder, copy / folder, fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(copy / folder)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(".csv") && !name.ends_with(".txt")) continue;
      const std::string before = read_file(entry.path().string());
      std::string after = before;
      const std::size_t at = after.find_last_of("0123456789abcdefghijklmnopqrstuvwxyz");
      after[at] = after[at] == '8' ? '5' : '8';
      std::ofstream(entry.path(), std::ios::binary) << after;
      const Ran ran = check(std::to_string(lesson->number), copy.path());
      INFO(name << '\n' << ran.out << ran.err);
      CHECK(ran.exit == 1);
      CHECK(ran.out.find(folder + "/lesson.") != std::string::npos);
      std::ofstream(entry.path(), std::ios::binary) << before;
    }
  }
}

TEST_CASE("only --refresh writes, and then transcripts and steps alone") {
  const lessons::Lesson& lesson = *written().back();
  const std::string folder(lesson.folder), number = std::to_string(lesson.number);
  const TemporaryFolder copy;
  fs::copy(kLessons + folder, copy / folder, fs::copy_options::recursive);
  const std::string path = copy / folder + "/lesson.md", good = read_file(path);
  REQUIRE(change_one(kControls[1], path));
  REQUIRE(change_one(kControls[2], path));
  const std::string bad = read_file(path);
  CHECK(check(number, copy.path()).exit == 1);
  CHECK(read_file(path) == bad);
  const Ran refreshed = check(number + " --refresh", copy.path());
  INFO(refreshed.out);
  CHECK(refreshed.out.find("lesson.md was refreshed") != std::string::npos);
  // The link in the text still has the old number, and only its definition was changed.
  CHECK(read_file(path) == good);
}

TEST_CASE("a lesson treats what the table of coverage says, no more and no less") {
  const lessons::Lesson& lesson = *written().back();
  const std::string folder(lesson.folder), number = std::to_string(lesson.number);
  const TemporaryFolder copy;
  fs::copy(kLessons + folder, copy / folder, fs::copy_options::recursive);
  const std::string good = read_file(std::string(kLessons) + "coverage.tsv"),
                    path = copy / "coverage.tsv";
  const auto with = [&](const std::string& table) {
    write(path, {table});
    return check(number, copy.path());
  };
  CHECK(with(good).exit == 0);
  const Ran more = with(good + "Z99\t" + number + "\t-\tAn idea\n");
  CHECK(more.exit == 1);
  CHECK(more.out.find("lesson.toml:1: coverage.tsv says that this lesson treats 'Z99'") !=
        std::string::npos);
  std::string less = good;
  less.erase(less.find("K06"), less.find('\n', less.find("K06")) - less.find("K06") + 1);
  const Ran unknown = with(less);
  CHECK(unknown.exit == 1);
  CHECK(unknown.out.find("coverage.tsv has no row 'K06'") != std::string::npos);
  const Ran bad = with(good + "Z99 11\n");
  CHECK(bad.exit == 5);
  CHECK(bad.err.find("coverage.tsv:252: a row is an id") != std::string::npos);
}

TEST_CASE("author check says what it cannot do") {
  CHECK(run_weir("author").exit == 2);
  CHECK(run_weir("author chek").err ==
        "weir: There is no 'weir author chek'. Did you mean 'check'?\nSee 'weir author --help'.\n");
  CHECK(run_weir("author check 99").exit == 2);
  CHECK(run_weir("author check 8").err ==
        "weir: Lesson 8, order join, has no text yet, only a job: weir run 8\n");
  const TemporaryFolder empty;
  const Ran nothing = run_weir("author check --lessons '" + empty.path() + "'");
  CHECK(nothing.exit == 6);
  CHECK(nothing.err == "weir: no lesson has a text: nothing was checked\n");
}
