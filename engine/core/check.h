// WEIR_CHECK: an invariant of Weir itself. Always on, in every build.
//   A failed check is a bug in Weir, never a mistake of the user and never a simulated failure. It
//   prints the text, the crash note (seed, decision, time, task: set by the driver, one per thread)
//   and aborts without unwinding.
#pragma once
#include <cstdint>

namespace weir {

// Where the run stands, for the report of a crash. The driver keeps it up to date; everything is
// optional.
struct CrashNote {
  std::uint64_t seed = 0;
  std::uint64_t decision = 0;
  std::int64_t time = 0;
  std::int64_t task = -1;
};
CrashNote& crash_note();

[[noreturn]] void check_failed(const char* condition, const char* text, const char* file, int line);

}  // namespace weir

#define WEIR_CHECK(condition, text)                               \
  do {                                                            \
    if (!(condition)) [[unlikely]]                                \
      ::weir::check_failed(#condition, text, __FILE__, __LINE__); \
  } while (false)
