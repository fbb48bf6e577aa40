#include "lessons/cli/streams.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "lessons/cli/terminal.h"

namespace weir::cli {

void complain(const std::string& text) {
  std::fflush(stdout);  // on a terminal the complaint comes behind what was printed before
  const std::string shown = is_terminal(stderr) ? visible_text(text) : text;
  std::fprintf(stderr, "weir: %s\n", shown.c_str());
}

bool stdout_is_broken() { return std::ferror(stdout) != 0; }

int finish_stdout(int code) {
  errno = 0;
  const bool broken = std::fflush(stdout) != 0 || stdout_is_broken();
  if (!broken) return code;
  if (errno == EPIPE) return code;
  complain(std::string("what was to be printed could not be written") +
           (errno != 0 ? std::string(": ") + std::strerror(errno) : std::string()));
  return kExitEnvironment;
}

}  // namespace weir::cli
