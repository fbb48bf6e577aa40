#include "tests/lessons/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace weir::testing {

Ran run_weir(const std::string& arguments, const std::string& behind,
             const std::string& variables) {
  const TemporaryFile out(""), err("");
  const std::string line = "{ " + variables + " '" WEIR_PROGRAM "' " + arguments + " 2>" +
                           err.path() + "; echo $? >>" + err.path() + "; } " + behind + " >" +
                           out.path();
  static_cast<void>(std::system(line.c_str()));
  Ran ran;
  ran.out = read_file(out.path());
  ran.err = read_file(err.path());
  // The last line of stderr is the exit code.
  const std::size_t end = ran.err.find_last_not_of('\n');
  const std::size_t begin = ran.err.rfind('\n', end) + 1;
  ran.exit = std::stoi(ran.err.substr(begin));
  ran.err.resize(begin);
  return ran;
}

namespace {

// The side of a terminal on which a person sits, and the name of the other one.
int open_terminal(std::string& other) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
    throw std::runtime_error("no terminal");
  other = ptsname(terminal);
  return terminal;
}

[[noreturn]] void become(const std::string& line, const std::string& terminal) {
  setsid();
  const int end = open(terminal.c_str(), O_RDWR);
  for (const int to : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(end, to);
  execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
  _exit(127);
}

}  // namespace

Shown run_in_terminal(const std::string& arguments, const std::string& variables) {
  std::string other;
  const int terminal = open_terminal(other);
  const std::string line =
      "TERM=xterm; export TERM; " + variables + " '" WEIR_PROGRAM "' " + arguments;
  const pid_t child = fork();
  if (child == 0) become(line, other);
  const int keep_open = open(other.c_str(), O_RDWR | O_NOCTTY);
  Shown shown;
  int status = 0;
  for (bool running = true; running;) {
    running = waitpid(child, &status, WNOHANG) == 0;
    pollfd readable{terminal, POLLIN, 0};
    while (poll(&readable, 1, running ? 20 : 0) > 0) {
      char bytes[4096];
      const ssize_t n = read(terminal, bytes, sizeof bytes);
      if (n <= 0) break;
      shown.text.append(bytes, static_cast<std::size_t>(n));
    }
  }
  close(keep_open);
  close(terminal);
  shown.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::erase(shown.text, '\r');
  return shown;
}

namespace {

pid_t start_silently(const std::string& arguments) {
  const std::string line = "exec '" WEIR_PROGRAM "' " + arguments + " >/dev/null 2>&1";
  const pid_t child = fork();
  if (child != 0) return child;
  execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
  _exit(127);
}

}  // namespace

long peak_memory(const std::string& arguments) {
  rusage usage{};
  int status = 0;
  wait4(start_silently(arguments), &status, 0, &usage);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("it has failed");
  return usage.ru_maxrss;
}

int run_and_kill(const std::string& arguments, const std::function<bool()>& enough) {
  const pid_t child = start_silently(arguments);
  int status = 0;
  for (bool killed = false; waitpid(child, &status, WNOHANG) == 0;) {
    if (killed || !enough()) continue;
    kill(child, SIGKILL);
    killed = true;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TemporaryFile::TemporaryFile(std::string_view content) : path_(folder_ / "file") {
  std::ofstream(path_, std::ios::binary) << content;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return lines;
}

std::vector<std::string> rows_of(const std::string& out) {
  std::vector<std::string> rows = lines_of(out);
  for (std::size_t i = 0; i < rows.size(); i++)
    if (rows[i].starts_with("lesson ")) {
      rows.resize(i > 0 ? i - 1 : 0);
      break;
    }
  return rows;
}

}  // namespace weir::testing
