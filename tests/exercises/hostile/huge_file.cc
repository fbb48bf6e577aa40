#include "hostile.h"

#include <fstream>
#include <string>

void process_element(std::int64_t, std::int64_t) {
  std::ofstream file("huge");
  const std::string piece(1 << 20, 'x');
  while (true) file << piece;
}
