// Mutants: a solution with one small mistake in it, made by machine, as people make them: a
// statement that is missing, a result that is sent twice, < for <=, + for -, a number that is one
// off, state that is a member.
//   Pure functions of the text. Only bodies of functions are changed (and handles of states). Some
//   mutants do not compile, and some are no mistakes (equivalent): who grades them says which.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::exercises {

struct Mutant {
  std::size_t line = 0;  // in the solution, from 1
  std::string was;       // that line, trimmed
  std::string is;        // the changed line; or what was done: "ValueState is a member"
  std::string source;    // the whole file

  // "line 24: if (s.count < 3) {  ->  if (s.count <= 3) {"
  std::string text() const;
};

// In order of their places; no two with the same text.
std::vector<Mutant> mutants_of(std::string_view source);

}  // namespace weir::exercises
