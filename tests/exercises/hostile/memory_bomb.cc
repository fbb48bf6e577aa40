#include "hostile.h"

#include <cstring>
#include <list>
#include <vector>

void process_element(std::int64_t, std::int64_t) {
  std::list<std::vector<char>> all;
  while (true) all.emplace_back(64 << 20);
}
