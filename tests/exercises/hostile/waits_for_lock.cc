#include "hostile.h"

#include <condition_variable>
#include <mutex>

void process_element(std::int64_t, std::int64_t) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock<std::mutex> lock(mutex);
  never.wait(lock, [] { return false; });
}
