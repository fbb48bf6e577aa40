// The text of a row, as Flink prints tuples: "(hello,1)", "((1,a),(1,b))". Texts stand as they are.
#pragma once
#include <string>

#include "engine/core/value.h"

namespace weir::lessons {

std::string row_text(const Value& row);

}  // namespace weir::lessons
