// Rows as a learner reads them in findings: (1, 5.0); with the names of their fields
// (key 1, value 3). Texts stand in quotes, because blanks at their ends matter.
#pragma once
#include <string>
#include <vector>

#include "engine/api/runtime.h"
#include "engine/core/value.h"

namespace weir::exercises {

std::string row_text(const Value& row);
void append_named_row(std::string& out, const Value& row, const runtime::Schema* schema);
// "nothing", or the rows with blanks between them. Of many those around number `near` are shown,
// and how many there are before and behind them.
std::string rows_text(const std::vector<Value>& rows, std::size_t near);

}  // namespace weir::exercises
