#include "engine/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace weir {

CrashNote& crash_note() {
  thread_local CrashNote note;
  return note;
}

void check_failed(const char* condition, const char* text, const char* file, int line) {
  const CrashNote& note = crash_note();
  std::fprintf(stderr,
               "weir: internal error: %s\n  check: %s\n  place: %s:%d\n"
               "  seed %llu, decision %llu, time %lld ms, task %lld\n",
               text, condition, file, line, static_cast<unsigned long long>(note.seed),
               static_cast<unsigned long long>(note.decision), static_cast<long long>(note.time),
               static_cast<long long>(note.task));
  std::abort();
}

}  // namespace weir
