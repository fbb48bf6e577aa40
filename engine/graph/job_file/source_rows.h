// source_rows: what a source of a job file reads: its columns, how many splits there are, and how
// they are opened. Private to this folder.
#pragma once
#include <optional>

#include "engine/graph/job_file/compile_state.h"

namespace weir {

struct SourceRows {
  RowType rows;
  std::size_t splits = 1;
};

// Sets spec.make. nullopt: what is wrong has been said.
std::optional<SourceRows> source_rows(CompileState& state, const SourceSection& source,
                                      SourceSpec& spec);

}  // namespace weir
