// Report parts as Values, and back: what goes through the channel (report.h).
// Errors of reading: nullopt for what no grader sends.
#pragma once
#include <optional>

#include "engine/core/value.h"
#include "exercises/report/report.h"

namespace weir::exercises {

Value to_value(const Plan& plan);
Value to_value(const CheckReport& report);
Value to_value(const Ending& ending);

std::optional<Plan> plan_of(const Value& value);
std::optional<CheckReport> check_report_of(const Value& value);
std::optional<Ending> ending_of(const Value& value);

// A piece of a trace, as NDJSON.
Value trace_piece(std::string_view text);
std::optional<std::string_view> trace_piece_of(const Value& value);

}  // namespace weir::exercises
