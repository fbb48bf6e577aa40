// Why: why something is as it is at a moment of a run, or why not, from the trace alone.
//   why eel             why a record was counted, dropped, or where it is
//   why not window 10   what a window still waits for
//   why watermark count which channel holds its event time, and because of what
//   why state count alice, why timer alice, why step 8, why (what happened last)
//   Every number of an answer is one of the trace, or of its plan: nothing is run or guessed again.
//   An answer knows the past of its place only. Its words are those of phrases.h, which a page can
//   show, too.
// Cost: one walk to the place (trace/timeline.h) and a few passes back over events.
// Errors: kBadArgument, a sentence for the user: what was not found or is meant by several, and
//   what there is.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "diagrams/screen.h"
#include "diagrams/value_words.h"
#include "engine/core/result.h"
#include "engine/trace/timeline.h"

namespace weir::diagrams {

// "late when   last timestamp + allowed lateness <= event time". Where the text holds line ends,
// it goes on in lines below.
struct WhyLine {
  std::string label, text;
  bool operator==(const WhyLine&) const = default;
};

struct WhyAnswer {
  std::string subject;   // what was asked for: "eel@12", "[10,15)"
  std::string headline;  // one sentence, with its full stop
  std::vector<WhyLine> lines;
  bool operator==(const WhyAnswer&) const = default;
};

struct WhyQuestion {
  bool negated = false;
  std::vector<std::string> words;  // none: what happened last

  // "not" in front of the others makes it negated.
  static WhyQuestion of(std::vector<std::string> words);
};

// `place`: as in Timeline; what is beyond the end is the end.
Result<WhyAnswer> why(const Timeline& timeline, std::size_t place, const WhyQuestion& question,
                      Writing writing);

// The id of the record that a question means: by its id, its short name ("eel"), or both name and
// time ("eel@12").
Result<Value> record_named(const Timeline& timeline, std::size_t place, const std::string& typed,
                           Writing writing);

// The headline, an empty line, and the lines in two columns, each with `indent` blanks in front;
// or sentences, one a line. Ends with a line end.
std::string why_text(const WhyAnswer& answer, const Screen& screen, std::size_t indent = 0);

}  // namespace weir::diagrams
