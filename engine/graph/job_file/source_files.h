// file_rows: the sources of a job file that read files: CSV, JSON lines, lines of text. Private to
// this folder.
#pragma once
#include <optional>
#include <string_view>

#include "engine/graph/job_file/source_rows.h"

namespace weir {

// `format` is the key that names the files. Sets spec.make.
std::optional<SourceRows> file_rows(CompileState& state, const SourceSection& source,
                                    std::string_view format, SourceSpec& spec);

}  // namespace weir
