#include "hostile.h"

#include <map>

static std::int64_t find(std::int64_t key) noexcept {
  return std::map<std::int64_t, std::int64_t>().at(key);
}

void process_element(std::int64_t key, std::int64_t) { find(key); }
