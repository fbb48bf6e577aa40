// Diagnostic: one mistake in a text that somebody wrote: where it is, what was seen, what to do.
//   Whoever reads a text (a job file, an expression, a query) reports TextMistakes, as bytes of
//   that text, all of them, in the order of their places. Whoever knows where the text stands makes
//   Diagnostics of them, with the file, the line and the column, both from 1; columns count
//   characters, as editors do.
// As text, for people:
//     job.toml:12:11: there is no column 'usr'; the columns are user, page, at. Did you mean
//     'user'?
//        12 | key_by = "usr"
//           |           ^^^
//   Control characters of the user's file are shown escaped, tabs as one blank, long lines cut
//   around the caret.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct TextPlace {
  std::int64_t line = 1;
  std::int64_t column = 1;
  bool operator==(const TextPlace&) const = default;
};

// Bytes of a text, end not included; begin == end is a place between two characters.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const TextSpan&) const = default;
};

struct TextMistake {
  TextSpan span;
  std::string what;  // one sentence or two, without a place
};

struct Diagnostic {
  // Of the file, or what else people call the text; empty: `what` says the place itself.
  std::string path;
  TextPlace place;
  std::string what;
  std::string line = {};       // the line of the text; empty: there is none to show
  std::size_t characters = 1;  // how many of them are underlined, from place.column on
};

using Diagnostics = std::vector<Diagnostic>;

// The place of byte `at`, which may be the size of the text.
TextPlace place_in(std::string_view text, std::size_t at);

// A mistake in `text`, which is the whole file `path`. A span of several lines is underlined to the
// end of its first one.
Diagnostic diagnose(const std::string& path, std::string_view text, const TextMistake& mistake);

std::string to_text(const Diagnostic& diagnostic);
// One below the other, by place, each once. Ends without a newline.
std::string to_text(Diagnostics diagnostics);

}  // namespace weir
