#include "hostile.h"

#include <cstdio>

void process_element(std::int64_t, std::int64_t) {
  while (true) std::puts("here I am, and here I shall be");
}
