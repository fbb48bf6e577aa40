#include "hostile.h"

#include <iostream>

void process_element(std::int64_t, std::int64_t value) {
  for (int i = 0; i < 50'000; i++) std::cout << "here " << value << ' ' << i << '\n';
}
