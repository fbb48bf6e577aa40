#include "hostile.h"

#include <unistd.h>

void process_element(std::int64_t, std::int64_t) {
  for (int fd = 0; fd < 100'000; fd++) close(fd);
}
