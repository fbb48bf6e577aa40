// Reading a lesson aloud, so to say: prints its pieces (book/tour.h) up to a stop, asks where there
// is somebody to ask, keeps answers, replies.
//   A stop without a terminal is the first prediction that is open; and the last page while a check
//   is. Before a prediction is answered nothing behind it is printed, unless `all` asks for it.
#pragma once
#include <optional>
#include <string>

#include "diagrams/screen.h"
#include "lessons/book/answering.h"
#include "lessons/book/tour.h"

namespace weir::cli {

struct ReadingWishes {
  bool all = false;                 // everything, and nothing is asked or noted
  bool asks = false;                // there is somebody to ask
  std::optional<std::size_t> page;  // this one only, from 0
  diagrams::Screen screen;
};

// Both ends are a terminal.
bool somebody_is_there();
// A line from the terminal, without its end; nullopt: the end of the input.
std::optional<std::string> ask_line(const std::string& prompt);

class Reading {
 public:
  Reading(const book::OpenLesson& lesson, const book::ProgressFile& file, ReadingWishes wishes)
      : lesson_(lesson), file_(file), wishes_(std::move(wishes)), answering_(lesson, file) {}

  // From where the reader left off, or from the beginning. An ExitCode.
  int read(bool from_where_it_stopped);

 private:
  enum class Then : unsigned char { kOn, kStop };
  Then by_screens(const std::string& text);
  Result<Then> piece(const book::Piece& piece, bool last);
  Result<Then> question(const book::TextBlock& block);
  Result<Then> ask(const book::TextBlock& block);
  Result<Then> reply(const book::TextBlock& block);
  Result<Then> page(const book::Piece& piece, bool last);
  bool discussion_is_closed(const book::Piece& piece) const;
  std::size_t first_piece(const std::vector<book::Piece>& pieces) const;
  const book::KeptAnswer* kept(const book::TextBlock& block) const;

  const book::OpenLesson& lesson_;
  const book::ProgressFile& file_;
  ReadingWishes wishes_;
  book::Answering answering_;
  book::Progress progress_;
};

}  // namespace weir::cli
