// ProgramCache: compiled programs under a name made of their sources, so that a file that has not
// changed is not compiled again. Headers that the source includes by itself (exercise.h) are looked
// at again each time, through the list that the compiler has made.
// Errors: kIo, a sentence.
#pragma once
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

class ProgramCache {
 public:
  explicit ProgramCache(std::string folder) : folder_(std::move(folder)) {}

  Result<void> make_folder() const;

  // Path of the program: of this source with these contents and these objects linked to it.
  std::string name_of(const std::string& source, const std::vector<std::string>& contents,
                      const std::vector<std::string>& objects) const;
  bool has(const std::string& name) const;
  // `made` and `made`.d get the name; the oldest programs go. Relative paths in `made`.d are those
  // of the folder where it was compiled.
  Result<void> keep(const std::string& made, const std::string& name,
                    const std::string& compiled_in) const;
  void drop(const std::string& made) const;

 private:
  std::string folder_;
};

}  // namespace weir::exercises
