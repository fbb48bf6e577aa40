// Catch2, version 2 or 3, with one set of names for both. Tests include this and never Catch2.
//
// The same in both: TEST_CASE, SECTION, GENERATE, REQUIRE_THAT with Catch::Matchers (StartsWith,
// EndsWith, ContainsSubstring, WithinAbs, WithinRel, …) and Approx.
// Do not use what only version 3 has: SKIP (use WEIR_SKIP), shards, its listener classes.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)

#include <catch2/catch_approx.hpp>
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>

using Catch::Approx;

#else

#include <catch2/catch.hpp>
#include <string>

namespace Catch::Matchers {
// Version 2 calls it Contains.
inline StdString::ContainsMatcher ContainsSubstring(
    const std::string& text, CaseSensitive::Choice choice = CaseSensitive::Yes) {
  return Contains(text, choice);
}
}  // namespace Catch::Matchers

#endif

// Leaves the test case, which then counts as passed; the reason is printed.
#define WEIR_SKIP(reason)     \
  do {                        \
    WARN("skipped: " reason); \
    return;                   \
  } while (false)
