#include <cstdio>
#include <filesystem>

#include "exercises/cli/commands.h"
#include "exercises/cli/desk.h"
#include "exercises/loop/editor_files.h"
#include "exercises/loop/toolchain.h"
#include "exercises/loop/workspace.h"
#include "lessons/book/progress_file.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"(weir init           make this folder a workspace
weir init fish      make the folder fish, and a workspace of it

A workspace is a folder with your progress in it, .weir/progress.toml, the
exercises to be solved, exercises/, and room for jobs of your own. Weir finds it
from every folder below.
)";

int make(const std::string& typed) {
  const std::string folder = typed.empty() ? "." : typed;
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(folder), error);
  if (error || (fs::exists(whole, error) && !fs::is_directory(whole, error)))
    return exit_of({ErrorKind::kBadArgument, "'" + folder + "' is no folder."});
  if (const std::string outer = book::workspace_of(whole.string()); !outer.empty())
    return exit_of(
        {ErrorKind::kBadArgument, (fs::path(outer) == whole ? "This is a workspace already: "
                                                            : "This is inside of a workspace: ") +
                                      outer + ". Workspaces do not nest."});
  // What was learned without a workspace goes on in it.
  const auto before = book::ProgressFile::here();
  book::Progress progress;
  const bool moves = before && before->exists();
  if (moves) {
    auto read = before->read();
    if (!read) return exit_of(read.error());
    progress = std::move(*read);
  }
  const book::ProgressFile file((whole / book::ProgressFile::kFolder).string());
  if (const auto ok = runs::write_whole(file.path(), book::progress_text(progress)); !ok)
    return exit_of(ok.error());
  const Workspace workspace(whole.string());
  if (const auto ok = workspace.put_exercises(); !ok) return exit_of(ok.error());
  const auto toolchain = recorded_toolchain();
  if (const auto ok = put_editor_files(workspace, toolchain ? &*toolchain : nullptr); !ok)
    return exit_of(ok.error());
  std::printf("A workspace: %s\n", whole.c_str());
  if (moves) std::printf("Your progress was copied from %s\n", before->path().c_str());
  const std::string there = typed.empty() ? "" : "cd " + typed + " && ";
  std::printf("next:  %sweir next       read the first lesson\n", there.c_str());
  std::printf("       %sweir check 1    its exercise: exercises/01-word-count/\n", there.c_str());
  return cli::kExitOk;
}

}  // namespace

int init_command(Arguments arguments) {
  std::string folder;
  cli::Arguments a("weir init", kHead);
  a.positional("DIR", folder, "the folder (this one)");
  const auto wish = a.parse(arguments);
  if (!wish) return exit_of(wish.error());
  if (*wish == cli::Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return cli::kExitOk;
  }
  return make(folder);
}

}  // namespace weir::exercises
