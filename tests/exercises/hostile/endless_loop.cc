#include "hostile.h"

void process_element(std::int64_t, std::int64_t value) {
  for (volatile std::int64_t i = value; i >= 7; i = i + 0) {
  }
}
