// Hints: the words of an exercise (hints.toml) and of its wrong solutions (wrong/wrong.toml).
//   A section per check and per recognised wrong solution; that of the wrong solution is used where
//   one is recognised, else that of the failing check. Levels of a hint: 1 a question, 2 the
//   concept and where it stands, 3 the shape of the code.
// Errors: sentences with the place; a file of Weir's own that is wrong is an error like any other.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

struct HintWords {
  std::string lesson;  // "3"
  std::string why;
  std::string ask, concept_, shape;

  // Level 1 to 3.
  const std::string& level(int n) const { return n == 1 ? ask : n == 2 ? concept_ : shape; }
};

struct WrongSolution {
  std::string name;       // of its file, "count_in_member"
  std::string caught_by;  // id of the check
  bool passes_visible = false;
  std::string fingerprint;  // of its behaviour; empty: not known yet
};

struct Hints {
  std::string after;  // said after a pass
  HintWords todo;
  std::map<std::string, HintWords> checks;  // by id
  std::map<std::string, HintWords> wrong;   // by name
  std::vector<WrongSolution> wrongs;

  // Whose behaviour that is; nullptr: nobody's.
  const WrongSolution* with_fingerprint(const std::string& print) const;
  // The words for a check that failed with that behaviour.
  const HintWords& words(const std::string& check, const std::string& like, bool todo) const;
};

// `folder`: of the exercise.
Result<Hints> read_hints(const std::string& folder);

inline constexpr int kHintLevels = 3;

}  // namespace weir::exercises
