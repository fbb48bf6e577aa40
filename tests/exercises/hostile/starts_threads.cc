#include <pthread.h>

#include <future>
#include <thread>

#include "hostile.h"

// One that is waited for, one of the standard library's making, one of the system's.
void process_element(std::int64_t, std::int64_t value) {
  if (value != 5) return;
  std::thread([] {}).join();
  std::async(std::launch::async, [] {}).wait();
  pthread_t thread;
  const auto nothing = [](void*) -> void* { return nullptr; };
  if (pthread_create(&thread, nullptr, nothing, nullptr) == 0) pthread_join(thread, nullptr);
}
