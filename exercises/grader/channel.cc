// Tested by tests/exercises/hostile_test.cc.
#include "exercises/grader/channel.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>

#include "exercises/grader/guard.h"
#include "exercises/report/frames.h"

namespace weir::exercises {

namespace {

constexpr int kMessages = 4;
constexpr int kPage = 5;

// What was taken over when the library was loaded. Nothing in here has a constructor, because that
// is before the constructors of this library have run.
struct TakenOver {
  int fd = -1;
  StatusPage* page = nullptr;
  std::uint64_t nonce = 0;
  bool forked = false;
};
TakenOver taken;

std::uint64_t chance() {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) return 0x5eed;
  return bits;
}

// Numbers above the limit of open files cannot be made by accident: the limit is raised for the one
// dup, and stands as before.
int hidden(int fd) {
  constexpr rlim_t kLow = 2048;
  constexpr rlim_t kHigh = 16384;
  rlimit before{};
  if (getrlimit(RLIMIT_NOFILE, &before) != 0) return -1;
  rlimit raised = before;
  raised.rlim_cur = std::min(std::max(before.rlim_cur, kHigh), before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &raised);
  const rlim_t from = raised.rlim_cur > 2 * kLow ? kLow : raised.rlim_cur / 2;
  const rlim_t to = std::min(raised.rlim_cur, kHigh) - 64;
  const int out =
      fcntl(fd, F_DUPFD_CLOEXEC, static_cast<int>(from + chance() % (to > from ? to - from : 1)));
  setrlimit(RLIMIT_NOFILE, &before);
  return out;
}

// The child of a fork has no channel, and ends when it tries to send something.
void in_forked_child() {
  __atomic_fetch_add(&taken.page->forks, 1u, __ATOMIC_RELAXED);
  close(taken.fd);
  taken.fd = -1;
  taken.forked = true;
}

__attribute__((constructor)) void take_over() {
  struct stat messages {};
  struct stat page {};
  if (fstat(kMessages, &messages) != 0 || !S_ISFIFO(messages.st_mode)) return;
  if (fstat(kPage, &page) != 0 || !S_ISREG(page.st_mode) ||
      page.st_size < static_cast<off_t>(sizeof(StatusPage)))
    return;
  void* memory = mmap(nullptr, sizeof(StatusPage), PROT_READ | PROT_WRITE, MAP_SHARED, kPage, 0);
  if (memory == MAP_FAILED) return;
  auto* shared = static_cast<StatusPage*>(memory);
  const int fd = shared->magic == StatusPage::kMagic ? hidden(kMessages) : -1;
  if (fd < 0) {
    munmap(memory, sizeof(StatusPage));
    return;
  }
  close(kMessages);
  close(kPage);
  taken.fd = fd;
  taken.page = shared;
  taken.nonce = shared->nonce;
  shared->nonce = 0;
  signal(SIGPIPE, SIG_IGN);  // the tool is gone: what is written then is for nobody
  pthread_atfork(nullptr, nullptr, in_forked_child);
  // So that what was printed before a crash is not lost with it.
  setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  guard_stack(shared);
  count_threads(shared);
}

}  // namespace

Result<Channel*> Channel::open() {
  if (taken.page == nullptr)
    return Error{ErrorKind::kUnsupported,
                 "this program is run by 'weir check', which reads what it finds; it says nothing "
                 "by itself"};
  static Channel the_one(taken.fd, taken.page, taken.nonce);
  return &the_one;
}

void Channel::send(const Value& message) {
  if (taken.forked) _exit(0);
  std::fflush(stdout);
  std::string bytes;
  append_frame(bytes, nonce_, sent_, message);
  sent_++;
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = write(fd_, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {  // without a channel there is nothing to go on for
      page_->closed = 1;
      _exit(1);
    }
    done += static_cast<std::size_t>(n);
  }
}

}  // namespace weir::exercises
