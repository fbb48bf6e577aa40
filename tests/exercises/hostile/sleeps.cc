#include "hostile.h"

#include <chrono>
#include <thread>

void process_element(std::int64_t, std::int64_t value) {
  if (value == 5) std::this_thread::sleep_for(std::chrono::hours(1));
}
