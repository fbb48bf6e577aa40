// Tested by tests/exercises/hostile_test.cc and stopped_test.cc.
#include "exercises/loop/stopped.h"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <cstring>

#include "engine/core/text_width.h"
#include "exercises/loop/last_words.h"

namespace weir::exercises {

namespace {

using Verdict = Stopped::Verdict;

std::string number(std::uint64_t n) {
  static constexpr std::array kWords{"no",    "one",   "two",  "three", "four",   "five",  "six",
                                     "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return n < kWords.size() ? kWords[n] : with_thin_groups(n);
}

// 2, 0.25
std::string seconds(double s) { return fmt::format("{:.3g}", s); }

std::string megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMega = 1 << 20;
  return bytes % (kMega << 10) == 0 ? fmt::format("{} GB", bytes >> 30)
                                    : fmt::format("{} MB", bytes >> 20);
}

std::string where(const Whereabouts& at) {
  std::string out;
  if (at.record > 0) out = fmt::format("record {}", at.record);
  if (!at.what.empty()) out += (out.empty() ? "" : " ") + at.what;
  if (!at.call.empty()) out += (out.empty() ? "in " : ", in ") + at.call;
  if (at.calls == 0) return "before the first call: where a global or static object is made";
  return at.inside || out.empty() ? out : "after " + out;
}

std::string returned_before(const Whereabouts& at) {
  if (at.record < 2) return "";
  if (at.record == 2) return " The call before returned normally.";
  return fmt::format(" The {} calls before returned normally.", number(at.record - 1));
}

struct Words {
  std::string stopped;
  std::string said = {};
  std::string why = {};
  bool place = true;  // whether "where" is known and says something
  Verdict verdict = Verdict::kFail;
  bool sanitize = false;
};

Words of_call_limit(const Ended& e) {
  const std::string limit = seconds(e.limits.call_seconds);
  if (e.where.calls == 0)
    return {.stopped = fmt::format("your program did not begin within {} s of CPU time", limit),
            .why =
                "the constructor of a global object never returns. Keep data in members and in "
                "state; the grader makes your objects when it needs them."};
  return {.stopped =
              fmt::format("your code did not return from one call within {} s of CPU time", limit),
          .why = e.memory > e.limits.memory / 4
                     ? fmt::format("it had taken {} by then: a loop in there goes on storing. ",
                                   megabytes(e.memory)) +
                           "Where does it end?"
                     : "a loop in there never ends." + returned_before(e.where)};
}

Words of_cpu_limit(const Ended& e) {
  return {.stopped = fmt::format("{} s of CPU time were spent before the grader had finished",
                                 seconds(e.limits.cpu_seconds)),
          .why = fmt::format("no call was endless: {} returned. Something takes far longer than it "
                             "should, or longer with every record.",
                             with_thin_groups(e.where.calls)),
          .place = false,
          .verdict = Verdict::kUnknown};
}

Words of_printed(const Ended& e) {
  const bool in_all = e.output.bytes() > e.limits.printed;
  const std::uint64_t limit = in_all ? e.limits.printed : e.limits.printed_in_call;
  return {.stopped = fmt::format("your code printed more than {}{}; 64 KB were kept",
                                 megabytes(limit), in_all ? "" : " in one call"),
          .why = in_all ? "printing took the time that grading needed. Your code runs thousands of "
                          "times: print less, or nothing."
                        : "a loop in there prints without end." + returned_before(e.where),
          .place = !in_all};
}

Words of_abort(const Ended& e) {
  const LastWords last = last_words(e.output);
  Words out{.stopped = "aborted (signal 6)", .said = last.said, .why = last.why};
  if (last.out_of_memory) {
    out.stopped = fmt::format("out of memory: your program may use {}", megabytes(e.limits.memory));
    out.said.clear();
  }
  out.sanitize = last.memory;
  return out;
}

Words of_bad_access(const Ended& e) {
  const std::string signal = fmt::format(" (signal {})", e.code);
  if (e.where.stack_overflow)
    return {.stopped = "the stack overflowed" + signal,
            .why =
                "a function calls itself without end, or a local variable is larger than the "
                "stack (8 MB)."};
  return {.stopped = (e.code == SIGBUS ? "bus error" : "segmentation fault") + signal,
          .why =
              "memory was read or written that is not yours: a null pointer, an index past the "
              "end, or an object that is gone.",
          .sanitize = true};
}

Words of_signal(const Ended& e) {
  switch (e.code) {
    case SIGSEGV:
    case SIGBUS: return of_bad_access(e);
    case SIGABRT: return of_abort(e);
    case SIGFPE:
      return {.stopped = "division by zero (signal 8)",
              .why = "an integer was divided by zero, with / or with %."};
    case SIGILL:
    case SIGTRAP:
      return {.stopped = fmt::format("a trap was reached (signal {})", e.code),
              .why =
                  "compilers put one where no program may come: the end of a function that has "
                  "to return a value, for example.",
              .sanitize = true};
    case SIGXFSZ:
      return {.stopped = "a file grew past " + megabytes(e.limits.file),
              .why =
                  "a function in a stream writes no files: what it has to say goes through its "
                  "collector."};
    case SIGKILL:
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
    case SIGQUIT:
      return {.stopped = fmt::format("killed (signal {}), and not by weir", e.code),
              .why =
                  "by your code itself, by somebody, or by a system short of memory. Nothing is "
                  "known about your code: check again.",
              .place = false,
              .verdict = Verdict::kUnknown};
    default:
      return {.stopped = fmt::format("ended by signal {} ({})", e.code, strsignal(e.code)),
              .why = "your code, or a library that it calls, has asked for this signal."};
  }
}

Words of_exit(const Ended& e, std::string_view source) {
  if (const auto report = sanitizer_report(e.output, source))
    return {.stopped = report->what, .said = report->line, .why = report->why};
  return {.stopped = fmt::format("your program ended itself (exit code {}) before the grader had "
                                 "finished",
                                 e.code),
          .why =
              "a function in a stream never ends the process; return instead. For \"no "
              "result\", return without collecting."};
}

Words of_starved(const Ended& e) {
  return {.stopped = fmt::format("the machine was too busy: in {:.0f} s your code got {} s of CPU "
                                 "time",
                                 e.wall_seconds, seconds(e.cpu_seconds)),
          .why = "nothing is known about your code. Check again when less is going on.",
          .place = false,
          .verdict = Verdict::kUnknown};
}

Words words_of(const Ended& e, std::string_view source) {
  switch (e.how) {
    case How::kFinished: break;
    case How::kExited: return of_exit(e, source);
    case How::kSignal: return of_signal(e);
    case How::kCallLimit: return of_call_limit(e);
    case How::kCpuLimit: return of_cpu_limit(e);
    case How::kThreadsLimit:
      return {.stopped = fmt::format("{} s of CPU time spent in several threads",
                                     seconds(e.limits.call_seconds)),
              .why =
                  "a function in a stream runs in one thread and starts none: keyed state, "
                  "timers and output belong to that one.",
              .place = false};
    case How::kAsleep:
      return {.stopped = fmt::format("your code waited for {} s without computing anything",
                                     seconds(e.limits.asleep_seconds)),
              .why =
                  "a function in a stream never waits, not for a lock, a clock, input or "
                  "another thread: everything behind it would stand still."};
    case How::kStarved: return of_starved(e);
    case How::kPrinted: return of_printed(e);
    case How::kForked:
      return {.stopped = "your code started another process",
              .why =
                  "a function in a stream starts none: nobody would restore it after a failure. "
                  "What it did was not judged.",
              .place = false};
    case How::kClosed:
      return {.stopped = "your code closed the grader's pipe",
              .why = "it closes descriptors that it did not open. Leave those alone.",
              .place = false};
    case How::kDecoy:
      return {.stopped = "your code wrote to descriptor 3, which it did not open",
              .why =
                  "the grader does not listen there, so nothing is won by it. Print to stdout "
                  "or stderr.",
              .place = false};
    case How::kForged:
      return {.stopped = "something else than the grader wrote into the grader's pipe",
              .why =
                  "nothing that came out of it is believed any more. Leave descriptors alone "
                  "that your code did not open.",
              .place = false};
    case How::kNotStarted:
      return {.stopped = "your program could not be started",
              .said = shown(e.output.last_line()),
              .why =
                  "this is no fault of your code: Weir's library is missing, or of another "
                  "build. 'weir doctor' says which.",
              .place = false,
              .verdict = Verdict::kEnvironment};
  }
  WEIR_CHECK(false, "a program that has finished was not stopped");
  return {};
}

}  // namespace

Stopped stopped(const Ended& ended, std::string_view source) {
  Words words = words_of(ended, source);
  Stopped out{.verdict = words.verdict, .sanitize = words.sanitize, .lines = {}};
  out.lines.emplace_back("stopped", std::move(words.stopped));
  if (!words.said.empty()) out.lines.emplace_back("said", std::move(words.said));
  if (words.place)
    if (std::string place = where(ended.where); !place.empty())
      out.lines.emplace_back("where", std::move(place));
  out.lines.emplace_back("why", std::move(words.why));
  return out;
}

}  // namespace weir::exercises
