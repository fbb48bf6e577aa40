// CompilerRun: one call of a compiler, limited, and everything it said.
// Errors: kIo, a sentence: it cannot be run, or was stopped.
#pragma once
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

struct CompilerRun {
  bool ok = false;   // exit code 0
  std::string said;  // stdout and stderr; the first 4 MB
};

// Messages are in English and without colour. It runs in `folder`, for 60 s of CPU time and in 3 GB
// at most.
Result<CompilerRun> run_compiler(const std::vector<std::string>& words, const std::string& folder);

}  // namespace weir::exercises
