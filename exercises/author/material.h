// Material: all files of one exercise, read: what the author's check judges.
// Errors: kIo, kCorrupt: sentences with the path.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "exercises/exercise_entry.h"
#include "exercises/loop/hints.h"

namespace weir::exercises {

// A mutant that no check rejects, and why none can (wrong/survivors.toml).
struct Survivor {
  std::string was, is, why;
};

struct Material {
  std::string folder;
  std::string readme, contract, starter;
  std::map<std::string, std::string> solutions, wrong;  // name -> source
  std::map<std::string, std::string> goldens;           // name -> report
  Hints hints;
  std::vector<Survivor> survivors;
};

// `folder`: of the exercise.
Result<Material> read_material(const std::string& folder);

// wrong/wrong.toml with these fingerprints in it, and otherwise as it is.
std::string with_fingerprints(const std::string& toml,
                              const std::map<std::string, std::string>& fingerprints);

}  // namespace weir::exercises
