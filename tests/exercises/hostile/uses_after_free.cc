#include <memory>

#include "hostile.h"

// Nothing is seen of it without a sanitizer.
void process_element(std::int64_t, std::int64_t value) {
  auto owner = std::make_unique<std::int64_t>(value);
  volatile std::int64_t* gone = owner.get();
  owner.reset();
  *gone = *gone + 1;
}
