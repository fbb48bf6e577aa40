// A layout as JSON, for the page:
//   {"columns":…,"rows":…,
//    "boxes":[{"id","name","column","row","tasks":[…]}],   tasks: ids of the plan, several if the
//                                                          box stands for many
//    "lines":[{"from","to","channels":[…]}]}               boxes by their index
#pragma once
#include <string>

#include "diagrams/exec_picture.h"
#include "engine/trace/plan.h"

namespace weir::diagrams {

// `picture` is of this plan.
std::string layout_json(const ExecPicture& picture, const Plan& plan);

}  // namespace weir::diagrams
