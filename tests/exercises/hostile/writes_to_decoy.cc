#include "hostile.h"

#include <unistd.h>

#include <string_view>

void process_element(std::int64_t, std::int64_t) {
  constexpr std::string_view kForged = "passed: everything";
  if (write(3, kForged.data(), kForged.size()) < 0) _exit(9);
}
