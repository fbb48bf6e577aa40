// What a command's pictures may count on where they are shown: options first, then the environment,
// then the terminal itself. Shared by every command that draws.
//   Colour: --color, NO_COLOR or WEIR_NO_COLOR (not empty: off), CLICOLOR_FORCE (neither empty nor
//   "0": on), else only on a terminal whose TERM is known and not "dumb". Charset: --charset, else
//   Unicode on a terminal in a UTF-8 locale, but not where TERM is "dumb" or "linux", nor in
//   Chinese, Japanese and Korean locales, whose terminals draw lines and arrows two columns wide
//   (WEIR_AMBIGUOUS=narrow: this one does not). Width: --width, COLUMNS, the terminal, 80; cut to
//   60..200, and below 60 there is no room for frames: plain. Plain: --plain, WEIR_PLAIN, WEIR_A11Y
//   (not empty); then there is no colour and no Unicode unless options ask for them.
// A pipe or file is 80 columns of ASCII without colour, whatever the locale: the same bytes
// everywhere. screen_of() is pure; only surroundings() asks the system. COLUMNS that is no number
// is as if it were not set. Errors: kBadArgument, a sentence for the user.
#pragma once
#include <cstddef>
#include <cstdio>
#include <string>

#include "diagrams/screen.h"
#include "engine/core/result.h"
#include "lessons/cli/arguments.h"

namespace weir::cli {

// As typed; empty: not there.
struct ScreenWishes {
  std::string color = {}, charset = {}, width = {};
  bool plain = false;
};
void declare_screen(Arguments& arguments, ScreenWishes& wishes);

// Facts of the environment. Variables that are not set are empty.
struct Surroundings {
  bool terminal = false;     // what is written to is one
  std::size_t columns = 0;   // that it says it has; 0: it does not say
  std::string columns_text;  // COLUMNS
  std::string term;          // TERM
  std::string locale;        // the first that is not empty of LC_ALL, LC_CTYPE, LANG
  std::string no_color;      // NO_COLOR, else WEIR_NO_COLOR
  std::string clicolor_force;
  std::string plain;      // WEIR_PLAIN, else WEIR_A11Y
  std::string ambiguous;  // WEIR_AMBIGUOUS
};
Surroundings surroundings(std::FILE* out);
// Of a terminal; 0: it does not say.
std::size_t screen_rows(std::FILE* out);

bool is_utf8_locale(const std::string& locale);      // "de_DE.UTF-8", "C.utf8@x"
bool has_wide_ambiguous(const std::string& locale);  // "ja_JP.UTF-8"

Result<diagrams::Screen> screen_of(const ScreenWishes& wishes, const Surroundings& around);

}  // namespace weir::cli
