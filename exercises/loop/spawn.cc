// Tested by tests/exercises/child_test.cc.
#include "exercises/loop/spawn.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "exercises/loop/file_descriptor.h"

namespace weir::exercises {

namespace {

constexpr rlim_t kStack = 8 << 20;  // what recursion without end may take, on every machine

// Everything the child needs between fork() and exec, where nothing may be allocated.
struct Prepared {
  const Spawn& spawn;
  std::vector<std::string> environment = {};
  std::vector<char*> arguments = {};
  std::vector<char*> variables = {};
  int null = -1;
  int failed = -1;  // where errno goes when there is no exec
  pid_t parent = 0;
};

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

void prepare(Prepared& to) {
  to.arguments.push_back(const_cast<char*>(to.spawn.path.c_str()));
  for (const std::string& a : to.spawn.arguments)
    to.arguments.push_back(const_cast<char*>(a.c_str()));
  to.arguments.push_back(nullptr);
  const auto& own = to.spawn.variables;
  for (char** v = environ; *v != nullptr; v++)
    if (std::none_of(own.begin(), own.end(),
                     [&](const std::string& o) { return name_of(o) == name_of(*v); }))
      to.environment.emplace_back(*v);
  to.environment.insert(to.environment.end(), own.begin(), own.end());
  for (std::string& v : to.environment) to.variables.push_back(v.data());
  to.variables.push_back(nullptr);
  to.parent = getpid();
}

void limit(int what, rlim_t soft, rlim_t hard) {
  rlimit now{};
  if (getrlimit(static_cast<__rlimit_resource_t>(what), &now) != 0) return;
  now.rlim_cur = std::min(soft, now.rlim_max);
  now.rlim_max = std::min(hard, now.rlim_max);
  setrlimit(static_cast<__rlimit_resource_t>(what), &now);
}

void set_limits(const Spawn& spawn) {
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_STACK, kStack, RLIM_INFINITY);
  if (spawn.cpu_seconds > 0) limit(RLIMIT_CPU, spawn.cpu_seconds, spawn.cpu_seconds + 1);
  if (spawn.memory > 0) limit(RLIMIT_AS, spawn.memory, spawn.memory);
  if (spawn.file > 0) limit(RLIMIT_FSIZE, spawn.file, spawn.file);
}

void close_from(unsigned first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0u, 0u) == 0) return;
#endif
  const long limit = sysconf(_SC_OPEN_MAX);
  for (long fd = first; fd < std::min(limit, 65536L); fd++) close(static_cast<int>(fd));
}

[[noreturn]] void give_up(int failed) {
  const int why = errno;
  if (write(failed, &why, sizeof why) != static_cast<ssize_t>(sizeof why)) _exit(126);
  _exit(127);
}

// Only calls that are safe in the child of a fork.
[[noreturn]] void become(const Prepared& p) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != p.parent) _exit(126);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
  const int count = static_cast<int>(p.spawn.descriptors.size());
  // First out of each other's way, then to their places.
  int moved[16];
  for (int i = 0; i < count; i++) {
    const int fd = p.spawn.descriptors[static_cast<std::size_t>(i)];
    moved[i] = fcntl(fd < 0 ? p.null : fd, F_DUPFD_CLOEXEC, 64);
    if (moved[i] < 0) give_up(p.failed);
  }
  const int failed = fcntl(p.failed, F_DUPFD_CLOEXEC, 64);
  for (int i = 0; i < count; i++) dup2(moved[i], i);
  const int kept = dup2(failed, count);
  fcntl(kept, F_SETFD, FD_CLOEXEC);
  close_from(static_cast<unsigned>(count) + 1);
  if (!p.spawn.folder.empty() && chdir(p.spawn.folder.c_str()) != 0) give_up(kept);
  set_limits(p.spawn);
  execve(p.spawn.path.c_str(), p.arguments.data(), p.variables.data());
  give_up(kept);
}

// Some shells start programs with SIGCHLD ignored: then nobody learns how a child has ended.
void hear_of_children() {
  struct sigaction action {};
  if (sigaction(SIGCHLD, nullptr, &action) == 0 &&
      (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0))
    signal(SIGCHLD, SIG_DFL);
}

}  // namespace

Result<pid_t> start_process(const Spawn& spawn) {
  WEIR_CHECK(spawn.descriptors.size() <= 16, "too many descriptors for a process");
  Pipe failed;
  const FileDescriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
  Prepared prepared{.spawn = spawn};
  prepare(prepared);
  if (null.get() < 0 || !failed.open())
    return Error{ErrorKind::kIo, std::string("no pipe can be made: ") + std::strerror(errno)};
  hear_of_children();
  prepared.null = null.get();
  prepared.failed = failed.write.get();
  const pid_t process = fork();
  if (process < 0)
    return Error{ErrorKind::kIo, std::string("no process can be started: ") + std::strerror(errno)};
  if (process == 0) become(prepared);
  failed.write = FileDescriptor();
  int why = 0;
  ssize_t n = 0;
  do n = read(failed.read.get(), &why, sizeof why);
  while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(sizeof why)) return process;
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return Error{ErrorKind::kIo, "cannot run " + spawn.path + ": " + std::strerror(why)};
}

}  // namespace weir::exercises
