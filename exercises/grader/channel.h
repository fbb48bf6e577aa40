// Channel: how verdicts leave the process in which the learner's code runs.
//   The tool starts that process with three descriptors: 3, a decoy: whatever is written to it is
//   reported as such; 4, where messages go; 5, the StatusPage (report/page.h). They are taken over
//   when this library is loaded, which is before any code of the learner's runs, statics included:
//   4 and 5 move to numbers nobody can guess, the nonce is taken out of the page. Each message
//   carries its number and a sum that needs the nonce, so nothing that a learner prints or writes
//   anywhere is taken for a verdict. Not a security sandbox: this guards against accidents and
//   jokes. A forked child loses the channel: it can send nothing, and ends when
//   it tries. Where the channel itself was closed, send() ends the process: the page says why.
// Without those descriptors (somebody starts the program by hand) open() says so.
#pragma once
#include <memory>
#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "exercises/report/page.h"

namespace weir::exercises {

class Channel {
 public:
  // The one of this process. Errors: kUnsupported, a sentence: "this is run by 'weir check'".
  static Result<Channel*> open();

  void send(const Value& message);
  StatusPage& page() { return *page_; }

 private:
  Channel(int fd, StatusPage* page, std::uint64_t nonce) : fd_(fd), page_(page), nonce_(nonce) {}

  int fd_;
  StatusPage* page_;
  std::uint64_t nonce_;
  std::uint64_t sent_ = 0;
};

}  // namespace weir::exercises
