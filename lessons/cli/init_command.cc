#include <cstdio>
#include <filesystem>

#include "lessons/book/progress_file.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/study_commands.h"
#include "lessons/runs/whole_file.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"(weir init           make this folder a workspace
weir init fish      make the folder fish, and a workspace of it

A workspace is a folder with your progress in it, .weir/progress.toml, and room
for jobs of your own. Weir finds it from every folder below.
)";

constexpr const char* kAgents = R"(# For programs that help in this folder

Somebody is learning here with Weir. Be a tutor: ask what they expect before you
say what happens, point at a step of the run (weir step, weir why), and leave the
answer to them. Do not run 'weir lesson --all', and read no lesson.toml: answers
and replies are in it. .weir/progress.toml is written by weir alone.
)";

int usage(const Error& error) {
  complain(error.text);
  return error.kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

int make(const std::string& typed) {
  const std::string folder = typed.empty() ? "." : typed;
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(folder), error);
  if (error || (fs::exists(whole, error) && !fs::is_directory(whole, error)))
    return usage({ErrorKind::kBadArgument, "'" + folder + "' is no folder."});
  if (const std::string outer = book::workspace_of(whole.string()); !outer.empty())
    return usage(
        {ErrorKind::kBadArgument, (fs::path(outer) == whole ? "This is a workspace already: "
                                                            : "This is inside of a workspace: ") +
                                      outer + ". Workspaces do not nest."});
  // What was learned without a workspace goes on in it.
  const auto before = book::ProgressFile::here();
  book::Progress progress;
  const bool moves = before && before->exists();
  if (moves) {
    auto read = before->read();
    if (!read) return usage(read.error());
    progress = std::move(*read);
  }
  const book::ProgressFile file((whole / book::ProgressFile::kFolder).string());
  if (const auto ok = runs::write_whole(file.path(), book::progress_text(progress)); !ok)
    return usage(ok.error());
  const fs::path agents = whole / "AGENTS.md";
  if (!fs::exists(agents, error))
    if (const auto ok = runs::write_whole(agents.string(), kAgents); !ok) return usage(ok.error());
  std::printf("A workspace: %s\n", whole.c_str());
  if (moves) std::printf("Your progress was copied from %s\n", before->path().c_str());
  std::printf("next:  %sweir next\n", typed.empty() ? "" : ("cd " + typed + " && ").c_str());
  return kExitOk;
}

}  // namespace

int init_command(std::span<const std::string> arguments) {
  std::string folder;
  Arguments a("weir init", kHead);
  a.positional("DIR", folder, "the folder (this one)");
  const auto wish = a.parse(arguments);
  if (!wish) return usage(wish.error());
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  return make(folder);
}

}  // namespace weir::cli
