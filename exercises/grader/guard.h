// Guard: what the process with the learner's code can find out about itself.
//   guard_stack(): a handler of SIGSEGV and SIGBUS, on a stack of its own, notes in the StatusPage
//   when the stack has overflowed; then the process dies of the signal as it would have. Under a
//   sanitizer it does nothing: that has its own.
//   count_threads(): from now on the page counts the threads that the program itself starts; those
//   of libraries (RocksDB's) are not counted. The library stands in front of pthread_create().
//   other_threads(), has_children(): for the grader to ask when a check is over; a function of a
//   stream starts neither. Threads that the grader has itself (RocksDB's) count: compare with
//   before. has_children() also sees, and buries, one that has ended already.
#pragma once
#include <cstddef>

#include "exercises/report/page.h"

namespace weir::exercises {

void guard_stack(StatusPage* page);
void count_threads(StatusPage* page);
void count_thread(void* (*start)(void*), void* argument);  // by pthread_create()

std::size_t other_threads();  // 0 where the system does not tell
bool has_children();

}  // namespace weir::exercises
