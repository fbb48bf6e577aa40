// Tested by tests/exercises/child_test.cc.
#include "exercises/loop/processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

namespace weir::exercises {

namespace {

struct Stat {
  char state = '?';
  pid_t parent = 0;
  double cpu_seconds = 0;
  std::uint64_t memory = 0;
};

// /proc/PID/stat: "PID (name) STATE PPID …", where the name may hold anything, brackets too.
std::optional<Stat> stat_at(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  char bytes[1024];
  const ssize_t n = read(fd, bytes, sizeof bytes - 1);
  close(fd);
  if (n <= 0) return std::nullopt;
  const std::string text(bytes, static_cast<std::size_t>(n));
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= text.size()) return std::nullopt;
  Stat out;
  out.state = text[name_end + 2];
  const char* at = text.c_str() + name_end + 3;
  char* end = nullptr;
  out.parent = static_cast<pid_t>(std::strtol(at, &end, 10));  // field 4
  for (int field = 5; field < 14; field++) std::strtoll(end, &end, 10);
  const long long user = std::strtoll(end, &end, 10);
  const long long system = std::strtoll(end, &end, 10);
  out.cpu_seconds = static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  for (int field = 16; field < 24; field++) std::strtoll(end, &end, 10);
  out.memory = static_cast<std::uint64_t>(std::max(0LL, std::strtoll(end, &end, 10))) *
               static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return out;
}

bool has_any_child() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

}  // namespace

Looks look_at(pid_t process) {
  Looks out;
  clockid_t clock{};
  timespec time{};
  out.cpu_seconds = clock_getcpuclockid(process, &clock) == 0 && clock_gettime(clock, &time) == 0
                        ? static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9
                        : -1;
  const std::string folder = "/proc/" + std::to_string(process);
  if (const auto first = stat_at(folder + "/task/" + std::to_string(process) + "/stat")) {
    out.first_thread_cpu = first->cpu_seconds;
    out.memory = first->memory;
    out.asleep = first->state == 'S' || first->state == 'T' || first->state == 't';
  }
  return out;
}

std::vector<pid_t> children() {
  std::vector<pid_t> out;
  if (!has_any_child()) return out;
  DIR* processes = opendir("/proc");
  if (processes == nullptr) return out;
  while (const dirent* entry = readdir(processes)) {
    const long process = std::strtol(entry->d_name, nullptr, 10);
    if (process <= 0) continue;
    const auto stat = stat_at("/proc/" + std::to_string(process) + "/stat");
    if (stat && stat->parent == getpid()) out.push_back(static_cast<pid_t>(process));
  }
  closedir(processes);
  return out;
}

Strays::Strays() : known_(children()) {
  prctl(PR_GET_CHILD_SUBREAPER, &before_);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

// One that is killed may leave children of its own: those come here in turn. Whoever forks faster
// than this kills is given up on.
Strays::~Strays() {
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; round++) {
    std::vector<pid_t> strays = children();
    std::erase_if(strays, [&](pid_t p) {
      return std::find(known_.begin(), known_.end(), p) != known_.end();
    });
    if (strays.empty()) break;
    for (const pid_t stray : strays) kill(stray, SIGKILL);
    for (const pid_t stray : strays)
      while (waitpid(stray, nullptr, 0) < 0 && errno == EINTR) {
      }
  }
  prctl(PR_SET_CHILD_SUBREAPER, before_);
}

}  // namespace weir::exercises
