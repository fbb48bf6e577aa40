// How wide text is on a terminal, and how it is shown there without steering it.
//   Widths are those of East Asian Width with ambiguous characters narrow: wide ones 2 columns,
//   combining marks and marks of direction 0, all others 1; a table of ranges, the same on every
//   machine. shown() escapes what is no text: control characters (C0, DEL, C1) and marks that
//   change the direction of text (U+202A…E, U+2066…9, U+200E, U+200F, U+061C) as \x1b or \u202e,
//   invalid bytes as U+FFFD. The result never holds a newline or a tab.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

std::size_t width_of(std::uint32_t code_point);
std::size_t text_width(std::string_view utf8);  // of a text without control characters

std::string shown(std::string_view utf8);

// At most `columns` wide: cut at a character, with `mark` as its last one, and combining marks stay
// with their character. A text that fits is not changed. columns >= 1.
std::string cut_to_width(std::string_view utf8, std::size_t columns, std::string_view mark = "…");
// Cut and filled up with blanks: exactly `columns` wide.
std::string fit_to_width(std::string_view utf8, std::size_t columns, std::string_view mark = "…");

}  // namespace weir
