// Where Weir answers otherwise than Flink, on purpose: differs.json.
//   A list of {"file", "id", "reason", …} with Weir's own answer, which is checked on every
//   backend:
//     "same_as": ID         the steps and the end recorded in that case of the same file; then
//     "steps": {"3": {…}}   fields that replace the recorded ones of step 3 (from 0); null: none
//     "stop_after": 3       no later steps
//     "final": …            replaces the recorded end
//   Only one half of a pair …@hashmap / …@rocksdb may be listed: where Flink's backends disagree,
//   Weir has to choose. An entry whose case gives Flink's answer after all is a failure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir::conformance {

class Differs {
 public:
  // Errors: kBadData.
  static Result<Differs> parse(std::string_view json);

  // The entry, or nullptr.
  const Value* find(std::string_view group, std::string_view id) const;

  // The case with Weir's own answers. Errors: kBadData if the entry breaks a rule above.
  static Result<Value> patched(const Value& entry, const std::vector<Value>& cases_of_group,
                               const Value& test_case);

  const std::vector<Value>& entries() const { return entries_; }

 private:
  std::vector<Value> entries_;
};

}  // namespace weir::conformance
