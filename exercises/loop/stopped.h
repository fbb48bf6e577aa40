// Stopped: what a learner is told about a program that did not come to its end, one message for
// each way of not getting there: what stopped it, where, and why that is so.
//   stopped   your code did not return from one call within 2 s of CPU time
//   where     step 3 (key 1, value 7), in process_element
//   why       a loop in there never ends. The two steps before returned normally.
// Every text is one line; the report wraps it.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exercises/loop/child.h"

namespace weir::exercises {

struct Stopped {
  enum class Verdict : std::uint8_t {
    kFail,        // the learner's code did it
    kUnknown,     // nothing is known about the code: the machine, or somebody else
    kEnvironment  // Weir itself could not be run
  };
  Verdict verdict = Verdict::kFail;
  bool sanitize = false;  // --sanitize would say more
  // "stopped", "said", "where", "why": those that there are, in this order.
  std::vector<std::pair<std::string, std::string>> lines = {};
};

// Of anything but How::kFinished. `source` is the learner's file: a sanitizer's report is searched
// for the line in it.
Stopped stopped(const Ended& ended, std::string_view source = {});

}  // namespace weir::exercises
