#include "lessons/cli/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace weir::cli {

namespace {

using Clock = std::chrono::steady_clock;

// Both ends are closed in programs that are started.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool ok() const { return ends_[0] >= 0; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// A program that ends early must not end this one while it writes to it.
class IgnoreBrokenPipes {
 public:
  IgnoreBrokenPipes() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~IgnoreBrokenPipes() { std::signal(SIGPIPE, before_); }
  IgnoreBrokenPipes(const IgnoreBrokenPipes&) = delete;
  IgnoreBrokenPipes& operator=(const IgnoreBrokenPipes&) = delete;

 private:
  void (*before_)(int);
};

class Child {
 public:
  // 0 or an errno.
  int start(const std::string& program, const std::vector<std::string>& arguments) {
    if (!in_.ok() || !out_.ok() || !err_.ok()) return errno;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in_.read_end(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out_.write_end(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err_.write_end(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv;
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const int error =
        posix_spawnp(&pid_, program.c_str(), &files, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    in_.close_end(0);
    out_.close_end(1);
    err_.close_end(1);
    return error;
  }

  ProgramAnswer talk(const std::string& input, int limit_ms, bool& in_time) {
    ProgramAnswer answer;
    in_time = true;
    for (const int fd : {in_.write_end(), out_.read_end(), err_.read_end()})
      fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    const auto end = Clock::now() + std::chrono::milliseconds(limit_ms);
    std::size_t written = 0;
    if (input.empty()) in_.close_end(1);
    while (out_.read_end() >= 0 || err_.read_end() >= 0) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
      std::array<pollfd, 3> fds{pollfd{in_.write_end(), POLLOUT, 0},
                                pollfd{out_.read_end(), POLLIN, 0},
                                pollfd{err_.read_end(), POLLIN, 0}};
      const int ready = left <= 0 ? 0 : poll(fds.data(), fds.size(), static_cast<int>(left));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) {
        in_time = false;
        kill(pid_, SIGKILL);
        break;
      }
      if (fds[0].revents != 0) give(input, written);
      if (fds[1].revents != 0) take(out_, answer.out);
      if (fds[2].revents != 0) take(err_, answer.err);
    }
    answer.exit = wait_until(end, in_time);
    return answer;
  }

 private:
  void give(const std::string& input, std::size_t& written) {
    const ssize_t n = write(in_.write_end(), input.data() + written, input.size() - written);
    if (n > 0) written += static_cast<std::size_t>(n);
    if (written == input.size() || (n < 0 && errno != EAGAIN && errno != EINTR)) in_.close_end(1);
  }

  // It has closed its streams, or was killed; its exit code, 128 + signal if it was killed.
  int wait_until(Clock::time_point end, bool& in_time) const {
    int status = 0;
    for (;;) {
      const pid_t ended = waitpid(pid_, &status, in_time ? WNOHANG : 0);
      if (ended == pid_) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      if (ended < 0 && errno != EINTR) return -1;
      if (in_time && Clock::now() > end) {
        in_time = false;
        kill(pid_, SIGKILL);
      } else if (ended == 0) {
        poll(nullptr, 0, 2);
      }
    }
  }

  static void take(Pipe& from, std::string& out) {
    std::array<char, 16'384> bytes;
    const ssize_t n = read(from.read_end(), bytes.data(), bytes.size());
    if (n > 0) out.append(bytes.data(), static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) from.close_end(0);
  }

  Pipe in_, out_, err_;
  pid_t pid_ = -1;
};

}  // namespace

Result<ProgramAnswer> run_program(const std::string& program,
                                  const std::vector<std::string>& arguments,
                                  const std::string& input, int limit_ms) {
  const IgnoreBrokenPipes ignore;
  Child child;
  const int error = child.start(program, arguments);
  if (error == ENOENT || error == EACCES)
    return Error{ErrorKind::kUnsupported, "There is no program '" + program + "' here."};
  if (error != 0)
    return Error{ErrorKind::kIo, program + " cannot be started: " + std::strerror(error) + '.'};
  bool in_time = true;
  ProgramAnswer answer = child.talk(input, limit_ms, in_time);
  if (in_time) return answer;
  return Error{ErrorKind::kIo, program + " has not answered within " + std::to_string(limit_ms) +
                                   " ms and was stopped."};
}

bool has_program(const std::string& program) {
  const char* const path = std::getenv("PATH");
  const std::string folders = path == nullptr ? "" : path;
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const std::string file = folders.substr(at, end - at) + '/' + program;
    if (access(file.c_str(), X_OK) == 0) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace weir::cli
