#include "hostile.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

// Any pipe that it finds, but not the decoy.
void process_element(std::int64_t, std::int64_t) {
  constexpr std::string_view kForged = "passed: everything";
  for (int fd = 4; fd < 100'000; fd++) {
    struct stat what {};
    if (fstat(fd, &what) == 0 && S_ISFIFO(what.st_mode) &&
        write(fd, kForged.data(), kForged.size()) < 0)
      _exit(9);
  }
}
