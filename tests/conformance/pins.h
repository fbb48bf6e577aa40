// The pins: what must be covered, and how many cases of each group have which verdict (pins.txt).
//     group NAME passed failed differs not-covered
//     required FILE TERM…     cases that must pass, or be listed as differing
//     optional FILE TERM…     takes cases out of what is required again
//   FILE is relative to the vectors and, like every pattern here, may hold * for any text. A TERM
//   is a pattern for the id, or PATH=PATTERN or PATH!=PATTERN for a member of the config
//   (function.type; one that is absent is the empty text). A case is meant if any of the line's
//   terms holds, and each term must mean a case.
//   Counts are pinned in both directions: whoever covers more writes it down (--update-pins).
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "tests/conformance/report.h"

namespace weir::conformance {

bool matches(std::string_view pattern, std::string_view text);

class Pins {
 public:
  // Errors: kBadData, with the line.
  static Result<Pins> parse(std::string_view text);

  bool required(std::string_view group, const Value& test_case) const;
  // What breaks the pins, one sentence each; empty if nothing does.
  std::vector<std::string> complaints(const std::vector<Report>& reports) const;
  // The text of the file with these counts.
  std::string updated(const std::vector<Report>& reports) const;

 private:
  struct Rule {
    bool required = false;
    std::string file;
    std::vector<std::string> terms;
    bool matches(std::string_view group, const Value& test_case) const;
  };
  std::vector<std::string> other_lines_;  // all but the counts, as they stand in the file
  std::vector<Rule> rules_;
  std::map<std::string, Counts> counts_;
};

}  // namespace weir::conformance
