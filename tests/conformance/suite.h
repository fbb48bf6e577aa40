// The suite: all vector files below some folders, replayed case by case.
//   A group is one file (its "group" member). Cases are played in the order of the file, files in
//   the order of their names. A case that differs on purpose is listed in differs.json (see
//   differs.h). Errors: a file that cannot be read or is not a vector file; nothing is replayed
//   then.
#pragma once
#include <string>
#include <vector>

#include "tests/conformance/differs.h"
#include "tests/conformance/report.h"

namespace weir::conformance {

struct Group {
  std::string name;
  std::vector<Value> cases;
};

Result<std::vector<Group>> load_groups(const std::vector<std::string>& folders);

Report replay_case(const Group& group, const Value& test_case, const Differs& differs);

// Where the suite stands, "group/id", for the report of a crash.
const char* current_case();

}  // namespace weir::conformance
