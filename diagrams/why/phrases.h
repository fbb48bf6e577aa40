// The phrases of answers (why.h): all that they say apart from names and numbers, in one table.
//   {name} is filled in. Signs (≤, ≥, →) are those of the writing. A page that answers the same
//   questions takes its words from all_phrases().
//   What is filled in is shown() already: names and values come from Words (diagrams/words.h).
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "diagrams/value_words.h"

namespace weir::diagrams::whys {

struct Phrase {
  std::string_view name, text;
};
std::span<const Phrase> all_phrases();

struct Filling {
  std::string_view name;
  std::string text;
};
using Fillings = std::initializer_list<Filling>;

// The phrase of this name, which exists, filled in.
std::string phrase(std::string_view name, Writing writing, Fillings fillings = {});

}  // namespace weir::diagrams::whys
