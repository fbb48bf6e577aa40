// Tested by tests/exercises/material_test.cc.
#include "exercises/author/in_processes.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

namespace weir::exercises {

namespace {

struct Worker {
  pid_t process = -1;
  int read = -1;
  std::string bytes;  // that came from it
};

void write_all(int fd, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(1);
    done += static_cast<std::size_t>(n);
  }
}

// A number as 8 bytes; they stay on this machine.
std::string packed(std::uint64_t n) {
  std::string out(sizeof n, '\0');
  std::memcpy(out.data(), &n, sizeof n);
  return out;
}

std::optional<Worker> start(std::size_t first, std::size_t step, std::size_t count,
                            const std::function<std::string(std::size_t)>& work) {
  int ends[2];
  if (pipe(ends) != 0) return std::nullopt;
  std::fflush(nullptr);  // or both would write what is not written yet
  Worker out;
  out.process = fork();
  if (out.process == 0) {
    close(ends[0]);
    for (std::size_t i = first; i < count; i += step) {
      const std::string gave = work(i);
      write_all(ends[1], packed(i) + packed(gave.size()) + gave);
    }
    _exit(0);
  }
  close(ends[1]);
  out.read = ends[0];
  if (out.process > 0) return out;
  close(ends[0]);
  return std::nullopt;
}

// Until all have closed their ends.
void read_all(std::vector<Worker>& workers) {
  for (;;) {
    std::vector<pollfd> open;
    for (const Worker& w : workers)
      if (w.read >= 0) open.push_back({w.read, POLLIN, 0});
    if (open.empty()) return;
    if (poll(open.data(), open.size(), -1) < 0 && errno != EINTR) return;
    for (const pollfd& ready : open) {
      if (ready.revents == 0) continue;
      const auto of = std::find_if(workers.begin(), workers.end(),
                                   [&](const Worker& w) { return w.read == ready.fd; });
      char buffer[16384];
      const ssize_t n = read(ready.fd, buffer, sizeof buffer);
      if (n > 0) of->bytes.append(buffer, static_cast<std::size_t>(n));
      if (n == 0 || (n < 0 && errno != EINTR)) {
        close(ready.fd);
        of->read = -1;
      }
    }
  }
}

std::uint64_t unpacked(const std::string& bytes, std::size_t at) {
  std::uint64_t n = 0;
  std::memcpy(&n, bytes.data() + at, sizeof n);
  return n;
}

void unpack(const std::string& bytes, std::vector<std::optional<std::string>>& into) {
  constexpr std::size_t kHead = 2 * sizeof(std::uint64_t);
  for (std::size_t at = 0; at + kHead <= bytes.size();) {
    const std::uint64_t index = unpacked(bytes, at);
    const std::uint64_t size = unpacked(bytes, at + sizeof index);
    at += kHead;
    if (index >= into.size() || size > bytes.size() - at) return;
    into[index] = bytes.substr(at, size);
    at += size;
  }
}

}  // namespace

Result<std::vector<std::string>> in_processes(std::size_t count, std::size_t processes,
                                              const std::function<std::string(std::size_t)>& work) {
  std::vector<Worker> workers;
  const std::size_t many = std::min(std::max<std::size_t>(processes, 1), count);
  for (std::size_t i = 0; i < many; i++) {
    auto worker = start(i, many, count, work);
    if (worker) workers.push_back(std::move(*worker));
  }
  read_all(workers);
  std::vector<std::optional<std::string>> gave(count);
  for (const Worker& w : workers) {
    while (waitpid(w.process, nullptr, 0) < 0 && errno == EINTR) {
    }
    unpack(w.bytes, gave);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; i++) {
    if (!gave[i])
      return Error{ErrorKind::kIo,
                   "a process ended before it was done with number " + std::to_string(i)};
    out.push_back(std::move(*gave[i]));
  }
  return out;
}

}  // namespace weir::exercises
