// Tested by tests/exercises/watched_test.cc.
#include "exercises/loop/keys.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "engine/core/check.h"

namespace weir::exercises {

namespace {

// Handlers of signals reach nothing but what is here.
struct State {
  volatile sig_atomic_t fd = -1;
  termios before{}, keys{};
};
State state;

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
std::array<struct sigaction, kSignals.size()> handlers_before;

// Whoever changes a terminal from the background is stopped.
bool in_foreground(int fd) { return tcgetpgrp(fd) == getpgrp(); }

void as_before() {
  if (state.fd >= 0 && in_foreground(state.fd)) tcsetattr(state.fd, TCSANOW, &state.before);
}

// tcsetattr, signal, raise: all of them may be called in here.
void on_signal(int number) {
  const int error = errno;
  if (number == SIGCONT) {
    if (state.fd >= 0 && in_foreground(state.fd)) tcsetattr(state.fd, TCSANOW, &state.keys);
  } else {
    as_before();
    if (number == SIGTSTP) {
      raise(SIGSTOP);  // it goes on with SIGCONT
    } else {
      signal(number, SIG_DFL);
      raise(number);  // when this handler has returned
    }
  }
  errno = error;
}

}  // namespace

Keys::Keys(int fd) {
  WEIR_CHECK(state.fd < 0, "keys are read in two places at once");
  if (isatty(fd) == 0 || !in_foreground(fd) || tcgetattr(fd, &state.before) != 0) return;
  state.keys = state.before;
  state.keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  state.keys.c_cc[VMIN] = 0;
  state.keys.c_cc[VTIME] = 0;
  static const bool at_exit = std::atexit(as_before) == 0;
  static_cast<void>(at_exit);
  state.fd = fd;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); i++) {
    sigaction(kSignals[i], nullptr, &handlers_before[i]);
    // Somebody who ignores a signal (nohup) goes on doing so.
    if (handlers_before[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
  tcsetattr(fd, TCSANOW, &state.keys);
  fd_ = fd;
  changed_ = true;
}

Keys::~Keys() {
  if (!changed_) return;
  as_before();
  state.fd = -1;
  for (std::size_t i = 0; i < kSignals.size(); i++)
    sigaction(kSignals[i], &handlers_before[i], nullptr);
}

std::optional<char> Keys::pressed() {
  while (fd_ >= 0) {
    pollfd readable{fd_, POLLIN, 0};
    if (poll(&readable, 1, 0) <= 0) return std::nullopt;
    char first = 0;
    const ssize_t n = read(fd_, &first, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      // Readable, and nothing to read: the other end is gone.
      fd_ = (readable.revents & POLLHUP) != 0 || n < 0 ? -1 : fd_;
      return fd_ < 0 ? std::optional('q') : std::nullopt;
    }
    constexpr char kEscape = 27;
    constexpr char kCtrlD = 4;
    if (first == kCtrlD) return 'q';
    if (first == kEscape) {
      // Escape [ 1 ; 5 A: all of it has come at once, up to the letter.
      char c = 0;
      while (read(fd_, &c, 1) == 1 &&
             (c == '[' || c == ';' || c == 'O' || (c >= '0' && c <= '9'))) {
      }
      continue;
    }
    if (std::isprint(static_cast<unsigned char>(first)) != 0)
      return static_cast<char>(std::tolower(static_cast<unsigned char>(first)));
  }
  return std::nullopt;
}

}  // namespace weir::exercises
