// What holds for the mistakes that are found in any text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/check.h"
#include "engine/core/diagnostic.h"

namespace weir::fuzz {

inline void judge_mistakes(std::string_view text, const std::vector<TextMistake>& mistakes) {
  WEIR_CHECK(!mistakes.empty(), "neither what it should be nor a mistake");
  std::size_t before = 0;
  for (const TextMistake& mistake : mistakes) {
    WEIR_CHECK(before <= mistake.span.begin, "mistakes are ordered by place");
    WEIR_CHECK(mistake.span.begin <= mistake.span.end && mistake.span.end <= text.size(),
               "a mistake is outside of its text");
    WEIR_CHECK(!mistake.what.empty(), "a mistake says nothing");
    before = mistake.span.begin;
  }
  // One of them: showing takes time for the whole text.
  const std::string shown =
      to_text(diagnose("fuzz", text, mistakes[text.size() % mistakes.size()]));
  WEIR_CHECK(!shown.empty(), "a mistake cannot be shown");
}

}  // namespace weir::fuzz
