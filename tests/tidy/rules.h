// Tidy: the rules of the house that no compiler checks. Each rule is a pure function from a tree of
// files to its offenders; CONTRIBUTING.md says why each one exists.
//
// Rules look at code only: what stands in comments and string literals is not code. A rule names
// all offenders, not just the first. Tested by rules_test.cc on snippets that break each rule;
// tidy_test.cc applies all of them to the repository.
#pragma once

#include <string>
#include <vector>

#include "tests/tidy/source.h"

namespace weir::tidy {

struct Offence {
  std::string path;
  int line = 0;      // from 1; 0 for the file as a whole
  std::string what;  // what was seen, and what would be right
  bool operator==(const Offence&) const = default;
};

using Offences = std::vector<Offence>;

inline constexpr int kFileLinesMax = 600;
inline constexpr int kFunctionLinesMax = 80;
inline constexpr int kColumnsMax = 100;

// Includes point down only: engine < {sim, diagrams} < {lessons, exercises} < weir.cc, and inside
// the engine core < trace < … < api. Nothing includes tests, and no path climbs with "..".
Offences include_direction(const Tree& tree);

// What would make a run depend on the machine, the clock or chance, in engine and sim; and,
// anywhere, what clang 14 does not compile.
Offences banned_names(const Tree& tree);

Offences long_files(const Tree& tree);
Offences long_functions(const Tree& tree);
Offences long_lines(const Tree& tree);  // raw string literals are exempt

// .cc files, and headers of engine and sim, that no CMakeLists.txt of their folder or a folder
// above names. Files of exercises are compiled by the tool and are exempt.
Offences unlisted_files(const Tree& tree);

// Headers start with a comment that says what they are, and guard against double inclusion: with
// #pragma once, in what learners include (engine/api, exercises) also with #ifndef.
Offences header_shape(const Tree& tree);

// Notes to oneself (the two usual words) in comments. Starters of exercises are exempt.
Offences leftover_notes(const Tree& tree);

Offences tabs(const Tree& tree);

// Entries of the root other than the rooms and files of the house and what starts with a dot.
Offences top_level_entries(const Tree& tree);

// Absolute paths of one machine.
Offences machine_paths(const Tree& tree);

// One line each: path:line: what.
std::string to_text(const Offences& offences);

}  // namespace weir::tidy
