// What users' data can do to a terminal: nothing. And the line that says how far long work is.
#include "lessons/cli/terminal.h"

#include "engine/trace/ndjson.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr char kEscape = '\x1b';

}  // namespace

TEST_CASE("control characters are shown, and nothing else is changed") {
  using cli::visible_line;
  CHECK(visible_line("plain, \t拖把 é 😀") == "plain, \t拖把 é 😀");
  CHECK(visible_line("\x1b[2J\a\b\r\n\x7f") == "\\x1b[2J\\x07\\x08\\x0d\\x0a\\x7f");
  CHECK(visible_line(std::string_view("\0", 1)) == "\\x00");
  CHECK(visible_line("\xc2\x9b"
                     "31m") == "\\x9b31m");  // C1: another spelling of ESC [
  CHECK(visible_line("\xc2\x80\xc2\x9f\xc2\xa0") == "\\x80\\x9f\xc2\xa0");
  CHECK(visible_line("\xef\xbf\xbd") == "\xef\xbf\xbd");
  CHECK(visible_line("\x9b"
                     "31m\xff\xe2\x82") == "\\x9b31m\\xff\\xe2\\x82");  // not UTF-8
  CHECK(cli::visible_text("a\nb\x1b\n") == "a\nb\\x1b\n");
  CHECK(cli::visible_json("{\"a\":\"\xc2\x9b\x7f\"}\n") == "{\"a\":\"\\u009b\\u007f\"}\n");
}

TEST_CASE("rows that would steer a terminal are shown there, and go unchanged into a pipe") {
  const TemporaryFile file(
      "\x1b[31mred,\xc2\x9b"
      "2J,a\tb,拖把\n");
  const Shown shown = run_in_terminal("run 1 --fast --input " + file.path());
  CHECK(shown.exit == 0);
  CHECK(mentions(shown.text, "(\\x1b[31mred,1)\n(\\x9b2J,1)\n"));
  CHECK(mentions(shown.text, "(拖把,1)\n"));
  CHECK_FALSE(mentions(shown.text, std::string(1, kEscape)));
  CHECK_FALSE(mentions(shown.text, "\xc2\x9b"));
  CHECK(rows_of(run_weir("run 1 --fast --input " + file.path()).out) ==
        std::vector<std::string>{"(\x1b[31mred,1)",
                                 "(\xc2\x9b"
                                 "2J,1)",
                                 "(a\tb,1)", "(拖把,1)"});
}

TEST_CASE("a trace on a terminal steers nothing, and is the same trace") {
  const TemporaryFile file(
      "\x1b[31mred,\xc2\x9b"
      "2J\n");
  const std::string how = "run 1 --json --input " + file.path();
  const Shown shown = run_in_terminal(how);
  CHECK(shown.exit == 0);
  CHECK_FALSE(mentions(shown.text, std::string(1, kEscape)));
  CHECK_FALSE(mentions(shown.text, "\xc2\x9b"));
  CHECK(mentions(shown.text, "\\u009b2J"));
  CHECK(read_ndjson(run_weir(how).out).has_value());
}

TEST_CASE("complaints show what was typed without letting it steer the terminal") {
  const Shown shown = run_in_terminal("run \"$(printf '\\033[31mx')\"");
  CHECK(shown.exit == 2);
  CHECK(mentions(shown.text, "There is no lesson and no file '\\x1b[31mx'. Lessons are:\n"));
  CHECK_FALSE(mentions(shown.text, std::string(1, kEscape)));
}

TEST_CASE("a sweep says how far it is on a terminal, in one line that is gone in the end") {
  const std::string how = "run 8 --crash-everywhere --points 40";
  const Shown shown = run_in_terminal(how);
  CHECK(shown.exit == 4);
  CHECK(shown.text.starts_with("\x1b[Ktrying point 0 of 40 (0 %)\x1b[K"));
  CHECK(mentions(shown.text, "\x1b[Ktrying point 40 of 40 (100 %)\x1b[K"));
  const std::string result = shown.text.substr(shown.text.rfind("\x1b[K") + 3);
  const Ran piped = run_weir(how);
  CHECK(piped.exit == 4);
  CHECK(piped.out == result);
  CHECK(piped.err.empty());
  CHECK(mentions(piped.out, "\nthat is the verdict on 40 points; it says nothing of the other "));
  for (const std::string& line : lines_of(piped.out)) CHECK(line.size() <= 80);
}

TEST_CASE(
    "terminals that cannot draw a line again, and those who asked for that, see no progress") {
  const std::string how = "run 8 --crash-everywhere --points 40";
  const std::string expected = run_weir(how).out;
  CHECK(run_in_terminal(how, "TERM=dumb").text == expected);
  CHECK(run_in_terminal(how, "WEIR_A11Y=1").text == expected);
}
