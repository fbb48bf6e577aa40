// Editor files: what makes editors and assistants at home in a workspace: compile_commands.json for
// completion, tasks for VS Code, a page for programs that help, what version control leaves out.
// Errors: kIo.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "exercises/loop/toolchain.h"
#include "exercises/loop/workspace.h"

namespace weir::exercises {

std::string compile_commands(const Toolchain& toolchain, const Workspace& workspace);
// Those that are not there yet. `toolchain`: nullptr, this machine has no compiler for exercises.
Result<void> put_editor_files(const Workspace& workspace, const Toolchain* toolchain);

}  // namespace weir::exercises
