#include "lessons/cli/progress.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "lessons/cli/terminal.h"

namespace weir::cli {

namespace {

constexpr char kErase[] = "\r\033[K";

bool can_redraw() {
  const char* const term = std::getenv("TERM");
  const char* const append_only = std::getenv("WEIR_A11Y");
  return is_terminal(stderr) && term != nullptr && std::string_view(term) != "dumb" &&
         (append_only == nullptr || *append_only == '\0');
}

// The line must not stay behind in front of the shell's prompt.
extern "C" void erase_and_die(int signal) {
  [[maybe_unused]] const auto ignored = write(STDERR_FILENO, kErase, sizeof kErase - 1);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

ProgressLine::ProgressLine(std::string what) : what_(std::move(what)), wanted_(can_redraw()) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(std::size_t done, std::size_t of) {
  if (!wanted_ || of == 0) return;
  const std::size_t percent = 100 * done / of;
  if (drawn_ && percent == percent_) return;
  if (!drawn_) std::signal(SIGINT, erase_and_die);
  drawn_ = true;
  percent_ = percent;
  std::fprintf(stderr, "%s%s %zu of %zu (%zu %%)", kErase, what_.c_str(), done, of, percent);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs(kErase, stderr);
  std::fflush(stderr);
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace weir::cli
