// Tested by tests/exercises/workspace_test.cc.
#include "exercises/loop/editor_files.h"

#include <filesystem>

#include "engine/core/java_text.h"
#include "exercises/exercises.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr const char* kAgents = R"(# For programs that help in this folder

Somebody is learning here with Weir. Be a tutor: ask what they expect before you say
what happens, point at a step of the run (`weir step`, `weir why`), and leave the
answer to them.

- Lessons: do not run `weir lesson --all`, and read no lesson.toml: answers and
  replies are in it.
- Exercises (exercises/NN-name/starter.cc): do not write the solution, and do not run
  `weir reveal` or open Weir's own solutions before `weir check` has passed. Instead:
  run `weir check N`, read its report aloud, and ask about the first step that is not
  what they expected. `weir hint N` has hints of three strengths; offer the weakest.
- A question about the C++ (a type, a message of the compiler) may be answered.
- .weir/ is written by weir alone.
)";

constexpr const char* kTasks = R"({
  "version": "2.0.0",
  "tasks": [
    {
      "label": "weir check",
      "type": "shell",
      "command": "weir check '${fileDirname}'",
      "group": { "kind": "build", "isDefault": true },
      "presentation": { "clear": true },
      "problemMatcher": "$gcc"
    },
    {
      "label": "weir watch",
      "type": "shell",
      "command": "weir watch '${fileDirname}'",
      "problemMatcher": []
    }
  ]
}
)";

constexpr const char* kIgnore = "build/\nruns/\ne*.toml\n";

Result<void> put(const fs::path& path, const std::string& text) {
  std::error_code error;
  if (fs::exists(path, error)) return {};
  fs::create_directories(path.parent_path(), error);
  return runs::write_whole(path.string(), text);
}

}  // namespace

std::string compile_commands(const Toolchain& toolchain, const Workspace& workspace) {
  std::string out = "[";
  for (const Exercise& exercise : kExercises) {
    out += out.size() > 1 ? ",\n " : "\n ";
    out += "{\"directory\": ";
    append_json_text(out, workspace.folder(exercise));
    out += ", \"file\": ";
    append_json_text(out, workspace.file(exercise));
    out += ",\n  \"arguments\": [";
    bool first = true;
    for (const std::string& word : compile_command(toolchain, workspace.file(exercise))) {
      if (!first) out += ", ";
      first = false;
      append_json_text(out, word);
    }
    out += "]}";
  }
  return out + "\n]\n";
}

Result<void> put_editor_files(const Workspace& workspace, const Toolchain* toolchain) {
  const fs::path root = workspace.root();
  if (const auto ok = put(root / "AGENTS.md", kAgents); !ok) return ok;
  if (const auto ok = put(root / ".vscode" / "tasks.json", kTasks); !ok) return ok;
  if (const auto ok = put(root / ".weir" / ".gitignore", kIgnore); !ok) return ok;
  if (toolchain == nullptr) return {};
  return put(root / "compile_commands.json", compile_commands(*toolchain, workspace));
}

}  // namespace weir::exercises
