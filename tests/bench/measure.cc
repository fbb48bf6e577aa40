#include "tests/bench/measure.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace weir::bench {

double Stopwatch::cpu_seconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

namespace {

[[noreturn]] void give_up(const char* name, const char* why) {
  std::fprintf(stderr, "%s: %s\n", name, why);
  std::exit(1);
}

}  // namespace

Outcome run_in_child(const char* name, const Body& body) {
  int ends[2];
  if (pipe(ends) != 0) give_up(name, "no pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) give_up(name, "no process");
  if (child == 0) {
    Stopwatch watch;
    Outcome outcome = body(watch);
    outcome.seconds = watch.seconds();
    const bool written = write(ends[1], &outcome, sizeof outcome) == sizeof outcome;
    _exit(written ? 0 : 1);  // without giving back memory that nobody will use
  }
  close(ends[1]);
  Outcome outcome;
  const bool complete = read(ends[0], &outcome, sizeof outcome) == sizeof outcome;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!complete || status != 0) give_up(name, "the run failed");
  return outcome;
}

}  // namespace weir::bench
