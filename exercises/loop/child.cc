// Tested by tests/exercises/child_test.cc and hostile_test.cc.
#include "exercises/loop/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "exercises/loop/file_descriptor.h"
#include "exercises/loop/processes.h"
#include "exercises/loop/spawn.h"
#include "exercises/report/frames.h"
#include "exercises/report/page.h"

namespace weir::exercises {

namespace {

constexpr int kTick = 25;                             // milliseconds between two looks
constexpr int kMoment = 2;                            // milliseconds
constexpr std::uint64_t kMessagesMax = 256ull << 20;  // bytes

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

Error io_error(const std::string& what) {
  return Error{ErrorKind::kIo, what + ": " + std::strerror(errno)};
}

// The StatusPage, in memory that nobody can make smaller under the reader.
class SharedPage {
 public:
  SharedPage() : fd_(memfd_create("weir", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
    if (fd_.get() < 0 || ftruncate(fd_.get(), sizeof(StatusPage)) != 0) return;
    fcntl(fd_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    void* memory =
        mmap(nullptr, sizeof(StatusPage), PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
    if (memory == MAP_FAILED) return;
    page_ = new (memory) StatusPage();
    if (getrandom(&nonce_, sizeof nonce_, 0) != static_cast<ssize_t>(sizeof nonce_) || nonce_ == 0)
      nonce_ = static_cast<std::uint64_t>(getpid());
    page_->nonce = nonce_;
  }
  ~SharedPage() {
    if (page_ != nullptr) munmap(page_, sizeof(StatusPage));
  }
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;

  bool there() const { return page_ != nullptr; }
  int fd() const { return fd_.get(); }
  std::uint64_t nonce() const { return nonce_; }
  // The other process writes while this one reads: one number at a time, each read once.
  std::uint64_t calls() const { return __atomic_load_n(&page_->calls, __ATOMIC_RELAXED); }
  bool inside() const { return __atomic_load_n(&page_->inside, __ATOMIC_RELAXED) != 0; }
  std::uint32_t forks() const { return __atomic_load_n(&page_->forks, __ATOMIC_RELAXED); }
  bool taken() const { return __atomic_load_n(&page_->nonce, __ATOMIC_RELAXED) != nonce_; }

  Whereabouts whereabouts() const {
    const StatusPage copy = *page_;
    Whereabouts out;
    out.check = copy.check;
    out.calls = copy.calls;
    out.record = copy.record;
    out.inside = copy.inside != 0;
    out.stack_overflow = copy.stack_overflow != 0;
    out.forks = copy.forks;
    out.threads = copy.threads;
    out.closed = copy.closed != 0;
    out.call = text_at(copy.call, sizeof copy.call);
    out.what = text_at(copy.what, sizeof copy.what);
    return out;
  }

 private:
  FileDescriptor fd_;
  StatusPage* page_ = nullptr;
  std::uint64_t nonce_ = 0;
};

// What is measured between two looks: how long the program has been in the call where it is.
class Meter {
 public:
  explicit Meter(const Limits& limits) : limits_(limits) {}

  std::uint64_t memory() const { return memory_; }  // the most

  // Which limit is passed; nothing: none.
  std::optional<How> look(pid_t process, const SharedPage& page) {
    const Looks looks = look_at(process);
    memory_ = std::max(memory_, looks.memory);
    const double now = seconds_since(begin_);
    // A tool that was itself stopped or starved for a while has seen nothing of it.
    const double elapsed = std::min(now - seen_at_, 4 * kTick / 1000.0);
    seen_at_ = now;
    const std::uint64_t calls = page.calls();
    // Before the first call: the learner's global objects are made.
    const bool in_call = page.inside() || calls == 0;
    if (!in_call || calls != calls_) {
      call_cpu_ = looks.cpu_seconds;
      call_first_thread_ = looks.first_thread_cpu;
      call_asleep_ = 0;
    }
    calls_ = calls;
    const double computed = looks.cpu_seconds - cpu_;
    cpu_ = std::max(cpu_, looks.cpu_seconds);
    if (looks.asleep && computed < elapsed / 5) {
      call_asleep_ += elapsed;
      asleep_ += elapsed;
    }
    if (looks.cpu_seconds - call_cpu_ >= limits_.call_seconds)
      return busy_elsewhere(looks) ? How::kThreadsLimit : How::kCallLimit;
    if (cpu_ >= limits_.cpu_seconds)
      return busy_elsewhere(looks) ? How::kThreadsLimit : How::kCpuLimit;
    if (call_asleep_ >= limits_.asleep_seconds) return How::kAsleep;
    if (now >= 5 * limits_.cpu_seconds) return asleep_ > now / 2 ? How::kAsleep : How::kStarved;
    return std::nullopt;
  }
  double wall() const { return seconds_since(begin_); }

 private:
  bool busy_elsewhere(const Looks& looks) const {
    const double in_call = looks.cpu_seconds - call_cpu_;
    const double first = looks.first_thread_cpu - call_first_thread_;
    return in_call > 0.1 && first < in_call / 2;
  }

  Limits limits_;
  Clock::time_point begin_ = Clock::now();
  double seen_at_ = 0;
  std::uint64_t calls_ = 0;
  double cpu_ = 0, asleep_ = 0;                                    // in all
  double call_cpu_ = 0, call_first_thread_ = 0, call_asleep_ = 0;  // when the call was first seen
  std::uint64_t memory_ = 0;
};

class Run {
 public:
  explicit Run(const Program& program)
      : program_(program), meter_(program.limits), frames_(page_.nonce()) {
    ended_.limits = program.limits;
  }
  ~Run() { stop(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Result<Ended> run() {
    if (!page_.there()) return io_error("no memory can be shared");
    if (auto started = start(); !started) return started.error();
    while (!over_) wait_for_something();
    stop();
    read_the_rest();
    ended_.wall_seconds = meter_.wall();
    ended_.where = page_.whereabouts();
    ended_.torn = frames_.torn();
    judge();
    return std::move(ended_);
  }

 private:
  Result<void> start() {
    Pipe output, decoy, messages;
    if (!output.open() || !decoy.open() || !messages.open()) return io_error("no pipe can be made");
    fcntl(output.read.get(), F_SETPIPE_SZ, 1 << 20);
    Spawn spawn;
    spawn.path = program_.path;
    spawn.arguments = program_.arguments;
    spawn.folder = program_.folder;
    spawn.descriptors = {
        -1,        output.write.get(), output.write.get(), decoy.write.get(), messages.write.get(),
        page_.fd()};
    spawn.cpu_seconds = static_cast<std::uint64_t>(program_.limits.cpu_seconds) + 2;
    spawn.memory = program_.sanitized ? 0 : program_.limits.memory;
    spawn.file = program_.limits.file;
    if (program_.sanitized)
      spawn.variables = {"ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb=2048:allow_addr2line=1",
                         "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:allow_addr2line=1"};
    auto process = start_process(spawn);
    if (!process) return process.error();
    process_ = *process;
    output_ = std::move(output.read);
    decoy_ = std::move(decoy.read);
    messages_ = std::move(messages.read);
    for (const FileDescriptor* fd : {&output_, &decoy_, &messages_})
      fcntl(fd->get(), F_SETFL, O_NONBLOCK);
    ended_fd_ = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, process_, 0)));
    return {};
  }

  void wait_for_something() {
    // While it prints, its output is left to gather for a moment: waking up for every line would
    // take more time than printing. A descriptor of -1 is not looked at.
    pollfd fds[] = {{printing_ ? -1 : output_.get(), POLLIN, 0},
                    {decoy_.get(), POLLIN, 0},
                    {messages_.get(), POLLIN, 0},
                    {ended_fd_.get(), POLLIN, 0}};
    // Without a descriptor that tells the end of a process, one has to ask more often.
    poll(fds, 4, printing_ || ended_fd_.get() < 0 ? kMoment : kTick);
    // The end is asked for first: what it wrote before is then read.
    if (has_ended()) over_ = true;
    read_output();
    read_decoy();
    read_messages();
    if (over_) return;
    if (page_.forks() > program_.limits.forks || decoyed_ || frames_.tampered() || last_came_) {
      over_ = true;
    } else if (ended_.output.bytes() > program_.limits.printed || printed_in_call()) {
      stop_for(How::kPrinted);
    } else if (seconds_since(looked_) * 1000 >= kTick) {
      looked_ = Clock::now();
      if (const auto how = meter_.look(process_, page_)) stop_for(*how);
    }
  }

  // The pipe may hold a little of calls before this one.
  bool printed_in_call() {
    const std::uint64_t calls = page_.calls();
    if (calls != printing_call_) printed_before_ = ended_.output.bytes();
    printing_call_ = calls;
    return ended_.output.bytes() - printed_before_ > program_.limits.printed_in_call;
  }

  void stop_for(How how) {
    stopped_ = how;
    over_ = true;
  }

  bool has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == process_;
  }

  // Nothing of it runs any more afterwards, and its pid is free.
  void stop() {
    if (process_ <= 0) return;
    kill(-process_, SIGKILL);
    kill(process_, SIGKILL);
    rusage used{};
    while (wait4(process_, &status_, 0, &used) < 0 && errno == EINTR) {
    }
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    ended_.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    process_ = -1;
    strays_.reset();
  }

  // Everything in the pipes was there when it ended; another that holds them is gone, or is not
  // waited for.
  void read_the_rest() {
    read_output();
    read_decoy();
    read_messages();
  }

  template <class Take>
  void read_from(FileDescriptor& from, Take&& take) {
    if (from.get() < 0) return;
    static constexpr std::size_t kPieces = 32;  // at most, so that a flood starves nothing else
    const auto buffer = std::make_unique<char[]>(kBuffer);
    for (std::size_t i = 0; i < kPieces; i++) {
      const ssize_t n = read(from.get(), buffer.get(), kBuffer);
      if (n < 0 && errno == EINTR) continue;
      if (n == 0) from = FileDescriptor();  // poll() ignores it from now on
      if (n <= 0) return;
      take(std::string_view(buffer.get(), static_cast<std::size_t>(n)));
    }
  }
  void read_output() {
    const std::uint64_t before = ended_.output.bytes();
    read_from(output_, [&](std::string_view bytes) { ended_.output.add(bytes); });
    printing_ = ended_.output.bytes() != before;
  }
  void read_decoy() {
    read_from(decoy_, [&](std::string_view) { decoyed_ = true; });
  }
  void read_messages() {
    read_from(messages_, [&](std::string_view bytes) {
      message_bytes_ += bytes.size();
      if (last_came_ || message_bytes_ > kMessagesMax) return;
      for (Value& message : frames_.feed(bytes)) {
        if (program_.came) program_.came(message);
        last_came_ = last_came_ || (program_.last && program_.last(message));
        ended_.messages.push_back(std::move(message));
      }
    });
  }

  void judge() {
    ended_.memory = meter_.memory();
    ended_.how = How::kExited;
    ended_.code = WIFEXITED(status_) ? WEXITSTATUS(status_) : WTERMSIG(status_);
    if (frames_.tampered()) {
      ended_.how = How::kForged;
    } else if (decoyed_) {
      ended_.how = How::kDecoy;
    } else if (ended_.where.forks > 0) {
      ended_.how = How::kForked;
    } else if (last_came_) {
      ended_.how = How::kFinished;
    } else if (ended_.where.closed) {
      ended_.how = How::kClosed;
    } else if (stopped_) {
      ended_.how = *stopped_;
    } else if (!page_.taken()) {
      ended_.how = How::kNotStarted;
    } else if (WIFSIGNALED(status_)) {
      ended_.how = WTERMSIG(status_) == SIGXCPU ? How::kCpuLimit : How::kSignal;
    }
  }

  static constexpr std::size_t kBuffer = 64 << 10;

  const Program& program_;
  std::optional<Strays> strays_{std::in_place};
  SharedPage page_;
  Meter meter_;
  FrameReader frames_;
  pid_t process_ = -1;
  int status_ = 0;
  FileDescriptor output_, decoy_, messages_, ended_fd_;
  Clock::time_point looked_ = Clock::now();
  std::uint64_t message_bytes_ = 0;
  std::uint64_t printing_call_ = 0, printed_before_ = 0;
  bool printing_ = false;
  bool over_ = false, decoyed_ = false, last_came_ = false;
  std::optional<How> stopped_;
  Ended ended_;
};

}  // namespace

Result<Ended> run(const Program& program) { return Run(program).run(); }

}  // namespace weir::exercises
