#include "hostile.h"

#include <vector>

void process_element(std::int64_t, std::int64_t value) {
  std::vector<std::int64_t> three{1, 2, 3};
  three[static_cast<std::size_t>(value)] = 0;
}
