// Tested by tests/exercises/hostile_test.cc.
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

#include <cstdint>
#include <cstring>

#include "exercises/grader/guard.h"

extern "C" __attribute__((weak)) void __asan_init();

namespace weir::exercises {

namespace {

StatusPage* counted_in = nullptr;

// Whether this address is in the program itself, which is the learner's file and main.o, and not in
// a library.
bool in_program(const void* address) {
  struct Search {
    std::uintptr_t address;
    bool found;
  } search{reinterpret_cast<std::uintptr_t>(address), false};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& wanted = *static_cast<Search*>(data);
        for (int i = 0; i < info->dlpi_phnum; i++) {
          const auto& part = info->dlpi_phdr[i];
          const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
          if (part.p_type == PT_LOAD && wanted.address >= begin &&
              wanted.address < begin + part.p_memsz)
            wanted.found = true;
        }
        return 1;  // the first is the program: no more
      },
      &search);
  return search.found;
}

// libstdc++ starts all of its threads with one function of its own; what is to be run is a virtual
// function of the argument, and the table of those stands where the thread was written.
bool of_program(void* (*start)(void*), void* argument) {
  if (in_program(reinterpret_cast<const void*>(start))) return true;
  Dl_info from{};
  if (argument == nullptr || dladdr(reinterpret_cast<const void*>(start), &from) == 0 ||
      from.dli_fname == nullptr || std::strstr(from.dli_fname, "libstdc++") == nullptr)
    return false;
  return in_program(*static_cast<const void* const*>(argument));
}

}  // namespace

// A sanitizer starts all threads with a function of its own, which tells nothing.
void count_threads(StatusPage* page) {
  if (&__asan_init == nullptr) counted_in = page;
}

void count_thread(void* (*start)(void*), void* argument) {
  if (counted_in != nullptr && of_program(start, argument))
    __atomic_fetch_add(&counted_in->threads, 1u, __ATOMIC_RELAXED);
}

}  // namespace weir::exercises

// Stands in front of the system's in every program that is linked to this library.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  weir::exercises::count_thread(start, argument);
  return create(thread, attributes, start, argument);
}
