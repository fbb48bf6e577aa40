#include "tests/diagrams/golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/catch.h"

namespace weir::testing {

void check_golden(const std::string& name, const std::string& text) {
  const std::string path = WEIR_TESTS_DIAGRAMS_DIR "/golden/" + name;
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream expected;
  expected << file.rdbuf();
  INFO(name << "; WEIR_REFRESH=1 writes it anew");
  CHECK(text == expected.str());
}

std::string without_colors(const std::string& text) {
  std::string bare;
  for (std::size_t i = 0; i < text.size(); i++) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      bare += text[i];
  }
  return bare;
}

}  // namespace weir::testing
