#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "hostile.h"

// Its grandchild holds the output, in a session of its own, for an hour.
void process_element(std::int64_t, std::int64_t) {
  int ready[2];
  if (pipe(ready) != 0) return;
  char byte = 0;
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    std::printf("stray %d\n", static_cast<int>(getpid()));
    std::fflush(stdout);
    if (write(ready[1], &byte, 1) == 1) sleep(3600);
    _exit(0);
  }
  if (read(ready[0], &byte, 1) == 1) std::exit(0);
}
