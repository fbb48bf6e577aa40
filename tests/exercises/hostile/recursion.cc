#include "hostile.h"

static std::int64_t sum(std::int64_t n) { return n == -1 ? 0 : n + sum(n + 1) + 1; }

void process_element(std::int64_t, std::int64_t value) {
  volatile std::int64_t out = sum(value);
  static_cast<void>(out);
}
