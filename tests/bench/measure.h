// Measuring in CPU time: each run is a process of its own, forked from a small parent, so that no
// run inherits the memory, the page tables or the warm caches of another. CPU time is user + system
// of that process between start() and stop(); the clock on the wall is never asked.
// Errors: a run that dies ends the benchmark with exit code 1.
#pragma once
#include <cstdint>
#include <functional>

namespace weir::bench {

// What a run did. Plain data: it comes through a pipe.
struct Outcome {
  double work = 0;  // records or events; rates are work per CPU second
  std::uint64_t results = 0;
  std::uint64_t checksum = 0;  // of the results
  std::uint64_t bytes = 0;     // of the trace, if there is one
  std::uint64_t facts = 0;
  double seconds = 0;  // of CPU, filled in by the stopwatch
  double rate() const { return work / seconds; }
};

class Stopwatch {
 public:
  void start() { started_ = cpu_seconds(); }
  void stop() { seconds_ = cpu_seconds() - started_; }
  double seconds() const { return seconds_; }

 private:
  static double cpu_seconds();
  double started_ = 0, seconds_ = 0;
};

using Body = std::function<Outcome(Stopwatch&)>;

// Runs `body` in a child process. `name` is for the error text.
Outcome run_in_child(const char* name, const Body& body);

}  // namespace weir::bench
