#include "hostile.h"

#include <iostream>
#include <string>

// There is no input: nothing is waited for.
void process_element(std::int64_t, std::int64_t) {
  std::string line;
  std::getline(std::cin, line);
  std::cout << "read: '" << line << "'\n";
}
