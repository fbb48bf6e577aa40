// Tested by tests/sim/fork_pool_test.cc.
#include "sim/fork_pool.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace weir::sim {

namespace {

constexpr std::size_t kSaidMax = 4096;  // of what a process says before it dies

// Threads of this process; 1 where the system does not tell.
std::size_t count_threads() {
  DIR* tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 1;
  std::size_t threads = 0;
  while (const dirent* entry = readdir(tasks)) threads += entry->d_name[0] != '.' ? 1 : 0;
  closedir(tasks);
  return threads;
}

// Where a process is, in memory that all of them share.
struct Slot {
  std::atomic<std::uint64_t> begin, end;  // the batch in hand; equal: none
  std::atomic<std::uint64_t> at;          // the item in hand
};

class SharedBoard {
 public:
  explicit SharedBoard(std::size_t processes)
      : size_((processes + 1) * sizeof(Slot)),
        memory_(mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (there())
      for (std::size_t i = 0; i <= processes; i++) new (slots() + i) Slot();
  }
  SharedBoard(const SharedBoard&) = delete;
  SharedBoard& operator=(const SharedBoard&) = delete;
  ~SharedBoard() {
    if (there()) munmap(memory_, size_);
  }
  bool there() const { return memory_ != MAP_FAILED; }
  Slot& slot(std::size_t process) { return slots()[process + 1]; }
  // The first item that nobody has taken.
  std::atomic<std::uint64_t>& next() { return slots()[0].at; }

 private:
  Slot* slots() { return static_cast<Slot*>(memory_); }

