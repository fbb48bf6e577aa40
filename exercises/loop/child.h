// Child: runs a learner's program so that whatever it does, the tool goes on: limited, watched, and
// gone when run() returns.
//   The program stands in a session of its own with /dev/null as input, both outputs in one pipe,
//   and the three descriptors of grader/channel.h. It dies when the tool dies. Its processes that
//   it left behind are killed too.
//   Limits: CPU time first, because on a busy machine the wall clock says nothing; then time asleep
//   (a lock, sleep(), a stopped process: states that are seen, not guessed from a clock); and a
//   wall deadline of 5 times the CPU limit for whatever is left.
// Robustness, not a security sandbox.
// Ownership: run() owns the process. Errors: kIo, a sentence: no pipe, no process, no such program.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "exercises/loop/output.h"

namespace weir::exercises {

struct Limits {
  double call_seconds = 2;                        // CPU in one call of the learner's code
  double cpu_seconds = 10;                        // CPU in all; the wall deadline is 5 times this
  double asleep_seconds = 10;                     // in one call
  std::uint64_t memory = std::uint64_t{1} << 30;  // of addresses; not under a sanitizer
  std::uint64_t file = 16 << 20;                  // of one file
  std::uint64_t printed = 64 << 20;               // in all
  std::uint64_t printed_in_call = 4 << 20;        // in one call
  std::uint32_t forks = 64;                       // more are stopped at once
};

struct Program {
  std::string path;
  std::vector<std::string> arguments;  // "grade", "--seed", "42"
  std::string folder = {};             // where it runs; empty: where the tool stands
  bool sanitized = false;
  Limits limits = {};
  // Whether this message is the last that the program has to send. Then it is over: whatever else
  // it does is not waited for.
  std::function<bool(const Value& message)> last = {};
  // Told of every message as it comes; may be empty.
  std::function<void(const Value& message)> came = {};
};

enum class How : std::uint8_t {
  kFinished,      // the last message came
  kExited,        // before that, with `code`
  kSignal,        // by signal `code`
  kCallLimit,     // CPU in one call
  kCpuLimit,      // CPU in all, in no single call
  kThreadsLimit,  // CPU, and most of it in other threads than the first
  kAsleep,        // asleep in one call, or for most of the time up to the deadline
  kStarved,       // the deadline, and it wanted to compute: the machine was busy
  kPrinted,       // more than Limits::printed or printed_in_call
  kForked,        // it started a process; also where the last message came
  kClosed,        // it closed the pipe of the messages
  kDecoy,         // it wrote to descriptor 3
  kForged,        // it wrote into the pipe of the messages
  kNotStarted     // it died before the grader was there: a library is missing
};

// What the StatusPage said at the end.
struct Whereabouts {
  std::uint32_t check = 0;
  std::uint64_t calls = 0;
  std::uint32_t record = 0;
  bool inside = false;
  bool stack_overflow = false;
  bool closed = false;
  std::uint32_t forks = 0;
  std::uint32_t threads = 0;  // of the learner's own
  std::string call;
  std::string what;
};

struct Ended {
  How how = How::kFinished;
  int code = 0;
  Whereabouts where;
  std::vector<Value> messages;  // that arrived whole, also those before a bad end
  bool torn = false;            // the last message is not whole
  Output output;                // of stdout and stderr
  double cpu_seconds = 0;
  double wall_seconds = 0;
  std::uint64_t memory = 0;  // that it had when it was last looked at, in bytes
  Limits limits;
};

Result<Ended> run(const Program& program);

}  // namespace weir::exercises
