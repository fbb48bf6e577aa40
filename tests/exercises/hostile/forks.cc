#include "hostile.h"

#include <sys/wait.h>
#include <unistd.h>

// The child goes on as if it were the program, and finds nobody who listens.
void process_element(std::int64_t, std::int64_t value) {
  if (value != 5) return;
  const pid_t child = fork();
  if (child > 0) waitpid(child, nullptr, 0);
}
