// Guard: what the process with the learner's code can find out about itself.
//   guard_stack(): a handler of SIGSEGV and SIGBUS, on a stack of its own, notes in the StatusPage
//   when the stack has overflowed; then the process dies of the signal as it would have. Under a
//   sanitizer it does nothing: that has its own.
//   other_threads(), has_children(): for the grader to ask when a check is over; a function of a
//   stream starts neither. Threads that the grader has itself (RocksDB's) count: compare with
//   before. has_children() also sees, and buries, one that has ended already.
#pragma once
#include <cstddef>

#include "exercises/report/page.h"

namespace weir::exercises {

void guard_stack(StatusPage* page);

std::size_t other_threads();  // 0 where the system does not tell
bool has_children();

}  // namespace weir::exercises
