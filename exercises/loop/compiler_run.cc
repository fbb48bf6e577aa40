// Tested by tests/exercises/toolchain_test.cc.
#include "exercises/loop/compiler_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "exercises/loop/file_descriptor.h"
#include "exercises/loop/spawn.h"

namespace weir::exercises {

namespace {

constexpr std::size_t kSaidMax = 4 << 20;

std::string read_all(const FileDescriptor& from) {
  std::string out;
  char bytes[16 << 10];
  while (true) {
    const ssize_t n = read(from.get(), bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return out;
    if (out.size() < kSaidMax) out.append(bytes, static_cast<std::size_t>(n));
  }
}

}  // namespace

Result<CompilerRun> run_compiler(const std::vector<std::string>& words, const std::string& folder) {
  Pipe said;
  if (!said.open()) return Error{ErrorKind::kIo, "no pipe can be made for the compiler"};
  Spawn spawn;
  spawn.path = words.front();
  spawn.arguments.assign(words.begin() + 1, words.end());
  spawn.folder = folder;
  spawn.variables = {"LC_ALL=C", "GCC_COLORS=", "GCC_EXTRA_DIAGNOSTIC_OUTPUT="};
  spawn.descriptors = {-1, said.write.get(), said.write.get()};
  spawn.cpu_seconds = 60;
  spawn.memory = std::uint64_t{3} << 30;
  auto process = start_process(spawn);
  if (!process) return process.error();
  said.write = FileDescriptor();
  CompilerRun out{.said = read_all(said.read)};
  int status = 0;
  pid_t ended = -1;
  do ended = waitpid(*process, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (ended < 0) return Error{ErrorKind::kIo, "nobody knows how the compiler has ended"};
  if (WIFSIGNALED(status))
    return Error{ErrorKind::kIo, "the compiler was stopped by signal " +
                                     std::to_string(WTERMSIG(status)) + ": " + words.front()};
  out.ok = WEXITSTATUS(status) == 0;
  return out;
}

}  // namespace weir::exercises
