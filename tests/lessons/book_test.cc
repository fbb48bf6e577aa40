// The parts of the lessons' machinery: texts, lesson.toml, claims, answers.
#include "lessons/book/check/lesson_check.h"
#include "lessons/book/lesson_text.h"
#include "lessons/book/question.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

using namespace weir;
using namespace weir::book;

namespace {

const char* const kText =
    "# 7 A title\n\n## Goal\n\nGo to [step 3], then to [step 12 of\nfast].\n\n"
    "```console\n$ weir run 7 \\\n    --set a=b\none\ntwo\n\n$ weir list\nthree\n```\n\n"
    "## Break it\n\n```predict first\nHow many?\n```\n\n[step 3]: weir:begin\n"
    "[step 12 of fast]: weir:end\n";

std::string mistakes_in(const std::string& toml) {
  return to_text(read_lesson_file("lesson.toml", toml).mistakes);
}

}  // namespace

TEST_CASE("a lesson's text has pages, blocks, links and commands with their lines") {
  const LessonText text = read_lesson_text(kText);
  CHECK(text.errors.empty());
  CHECK(text.number == 7);
  CHECK(text.title == "A title");
  REQUIRE(text.pages.size() == 2);
  CHECK(text.pages[0].begin == 1);
  CHECK(text.pages[0].end == 18);
  CHECK(text.pages[1].name() == "break-it");
  REQUIRE(text.blocks.size() == 2);
  CHECK(text.blocks[1].kind == "predict");
  CHECK(text.blocks[1].name == "first");
  CHECK(text.blocks[1].line == 20);
  REQUIRE(text.links.size() == 2);
  CHECK(text.links[1].run == "fast");
  CHECK(text.links[1].step == 12);
  REQUIRE(text.definitions.size() == 2);
  CHECK(text.definitions[1].text == text.links[1].text);
  const auto commands = commands_of(text.blocks[0]);
  REQUIRE(commands.size() == 2);
  CHECK(commands[0].typed == "weir run 7 --set a=b");
  CHECK(commands[0].output == std::vector<std::string>{"one", "two", ""});
  CHECK(commands[0].output_line == 11);
  CHECK(commands[1].output == std::vector<std::string>{"three"});
}

TEST_CASE("outputs are put below their commands, and nothing else is changed") {
  const std::string same = with_outputs(kText, [](const ConsoleCommand& c) {
    std::string out;
    for (const std::string& line : c.output) out += line + '\n';
    return std::optional(out);
  });
  CHECK(same == kText);
  const std::string other = with_outputs(kText, [](const ConsoleCommand& c) {
    return c.typed == "weir list" ? std::optional<std::string>("4\n5\n") : std::nullopt;
  });
  std::string wanted = kText;
  wanted.replace(wanted.find("three\n"), 6, "4\n5\n");
  CHECK(other == wanted);
}

TEST_CASE("commands are split as a shell does, and what only a shell can do is none") {
  CHECK(*shell_words("weir run 11 --set 'a={ b = \"c\" }'  x\\ y ''") ==
        std::vector<std::string>{"weir", "run", "11", "--set", "a={ b = \"c\" }", "x y", ""});
  for (const char* text : {"weir run 1 | head", "weir 'run", "weir $HOME", "weir \"$x\"", "a > b"})
    CHECK_FALSE(shell_words(text));
}

TEST_CASE("claims made of numbers are evaluated") {
  for (const char* text : {"15 - 0 - 1 = 14", "14 + 0 <= 14", "1 < 2 < 3", "113 * 4 / 128 = 3"})
    CHECK(claim_holds(text) == true);
  for (const char* text : {"15 - 0 - 1 = 13", "14 + 0 <= 12", "1 < 3 < 2", "1 / 0 = 1"})
    CHECK(claim_holds(text) == false);
  for (const char* text : {"watermark = 14", "[10,15):", "15 - 1", ""})
    CHECK_FALSE(claim_holds(text).has_value());
}

TEST_CASE("answers of one meaning are one answer") {
  const auto same = [](AnswerKind kind, const char* a, const char* b) {
    const auto x = read_said(kind, a), y = read_said(kind, b);
    return x && y && *x == *y;
  };
  CHECK(same(AnswerKind::kRecords, "eel, Perch", "perch eel eel"));
  CHECK(same(AnswerKind::kRecords, "none", " None"));
  CHECK(same(AnswerKind::kNumber, "3", "3.0"));
  CHECK(same(AnswerKind::kNumber, "max", "MAX"));
  CHECK(same(AnswerKind::kYesNo, "y", "Yes"));
  CHECK_FALSE(same(AnswerKind::kNumber, "3", "4"));
  CHECK_FALSE(same(AnswerKind::kRecords, "eel", "eel perch"));
  for (const char* text : {"", "three", "3 4", "3ms 4", "(3)"})
    CHECK_FALSE(read_said(AnswerKind::kNumber, text));
  CHECK_FALSE(read_said(AnswerKind::kStep, "3.5"));
  CHECK_FALSE(read_said(AnswerKind::kRecord, "eel perch"));
}

TEST_CASE("mistakes in lesson.toml are all said, with places and what was meant") {
  const std::string head = "number = 1\nslug = \"s\"\ntitle = \"t\"\ngoal = \"g\"\nminutes = 5\n";
  CHECK(mistakes_in(head).empty());
  CHECK(mistakes_in(head + "[run.a]\nexpct = [\"x\"]\n[question.q]\nrun = \"b\"\nkind = "
                           "\"numbr\"\nright = \"r\"\n") ==
        "lesson.toml:7:1: there is no key 'expct' in [run.a]. Did you mean 'expect'?\n"
        "     7 | expct = [\"x\"]\n"
        "       | ^^^^^\n"
        "lesson.toml:9:8: there is no [run.b]. Did you mean 'a'?\n"
        "     9 | run = \"b\"\n"
        "       |        ^\n"
        "lesson.toml:10:9: 'kind' of [question.q] wants \"number\", \"yes_no\", \"record\", "
        "\"records\", \"step\", \"text\" or \"parts\", not \"numbr\". Did you mean 'number'?\n"
        "    10 | kind = \"numbr\"\n"
        "       |         ^^^^^");
  CHECK(mistakes_in(head + "[milestone]\nx = 3\n").find("[milestone.x] is a table") !=
        std::string::npos);
}
