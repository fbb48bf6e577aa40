#include "lessons/cli/streams.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "lessons/cli/terminal.h"

namespace weir::cli {

namespace {

volatile std::sig_atomic_t interrupts = 0;

// The second one does what it always does: the first may not have been heard.
extern "C" void note_interrupt(int signal) {
  interrupts = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
}

bool interrupted() { return interrupts != 0; }

void complain(const std::string& text) {
  std::fflush(stdout);  // on a terminal the complaint comes behind what was printed before
  const std::string shown = is_terminal(stderr) ? visible_text(text) : text;
  std::fprintf(stderr, "weir: %s\n", shown.c_str());
}

std::string in_lines(const std::string& sentence) {
  constexpr std::size_t kColumns = 80, kHead = 6;
  if (sentence.find('\n') != std::string::npos) return sentence;
  std::string out;
  std::size_t line = kHead, begin = 0;
  while (begin < sentence.size()) {
    const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
    const std::size_t word = end - begin;
    if (begin > 0 && line + 1 + word > kColumns) {
      out += '\n';
      line = 0;
    } else if (begin > 0) {
      out += ' ';
      line++;
    }
    out.append(sentence, begin, word);
    line += word;
    begin = end + 1;
  }
  return out;
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
