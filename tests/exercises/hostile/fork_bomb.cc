#include "hostile.h"

#include <unistd.h>

void process_element(std::int64_t, std::int64_t) {
  for (int i = 0; i < 10'000; i++) {
    if (fork() == 0) {
      pause();
      _exit(0);
    }
  }
}
