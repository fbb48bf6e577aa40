// grade_sources: what `weir check` says of many files of one exercise, two at a time: each is put
// into a folder of its own under the name that learners' files have, compiled, graded, and told.
// Errors: kIo and kUnsupported, sentences: this machine cannot grade.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "exercises/author/material.h"
#include "exercises/loop/grade_file.h"

namespace weir::exercises {

struct Source {
  std::string name;  // a word
  std::string text;
  std::uint64_t seed = 42;
};

struct Judged {
  Grade grade = Grade::kUnknown;
  std::string failing;      // id of the check; empty: none
  std::size_t checks = 0;   // that were run
  std::size_t planned = 0;  // that there are
  bool passed_cases = false;
  std::string fingerprint;  // of the behaviour; only after a failure
  std::string like;         // the wrong solution it is taken for
  std::string report;       // as a learner sees it
};

struct GradingPlace {
  const Toolchain& toolchain;
  const Exercise& exercise;
  const Material& material;
  std::string folder;  // for files that are gone in the end
};

Result<std::vector<Judged>> grade_sources(const GradingPlace& place,
                                          const std::vector<Source>& sources,
                                          std::size_t processes);
// One of them, in this process, and the plan of the checks.
Result<GradedFile> grade_source(const GradingPlace& place, const Source& source);
Judged judged(const GradedFile& file, const Hints& hints);

}  // namespace weir::exercises
