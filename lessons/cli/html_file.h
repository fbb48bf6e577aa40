// The file of a page: where it goes, and writing it there.
#pragma once
#include <string>

#include "engine/core/result.h"

namespace weir::cli {

// A name for what a path leads to: "run" of "traces/run.jsonl", "fish" of "fish/".
std::string stem_of(const std::string& path);

// Errors: mistakes of the user: a folder, a device, a folder that is not there, a name that would
// be taken for a job or a trace.
Result<void> check_page_place(const std::string& file);

// Whole, or what was there stays. "-" is stdout. Says where it is and, if `open`, shows it in the
// browser of this system. An ExitCode.
int write_page(const std::string& file, const std::string& page, bool open);

}  // namespace weir::cli
