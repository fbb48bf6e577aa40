#include "engine/core/diagnostic.h"

#include "engine/core/duration_text.h"
#include "tests/catch.h"

namespace weir {
namespace {

std::string shown(std::string_view text, std::size_t begin, std::size_t end) {
  return to_text(diagnose("job.toml", text, {{begin, end}, "this is wrong"}));
}

TEST_CASE("a diagnostic shows the line and underlines the mistake", "[diagnostic]") {
  CHECK(shown("a = 1\nkey = \"usr\"\n", 13, 16) ==
        "job.toml:2:8: this is wrong\n"
        "     2 | key = \"usr\"\n"
        "       |        ^^^");
  CHECK(shown("abc", 3, 3) ==
        "job.toml:1:4: this is wrong\n"
        "     1 | abc\n"
        "       |    ^");
  CHECK(shown("", 0, 0) == "job.toml:1:1: this is wrong");
  CHECK(shown("a\r\nb\r\n", 0, 4) ==
        "job.toml:1:1: this is wrong\n"
        "     1 | a\n"
        "       | ^");
}

TEST_CASE("columns count characters, carets columns of the screen", "[diagnostic]") {
  CHECK(shown("城市 = x", 9, 10) ==
        "job.toml:1:6: this is wrong\n"
        "     1 | 城市 = x\n"
        "       |        ^");
  CHECK(shown("é\tx", 3, 4) ==
        "job.toml:1:3: this is wrong\n"
        "     1 | é x\n"
        "       |   ^");
}

TEST_CASE("what the file says does not steer a terminal", "[diagnostic]") {
  const std::string text = shown("a\x1b[2Jb = \x9b\x7f", 6, 7);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x7f') == std::string::npos);
  CHECK(text.find("\\x1b[2J") != std::string::npos);
}

TEST_CASE("long lines are cut around the caret", "[diagnostic]") {
  const std::string line(500, 'x');
  const std::string text = shown(line + "\nnext", 300, 310);
  CHECK(text.find("^^^^^^^^^^\n") == std::string::npos);
  CHECK(text.ends_with("^^^^^^^^^^"));
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    CHECK(end - from < 100);
    from = end + 1;
  }
}

TEST_CASE("several diagnostics come by place, each once", "[diagnostic]") {
  const std::string text = "a\nb\n";
  const Diagnostic late = diagnose("f", text, {{2, 3}, "second"});
  const Diagnostic early = diagnose("f", text, {{0, 1}, "first"});
  CHECK(to_text(Diagnostics{late, early, late}) ==
        "f:1:1: first\n     1 | a\n       | ^\nf:2:1: second\n     2 | b\n       | ^");
}

TEST_CASE("lengths of time read back what they print", "[diagnostic]") {
  for (const Duration d :
       {Duration{0}, Duration{1}, Duration{250}, Duration{1000}, Duration{90'000},
        Duration{3'600'000}, Duration{86'400'000}, Duration{INT64_MAX}})
    CHECK(parse_duration(duration_text(d)).value() == d);
  CHECK(duration_text(90'000) == "90s");
  CHECK(parse_duration("1min 30s").value() == 90'000);
  CHECK(parse_duration("2 h").value() == 7'200'000);
  for (const char* bad : {"", "5", "ms", "-5ms", "1.5s", "5 parsecs", "9223372036854775808ms",
                          "9223372036854775807s", "5ms,"})
    CHECK_FALSE(parse_duration(bad).has_value());
}

}  // namespace
}  // namespace weir
