#include "tests/graph/case_file.h"

#include <fstream>

#include "engine/core/check.h"

namespace weir::testing {

CaseFile read_cases(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  WEIR_CHECK(in.good(), "a file of cases cannot be read");
  CaseFile out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      out.cases.push_back({line.substr(4), {}});
    } else if (out.cases.empty()) {
      out.head += line + '\n';
    } else if (line.starts_with("--- ")) {
      out.cases.back().parts.push_back({line.substr(4), {}});
    } else {
      WEIR_CHECK(!out.cases.back().parts.empty(), "a case begins with a part");
      out.cases.back().parts.back().text += line + '\n';
    }
  }
  return out;
}

void write_cases(const std::string& path, const CaseFile& file) {
  std::ofstream out(path, std::ios::binary);
  out << file.head;
  for (const Case& c : file.cases) {
    out << "=== " << c.name << '\n';
    for (const Part& part : c.parts) out << "--- " << part.title << '\n' << part.text;
  }
}

std::string with_bytes(const std::string& text) {
  const std::string open = "‹", close = "›";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find(open, at);
    if (begin == std::string::npos) return out + text.substr(at);
    const std::size_t end = text.find(close, begin);
    WEIR_CHECK(end == begin + open.size() + 2, "a byte is two digits");
    out += text.substr(at, begin - at);
    out += static_cast<char>(std::stoi(text.substr(begin + open.size(), 2), nullptr, 16));
    at = end + close.size();
  }
  return out;
}

}  // namespace weir::testing
