// Tour: a lesson as it is read: pieces of text, with stops at its questions.
//   A piece ends where something is asked (after it), where the reply to a prediction comes (after
//   the first transcript behind it), and where a page ends. So a reader has answered before the run
//   is shown, and reads the reply with the run before their eyes. To a check the reply comes at
//   once. The last page, Discussion, opens when all checks are answered.
// Pure: what is printed and what is asked is up to the command.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "diagrams/screen.h"
#include "lessons/book/open_lesson.h"
#include "lessons/book/progress_file.h"

namespace weir::book {

struct Piece {
  enum class End : unsigned char { kQuestion, kReply, kPage };
  std::size_t begin = 1, end = 1;  // lines; `end` is behind the last one
  std::size_t page = 0;            // from 0
  End why = End::kPage;
  const TextBlock* question = nullptr;  // of kQuestion and kReply
};
std::vector<Piece> pieces_of(const LessonText& text);

// As people read it: without fences, marks of links and emphasis. Ends with one empty line.
std::string plain_text(const OpenLesson& lesson, const Piece& piece,
                       const diagrams::Screen& screen);

// Which question of the lesson a block is, from 1.
std::size_t number_of(const LessonText& text, const TextBlock& question);
std::string name_of(const OpenLesson& lesson, const TextBlock& question);  // "11.2"

struct Standing {
  std::size_t questions = 0, answered = 0;
  bool begun = false, done = false;  // done: read, predicted, and every check answered right
  // The first prediction that is open; nullptr: none.
  const TextBlock* prediction = nullptr;
  // The first check that is not answered right.
  const TextBlock* check = nullptr;
  std::size_t next_page = 0;  // from 0; the number of pages: none
};
Standing standing_of(const OpenLesson& lesson, const Progress& progress);

// Words on lines of at most 80 columns.
std::string wrapped(const std::string& text);

}  // namespace weir::book
