#include "hostile.h"

#include <thread>

void process_element(std::int64_t, std::int64_t) {
  const auto spin = [] {
    for (volatile int i = 0; true; i = 0) {
    }
  };
  std::thread one(spin);
  std::thread two(spin);
  one.join();
}
