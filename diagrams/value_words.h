// Values as people read them in sentences and pictures.
//   Texts stand as they are where that is clear (eel), else in quotes ('to be', ''); rows and maps
//   with known names are "fish=1, at=12", rows without are "(eel,12)", lists "[1, 2]", null is
//   "nothing", times at the ends of time are MIN and MAX. The window of a row (window_start and
//   window_end) comes first: "[10,15) fish=1".
//   A change is "1 → 2"; of a row with names only the fields that differ, "fish 1 → 2".
// Data of users never steers the terminal: everything passes through shown() (core/text_width.h).
//   A value is at most kLongestValue columns wide, and says when it was cut.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/core/time.h"
#include "engine/core/value.h"
#include "engine/trace/plan.h"

namespace weir::diagrams {

// How words are put down: with the signs of a plain terminal, with all signs, or to be spoken.
enum class Writing : unsigned char { kAscii, kUnicode, kSpeech };

inline constexpr std::size_t kLongestValue = 160;
// Columns of what stands for a record in a sentence about it.
inline constexpr std::size_t kLongestName = 24;
inline constexpr std::size_t kLongestRecord = 48;

// " → ", " -> " or " to ".
std::string_view arrow(Writing writing);
// What ends a text that was cut: "…", "~" or "...".
std::string_view cut_mark(Writing writing);

std::string time_words(Timestamp t);
std::string window_words(Timestamp start, Timestamp end);  // "[10,15)"
std::string text_words(std::string_view text);
std::string value_words(const Value& v, const FieldNames* names, Writing writing);
// `was` is null where there was nothing. A number that is 1 now and was not there has been 0: a
// count that begins.
std::string change_words(const Value& was, const Value& now, const FieldNames* names,
                         Writing writing);

}  // namespace weir::diagrams
