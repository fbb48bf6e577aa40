// weir html JOB|LESSON|TRACE: a run as one HTML file that needs no network.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int html_command(std::span<const std::string> arguments);

}  // namespace weir::cli
