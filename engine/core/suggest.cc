#include "engine/core/suggest.h"

#include <algorithm>

namespace weir {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> d((a.size() + 1) * width);
  for (std::size_t i = 0; i <= a.size(); i++) d[i * width] = i;
  for (std::size_t j = 0; j <= b.size(); j++) d[j] = j;
  for (std::size_t i = 1; i <= a.size(); i++) {
    for (std::size_t j = 1; j <= b.size(); j++) {
      const std::size_t changed = d[(i - 1) * width + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      std::size_t best = std::min({changed, d[(i - 1) * width + j] + 1, d[i * width + j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, d[(i - 2) * width + j - 2] + 1);
      d[i * width + j] = best;
    }
  }
  return d.back();
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 64;  // nobody mistypes more; distances cost length squared
  if (typed.size() > kLongest) return {};
  const std::string* nearest = nullptr;
  std::size_t smallest = 0;
  for (const std::string& word : known) {
    const std::size_t distance = edit_distance(typed, word);
    const std::size_t allowed = std::max<std::size_t>(1, std::max(typed.size(), word.size()) / 3);
    if (distance > allowed || (nearest != nullptr && distance >= smallest)) continue;
    nearest = &word;
    smallest = distance;
  }
  return nearest == nullptr ? std::string() : " Did you mean '" + *nearest + "'?";
}

}  // namespace weir
