#include "hostile.h"

void process_element(std::int64_t, std::int64_t value) {
  volatile std::int64_t* nowhere = nullptr;
  if (value == 3) *nowhere = value;
}
