#include "hostile.h"

void process_element(std::int64_t, std::int64_t value) {
  volatile char table[32 << 20];
  table[value] = 1;
}
