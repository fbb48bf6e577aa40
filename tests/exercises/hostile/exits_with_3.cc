#include "hostile.h"

#include <cstdlib>

void process_element(std::int64_t, std::int64_t value) {
  if (value == 7) std::exit(3);
}
