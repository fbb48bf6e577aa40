// What commands take a terminal for: every rule of screen_options.h, against what it overrules.
#include "lessons/cli/screen_options.h"

#include "tests/catch.h"

using namespace weir;
using namespace weir::cli;
using weir::diagrams::Charset;
using weir::diagrams::Screen;

namespace {

// A usual terminal: 100 columns, colours, Unicode.
Surroundings terminal() {
  Surroundings out;
  out.terminal = true;
  out.columns = 100;
  out.term = "xterm-256color";
  out.locale = "en_GB.UTF-8";
  return out;
}

Screen screen(const Surroundings& around, const ScreenWishes& wishes = {}) {
  const auto out = screen_of(wishes, around);
  REQUIRE(out);
  return *out;
}

template <class Change>
Screen with(const Change& change, const ScreenWishes& wishes = {}) {
  Surroundings around = terminal();
  change(around);
  return screen(around, wishes);
}

std::string mistake(const ScreenWishes& wishes) {
  const auto out = screen_of(wishes, terminal());
  REQUIRE_FALSE(out);
  CHECK(out.error().kind == ErrorKind::kBadArgument);
  return out.error().text;
}

}  // namespace

TEST_CASE("a usual terminal has its width, colours and Unicode") {
  const Screen s = screen(terminal());
  CHECK(s.width == 100);
  CHECK(s.color);
  CHECK(s.charset == Charset::kUnicode);
  CHECK_FALSE(s.plain);
}

TEST_CASE("a pipe has 80 columns of ASCII without colour, whatever the locale and the terminal") {
  const Screen s = with([](Surroundings& a) { a.terminal = false; });
  CHECK(s.width == 80);
  CHECK_FALSE(s.color);
  CHECK(s.charset == Charset::kAscii);
  CHECK_FALSE(s.plain);
  const Screen wanted = with([](Surroundings& a) { a.terminal = false; },
                             {.color = "always", .charset = "unicode", .width = "120"});
  CHECK(wanted.width == 120);
  CHECK(wanted.color);
  CHECK(wanted.charset == Charset::kUnicode);
}

TEST_CASE("colour: the option, then NO_COLOR, then CLICOLOR_FORCE, then the terminal") {
  const auto no_color = [](Surroundings& a) { a.no_color = "1"; };
  const auto forced_pipe = [](Surroundings& a) {
    a.terminal = false;
    a.clicolor_force = "1";
  };
  CHECK_FALSE(with(no_color).color);
  CHECK(with(no_color, {.color = "always"}).color);
  CHECK_FALSE(with(no_color, {.color = "auto"}).color);
  CHECK_FALSE(with([](Surroundings&) {}, {.color = "never"}).color);
  CHECK(with(forced_pipe).color);
  CHECK_FALSE(with(forced_pipe, {.color = "never"}).color);
  CHECK_FALSE(with([&](Surroundings& a) {
                forced_pipe(a);
                a.no_color = "yes";
              }).color);
  CHECK_FALSE(with([](Surroundings& a) {
                a.terminal = false;
                a.clicolor_force = "0";
              }).color);
  CHECK_FALSE(with([](Surroundings& a) { a.term = "dumb"; }).color);
  CHECK_FALSE(with([](Surroundings& a) { a.term = ""; }).color);
  CHECK(with([](Surroundings& a) { a.term = "linux"; }).color);
}

TEST_CASE("charset: Unicode only where the locale is UTF-8 and glyphs are one column wide") {
  const auto charset = [](const char* locale, const char* term, const char* ambiguous) {
    return with([&](Surroundings& a) {
             a.locale = locale;
             a.term = term;
             a.ambiguous = ambiguous;
           })
        .charset;
  };
  CHECK(charset("C.UTF-8", "xterm", "") == Charset::kUnicode);
  CHECK(charset("de_DE.utf8@euro", "screen", "") == Charset::kUnicode);
  CHECK(charset("de_DE.UTF8", "tmux", "") == Charset::kUnicode);
  CHECK(charset("", "xterm", "") == Charset::kAscii);
  CHECK(charset("C", "xterm", "") == Charset::kAscii);
  CHECK(charset("de_DE.ISO-8859-1", "xterm", "") == Charset::kAscii);
  CHECK(charset("en_US.UTF-8", "dumb", "") == Charset::kAscii);
  CHECK(charset("en_US.UTF-8", "linux", "") == Charset::kAscii);
  CHECK(charset("en_US.UTF-8", "", "") == Charset::kAscii);
  for (const char* locale : {"ja_JP.UTF-8", "zh_CN.utf8", "ko_KR.UTF-8", "ja.UTF-8"}) {
    CHECK(charset(locale, "xterm", "") == Charset::kAscii);
    CHECK(charset(locale, "xterm", "narrow") == Charset::kUnicode);
    CHECK(charset(locale, "xterm", "wide") == Charset::kAscii);
  }
  CHECK(charset("kok_IN.UTF-8", "xterm", "") == Charset::kUnicode);  // Konkani is not Korean
  CHECK(with([](Surroundings& a) { a.locale = "C"; }, {.charset = "unicode"}).charset ==
        Charset::kUnicode);
  CHECK(with([](Surroundings&) {}, {.charset = "ascii"}).charset == Charset::kAscii);
}

TEST_CASE("width: the option, then COLUMNS, then the terminal, then 80; from 60 to 200") {
  const auto width = [](const char* columns_text, std::size_t columns, const char* option) {
    return with(
               [&](Surroundings& a) {
                 a.columns_text = columns_text;
                 a.columns = columns;
               },
               {.width = option})
        .width;
  };
  CHECK(width("90", 100, "70") == 70);
  CHECK(width("90", 100, "") == 90);
  CHECK(width("", 100, "") == 100);
  CHECK(width("", 0, "") == 80);
  for (const char* nonsense : {"0", "x", "9x", "-90", " 90", "99999999999999999999999"})
    CHECK(width(nonsense, 100, "") == 100);
  CHECK(width("", 500, "") == 200);
  CHECK(width("", 100, "10000") == 200);
  CHECK(width("", 20, "") == 60);
}

TEST_CASE("plain: asked for, or no room for frames; then without colour and Unicode") {
  const auto nothing = [](Surroundings&) {};
  const auto narrow = [](Surroundings& a) { a.columns = 59; };
  const auto variable = [](Surroundings& a) { a.plain = "1"; };
  CHECK(with(narrow).plain);
  CHECK_FALSE(with([](Surroundings& a) { a.columns = 60; }).plain);
  CHECK(with(variable).plain);
  const Screen s = with(nothing, {.plain = true});
  CHECK(s.plain);
  CHECK_FALSE(s.color);
  CHECK(s.charset == Charset::kAscii);
  CHECK(s.width == 100);
  const Screen wanted = with(variable, {.color = "always", .charset = "unicode"});
  CHECK(wanted.plain);
  CHECK(wanted.color);
  CHECK(wanted.charset == Charset::kUnicode);
}

TEST_CASE("options of the screen that make no sense are refused in one sentence") {
  CHECK(mistake({.color = "alwais"}) ==
        "--color wants auto, always or never, not 'alwais'. Did you mean 'always'?");
  CHECK(mistake({.charset = "latin1"}) == "--charset wants auto, unicode or ascii, not 'latin1'.");
  CHECK(mistake({.width = "wide"}) == "--width wants a whole number from 1 to 10000, not 'wide'.");
  CHECK(mistake({.width = "0"}) == "--width wants a whole number from 1 to 10000, not '0'.");
}
