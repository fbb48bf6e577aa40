#include "lessons/cli/screen_options.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <vector>

#include "lessons/cli/terminal.h"

namespace weir::cli {

namespace {

constexpr std::size_t kNarrowest = 60, kWidest = 200, kUsual = 80;

// The first of these variables that is not empty.
std::string variable(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const char* const value = std::getenv(name); value != nullptr && *value != '\0')
      return value;
  return {};
}

winsize size_of(std::FILE* out) {
  winsize size{};
  return ioctl(fileno(out), TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// "yes", "no", or nothing for "" and "auto".
Result<std::optional<bool>> choice(const std::string& option, const std::string& typed,
                                   const std::string& yes, const std::string& no) {
  if (typed.empty()) return std::optional<bool>();
  const auto word = one_of(option, typed, {"auto", yes, no});
  if (!word) return word.error();
  return *word == 0 ? std::optional<bool>() : std::optional(*word == 1);
}

bool can_color(const Surroundings& around) {
  return around.terminal && !around.term.empty() && around.term != "dumb";
}

bool color_by_itself(const Surroundings& around) {
  if (!around.no_color.empty()) return false;
  if (!around.clicolor_force.empty() && around.clicolor_force != "0") return true;
  return can_color(around);
}

bool unicode_by_itself(const Surroundings& around) {
  if (!around.terminal || !is_utf8_locale(around.locale)) return false;
  if (around.term.empty() || around.term == "dumb" || around.term == "linux") return false;
  return !has_wide_ambiguous(around.locale) || around.ambiguous == "narrow";
}

// 0: no number of columns.
std::size_t columns_in(const std::string& text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end ? value : 0;
}

Result<std::size_t> columns(const ScreenWishes& wishes, const Surroundings& around) {
  if (!wishes.width.empty()) {
    const auto width = number("--width", wishes.width, 1, 10'000);
    if (!width) return width.error();
    return static_cast<std::size_t>(*width);
  }
  if (const std::size_t said = columns_in(around.columns_text); said > 0) return said;
  return around.terminal && around.columns > 0 ? around.columns : kUsual;
}

}  // namespace

void declare_screen(Arguments& arguments, ScreenWishes& wishes) {
  arguments.option("--color", "WHEN", wishes.color, "auto, always or never");
  arguments.option("--charset", "SET", wishes.charset, "auto, unicode or ascii");
  arguments.option("--width", "N", wishes.width, "columns, 60 to 200 (the terminal's, or 80)");
  arguments.flag("--plain", wishes.plain, "sentences, no frames: for speech and braille");
}

std::size_t screen_rows(std::FILE* out) { return size_of(out).ws_row; }

Surroundings surroundings(std::FILE* out) {
  Surroundings around;
  around.terminal = is_terminal(out);
  around.columns = around.terminal ? size_of(out).ws_col : 0;
  around.columns_text = variable({"COLUMNS"});
  around.term = variable({"TERM"});
  around.locale = variable({"LC_ALL", "LC_CTYPE", "LANG"});
  around.no_color = variable({"NO_COLOR", "WEIR_NO_COLOR"});
  around.clicolor_force = variable({"CLICOLOR_FORCE"});
  around.plain = variable({"WEIR_PLAIN", "WEIR_A11Y"});
  around.ambiguous = variable({"WEIR_AMBIGUOUS"});
  return around;
}

bool is_utf8_locale(const std::string& locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string::npos) return false;
  const std::string codeset = lower(locale.substr(dot + 1, locale.find('@', dot) - dot - 1));
  return codeset == "utf-8" || codeset == "utf8";
}

bool has_wide_ambiguous(const std::string& locale) {
  const std::string language = lower(locale.substr(0, locale.find_first_of("_.@")));
  return language == "zh" || language == "ja" || language == "ko";
}

Result<diagrams::Screen> screen_of(const ScreenWishes& wishes, const Surroundings& around) {
  const auto color = choice("--color", wishes.color, "always", "never");
  if (!color) return color.error();
  const auto charset = choice("--charset", wishes.charset, "unicode", "ascii");
  if (!charset) return charset.error();
  const auto width = columns(wishes, around);
  if (!width) return width.error();
  diagrams::Screen screen;
  screen.plain = wishes.plain || !around.plain.empty() || *width < kNarrowest;
  screen.width = std::clamp(*width, kNarrowest, kWidest);
  screen.color = color->has_value() ? **color : !screen.plain && color_by_itself(around);
  const bool unicode =
      charset->has_value() ? **charset : !screen.plain && unicode_by_itself(around);
  screen.charset = unicode ? diagrams::Charset::kUnicode : diagrams::Charset::kAscii;
  return screen;
}

}  // namespace weir::cli
