// Files of the tool and of its users that are read and written as a whole. Writing makes the folder
// if it is not there, writes beside the place and then renames: whoever is interrupted leaves the
// old file or the new one. Errors: kIo, a sentence with the path.
#pragma once
#include <string>

#include "engine/core/result.h"

namespace weir::runs {

Result<void> write_whole(const std::string& path, const std::string& text);
Result<std::string> read_whole(const std::string& path);

}  // namespace weir::runs
