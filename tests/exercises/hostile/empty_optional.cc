#include "hostile.h"

#include <optional>

void process_element(std::int64_t, std::int64_t value) {
  std::optional<std::int64_t> none;
  *none += value;
}
