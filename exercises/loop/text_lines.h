// The lines of a text, and the last part of a path: for what reads what other programs said.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace weir::exercises {

// Without their ends. A last line may have none.
inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

inline std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace weir::exercises