  std::size_t size_;
  void* memory_;
};

bool write_all(int to, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = write(to, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

void put_u64(std::string& out, std::uint64_t v) {
  char bytes[sizeof v];
  std::memcpy(bytes, &v, sizeof v);
  out.append(bytes, sizeof v);
}

std::uint64_t get_u64(const std::string& in, std::size_t at) {
  std::uint64_t v = 0;
  std::memcpy(&v, in.data() + at, sizeof v);
  return v;
}

struct Process {
  pid_t pid = -1;
  int results = -1, said = -1;       // ends of pipes; -1: closed
  std::string incoming;              // results that are not complete yet
  std::string text;                  // what it says on stderr
  std::vector<std::uint64_t> given;  // items left over by one that died
};

class Pool {
 public:
  Pool(std::size_t items, const ForkOptions& options,
       const std::function<std::string(std::size_t)>& work)
      : work_(work),
        progress_(options.progress),
        batch_(std::max<std::size_t>(1, options.batch)),
        processes_(std::max<std::size_t>(1, std::min(options.processes, items))),
        board_(processes_.size()),
        outcomes_(items),
        have_(items, false) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (Process& p : processes_) {
      if (p.pid > 0) kill(p.pid, SIGKILL);
      while (p.pid > 0 && waitpid(p.pid, nullptr, 0) < 0 && errno == EINTR) {
      }
      close_end(p.results);
      close_end(p.said);
    }
  }

  Result<std::vector<ItemOutcome>> run() {
    if (!board_.there()) return Error{ErrorKind::kIo, "no memory for several processes"};
    for (std::size_t i = 0; i < processes_.size(); i++)
      if (const auto ok = begin(i, {}); !ok) return ok.error();
    while (any_open()) {
      read_what_came();
      for (std::size_t i = 0; i < processes_.size(); i++)
        if (const auto ok = end_if_closed(i); !ok) return ok.error();
      tell_progress();
    }
    for (const bool have : have_)
      if (!have) return Error{ErrorKind::kIo, "a process ended before its work was done"};
    return std::move(outcomes_);
  }

 private:
  static void close_end(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }

  Result<void> begin(std::size_t index, std::vector<std::uint64_t> given) {
    Process& p = processes_[index];
    p = Process();
    p.given = std::move(given);
    int results[2], said[2];
    if (pipe2(results, O_CLOEXEC) != 0) return Error{ErrorKind::kIo, "no pipe to a process"};
    if (pipe2(said, O_CLOEXEC) != 0) {
      close(results[0]);
      close(results[1]);
      return Error{ErrorKind::kIo, "no pipe to a process"};
    }
    p.pid = fork();
    if (p.pid == 0) {
      dup2(said[1], STDERR_FILENO);
      forget_handlers();
      run_child(index, p.given, results[1]);
    }
    close(results[1]);
    close(said[1]);
    p.results = results[0];
    p.said = said[0];
    if (p.pid < 0) return Error{ErrorKind::kIo, "no further process"};
    return {};
  }

  // Of signals that end a process: what the caller does then is not for its children to do.
  static void forget_handlers() {
    for (const int s : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGINT, SIGSEGV, SIGTERM})
      std::signal(s, SIG_DFL);
  }

  // An exception of the work ends the process here: there is no caller in it to catch one.
  [[noreturn]] void run_child(std::size_t index, const std::vector<std::uint64_t>& given,
                              int out) noexcept {
    Slot& slot = board_.slot(index);
    for (const std::uint64_t item : given) run_batch(slot, item, item + 1, out);
    for (;;) {
      const std::uint64_t first = board_.next().fetch_add(batch_);
      if (first >= outcomes_.size()) _exit(0);  // leaves what it inherited to its owner
      run_batch(slot, first, std::min<std::uint64_t>(first + batch_, outcomes_.size()), out);
    }
  }

  void run_batch(Slot& slot, std::uint64_t first, std::uint64_t last, int out) {
    slot.at = first;
    slot.begin = first;
    slot.end = last;
    std::string bytes;
    for (std::uint64_t i = first; i < last; i++) {
      slot.at = i;
      const std::string result = work_(static_cast<std::size_t>(i));
      put_u64(bytes, i);
      put_u64(bytes, result.size());
      bytes += result;
    }
    if (!write_all(out, bytes)) _exit(1);  // nobody wants it any more
    slot.end = first;
    slot.begin = first;
  }

  bool any_open() const {
    return std::any_of(processes_.begin(), processes_.end(),
                       [](const Process& p) { return p.pid > 0; });
  }

  void read_what_came() {
    std::vector<pollfd> ends;
    std::vector<int*> which;
    for (Process& p : processes_)
      for (int* end : {&p.results, &p.said})
        if (*end >= 0) {
          ends.push_back({*end, POLLIN, 0});
          which.push_back(end);
        }
    if (ends.empty() || poll(ends.data(), ends.size(), -1) < 0) return;
    for (std::size_t i = 0; i < ends.size(); i++) {
      if (ends[i].revents == 0) continue;
      for (Process& p : processes_)
        if (which[i] == &p.results || which[i] == &p.said)
          read_end(*which[i], which[i] == &p.results ? p.incoming : p.text);
    }
    for (Process& p : processes_) {
      take_complete(p);
      if (p.text.size() > kSaidMax) p.text.resize(kSaidMax);
    }
  }

  static void read_end(int& end, std::string& into) {
    char buffer[65536];
    const ssize_t n = read(end, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) return close_end(end);
    into.append(buffer, static_cast<std::size_t>(n));
  }

  void take_complete(Process& p) {
    std::size_t at = 0;
    constexpr std::size_t kHead = 2 * sizeof(std::uint64_t);
    while (p.incoming.size() - at >= kHead) {
      const std::uint64_t item = get_u64(p.incoming, at);
      const std::uint64_t size = get_u64(p.incoming, at + sizeof(std::uint64_t));
      if (p.incoming.size() - at - kHead < size) break;
      outcomes_[item].bytes = p.incoming.substr(at + kHead, size);
      take(item);
      at += kHead + size;
    }
    p.incoming.erase(0, at);
  }

  void take(std::uint64_t item) {
    if (!have_[item]) done_++;
    have_[item] = true;
  }

  void tell_progress() {
    if (!progress_ || told_ == done_) return;
    told_ = done_;
    progress_(done_);
  }

  Result<void> end_if_closed(std::size_t index) {
    Process& p = processes_[index];
    if (p.pid <= 0 || p.results >= 0 || p.said >= 0) return {};
    int status = 0;
    while (waitpid(p.pid, &status, 0) < 0 && errno == EINTR) {
    }
    p.pid = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return bury(index, status);
  }

  // Names the item that a process died of; the rest of what it had taken goes to another one.
  Result<void> bury(std::size_t index, int status) {
    Process& p = processes_[index];
    Slot& slot = board_.slot(index);
    std::string how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                          : "exit code " + std::to_string(WEXITSTATUS(status));
    while (!p.text.empty() && p.text.back() == '\n') p.text.pop_back();
    if (!p.text.empty()) how += ": " + p.text;
    if (slot.begin == slot.end)
      return Error{ErrorKind::kIo, "a process died between its pieces of work: " + how};
    const std::uint64_t at = slot.at;
    if (!have_[at]) {
      outcomes_[at].died = std::move(how);
      take(at);
    }
    std::vector<std::uint64_t> left;
    for (const std::uint64_t item : p.given)
      if (!have_[item]) left.push_back(item);
    for (std::uint64_t item = slot.begin; item < slot.end; item++)
      if (!have_[item] && std::find(left.begin(), left.end(), item) == left.end())
        left.push_back(item);
    slot.begin = slot.end.load();
    return begin(index, std::move(left));
  }

  const std::function<std::string(std::size_t)>& work_;
  const std::function<void(std::size_t)>& progress_;
  std::size_t batch_;
  std::vector<Process> processes_;
  SharedBoard board_;
  std::vector<ItemOutcome> outcomes_;
  std::vector<bool> have_;
  std::size_t done_ = 0, told_ = 0;
};

}  // namespace

Result<std::vector<ItemOutcome>> run_forked(std::size_t items, const ForkOptions& options,
                                            const std::function<std::string(std::size_t)>& work) {
  if (options.processes <= 1 && !options.always_fork) {
    std::vector<ItemOutcome> outcomes(items);
    for (std::size_t i = 0; i < items; i++) {
      outcomes[i].bytes = work(i);
      if (options.progress) options.progress(i + 1);
    }
    return outcomes;
  }
  if (items == 0) return std::vector<ItemOutcome>();
  if (count_threads() != 1)
    return Error{ErrorKind::kUnsupported,
                 "this process has other threads already (of a RocksDB database?), so it cannot "
                 "be forked any more: use one core, or fork before the first open"};
  return Pool(items, options, work).run();
}

}  // namespace weir::sim
