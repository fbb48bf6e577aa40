// Screen: what a picture may count on where it is shown. Pictures are pure functions of what they
// show and of a Screen; who asks the terminal and the environment is the command.
#pragma once
#include <cstddef>

namespace weir::diagrams {

enum class Charset : unsigned char { kAscii, kUnicode };

struct Screen {
  std::size_t width = 80;  // columns, 60 to 200; pipes have 80
  Charset charset = Charset::kAscii;
  bool color = false;  // the 16 colours of the terminal's theme, by escape sequences
  bool plain = false;  // one sentence a line, no frames: for speech and braille
  bool micro = false;  // every event has its line, also those that only say how it was done
};

}  // namespace weir::diagrams
