// InlineSource: rows that stand in the job itself, in splits named "<uid>.0", "<uid>.1", ….
//   A split yields its rows in the order given. There may be no split, and splits without rows.
// Ownership: the rows live in counted values. Copies of an InlineSource, its readers, and whatever
//   was read share them: nothing is copied row by row, and any of them may outlive the others. All
//   of it belongs to the one thread that runs the job, as all values do.
// Errors: open() of a split that is not there, or behind its end, is kRestoreRefused.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/operators/source.h"

namespace weir {

class InlineSource final : public Source {
 public:
  // Rows are values of any kind. The only place where they are copied (16 bytes each).
  InlineSource(std::string uid, const std::vector<std::vector<Value>>& splits);

  Result<std::vector<std::string>> splits() override;
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override;

 private:
  std::string uid_;
  std::vector<Value> splits_;  // a list each
};

// For SourceSpec::make.
std::function<std::unique_ptr<Source>()> make_inline_source(
    std::string uid, const std::vector<std::vector<Value>>& splits);

}  // namespace weir
