#include "hostile.h"

namespace {

struct Slow {
  Slow() {
    for (volatile int i = 0; true; i = 0) {
    }
  }
};
const Slow slow;

}  // namespace

void process_element(std::int64_t, std::int64_t) {}
