// What a picture is drawn with on a Screen: signs, marks, colours.
//   Colours are the sixteen of the terminal's theme, one for each role of the catalogue, and never
//   the only carrier of a meaning: every sign is a letter or a glyph of its own.
#pragma once
#include <string>
#include <string_view>

#include "diagrams/screen.h"
#include "diagrams/value_words.h"
#include "engine/trace/catalogue.h"

namespace weir::diagrams {

class Ink {
 public:
  explicit Ink(const Screen& screen) : screen_(screen) {}

  Writing writing() const {
    if (screen_.plain) return Writing::kSpeech;
    return unicode() ? Writing::kUnicode : Writing::kAscii;
  }
  bool unicode() const { return screen_.charset == Charset::kUnicode; }
  std::string_view pick(std::string_view unicode_text, std::string_view ascii_text) const {
    return unicode() ? unicode_text : ascii_text;
  }
  std::string_view sign(const EventFace& face) const { return pick(face.glyph, face.letter); }
  std::string_view mark() const { return pick("…", "~"); }  // of a text that was cut
  // In the colour of a role of the catalogue; as it is where there are no colours.
  std::string colored(std::string_view text, std::string_view role) const;

 private:
  Screen screen_;
};

}  // namespace weir::diagrams
