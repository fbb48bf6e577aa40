// Tested by tests/exercises/report_test.cc.
#include "exercises/report/page.h"

#include <cstring>

#include "engine/core/text_width.h"

namespace weir::exercises {

void set_text(char* to, std::size_t size, std::string_view text) {
  std::size_t n = text.size() < size ? text.size() : size - 1;
  if (n < text.size())
    while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) n--;  // inside of one
  if (n > 0) std::memcpy(to, text.data(), n);
  std::memset(to + n, 0, size - n);
}

std::string text_at(const char* from, std::size_t size) {
  return shown(std::string_view(from, strnlen(from, size)));
}

}  // namespace weir::exercises
