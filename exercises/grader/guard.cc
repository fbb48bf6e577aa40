// Tested by tests/exercises/hostile_test.cc.
#include "exercises/grader/guard.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

extern "C" __attribute__((weak)) void __asan_init();

namespace weir::exercises {

namespace {

StatusPage* noted_in = nullptr;
std::uintptr_t stack_bottom = 0;  // the lowest address that the first thread's stack may have
alignas(16) char handler_stack[64 << 10];

// 0 where this file does not know the processor.
std::uintptr_t stack_pointer(const void* context) {
#if defined(__x86_64__)
  const auto* c = static_cast<const ucontext_t*>(context);
  return static_cast<std::uintptr_t>(c->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return static_cast<const ucontext_t*>(context)->uc_mcontext.sp;
#else
  static_cast<void>(context);
  return 0;
#endif
}

// An access right at the stack pointer only fails when the stack cannot grow any more; and a frame
// with a large array may reach far below the last page.
bool overflowed(std::uintptr_t address, std::uintptr_t pointer) {
  constexpr std::uintptr_t kNear = 64 << 10;
  constexpr std::uintptr_t kFrame = 64 << 20;
  if (pointer != 0 && address + kNear > pointer && address < pointer + kNear) return true;
  return stack_bottom > kFrame && address > stack_bottom - kFrame && address < stack_bottom + kNear;
}

void on_bad_access(int number, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const bool from_outside = info->si_code <= 0;  // kill(), raise(): there is no address
  if (!from_outside && overflowed(address, stack_pointer(context))) noted_in->stack_overflow = 1;
  signal(number, SIG_DFL);
  if (from_outside) raise(number);  // else the access fails once more
}

}  // namespace

void guard_stack(StatusPage* page) {
  if (&__asan_init != nullptr) return;
  noted_in = page;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* low = nullptr;
    std::size_t size = 0;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0)
      stack_bottom = reinterpret_cast<std::uintptr_t>(low);
    pthread_attr_destroy(&attributes);
  }
  stack_t own{};
  own.ss_sp = handler_stack;
  own.ss_size = sizeof handler_stack;
  struct sigaction action {};
  action.sa_sigaction = on_bad_access;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  if (sigaltstack(&own, nullptr) != 0) return;
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
}

std::size_t other_threads() {
  DIR* tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 0;
  std::size_t threads = 0;
  while (const dirent* entry = readdir(tasks)) threads += entry->d_name[0] != '.' ? 1 : 0;
  closedir(tasks);
  return threads > 0 ? threads - 1 : 0;
}

bool has_children() {
  int status = 0;
  pid_t child = -1;
  do child = waitpid(-1, &status, WNOHANG);
  while (child < 0 && errno == EINTR);
  return child >= 0;
}

}  // namespace weir::exercises
