// "Did you mean …": the word of a list that is nearest to what was typed.
//   Distance: insertions, deletions, changes and swaps of neighbours, each 1. At most a third of
//   the longer word (and at least 1) may differ, so that a suggestion is a likely one. Ties: first
//   in the list.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir {

std::size_t edit_distance(std::string_view a, std::string_view b);

// Empty if nothing is near; else " Did you mean 'word'?", to be appended to a sentence.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& known);

}  // namespace weir
