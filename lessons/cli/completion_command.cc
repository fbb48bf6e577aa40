#include "lessons/cli/completion_command.h"

#include <cstdio>
#include <vector>

#include "lessons/cli/arguments.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    "weir completion bash > ~/.local/share/bash-completion/completions/weir\n"
    "weir completion zsh  > ~/.zsh/completions/_weir      (a folder of your fpath)\n"
    "weir completion fish > ~/.config/fish/completions/weir.fish\n"
    "\n"
    "Prints a script that completes commands, options, lessons and job files.";

constexpr const char* kBash = R"sh(# Completion of weir for bash.
_weir() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} weir=${COMP_WORDS[0]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$("$weir" --help 2>/dev/null |
      sed -n '/^Commands:/,/^Options:/s/^  \([a-z][a-z]*\).*/\1/p') --help --version" -- "$word"))
  elif [ "${word#-}" != "$word" ]; then
    COMPREPLY=($(compgen -W "$("$weir" "$command" --help 2>/dev/null |
      grep -o -e '--[a-z][a-z-]*' | sort -u)" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$("$weir" list 2>/dev/null |
      sed -n 's/^ *\([0-9][0-9]*\) .*/\1/p')" -- "$word") $(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _weir weir
)sh";

constexpr const char* kZsh = R"sh(#compdef weir
# Completion of weir for zsh.
_weir() {
  local -a found
  if (( CURRENT == 2 )); then
    found=(${(f)"$(weir --help 2>/dev/null |
      sed -n '/^Commands:/,/^Options:/s/^  \([a-z][a-z]*\)  *\(.*\)/\1:\2/p')"})
    _describe command found
  elif [[ $PREFIX == -* ]]; then
    found=(${(f)"$(weir $words[2] --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u)"})
    compadd -a found
  else
    found=(${(f)"$(weir list 2>/dev/null | sed -n 's/^ *\([0-9][0-9]*\) .*/\1/p')"})
    compadd -a found
    _files
  fi
}
if [ "$funcstack[1]" = "_weir" ]; then _weir "$@"; else compdef _weir weir; fi
)sh";

constexpr const char* kFish = R"sh(# Completion of weir for fish.
function __weir_commands
  weir --help 2>/dev/null | sed -n '/^Commands:/,/^Options:/s/^  \([a-z][a-z]*\)  *\(.*\)/\1\t\2/p'
end
function __weir_options
  set -l words (commandline -opc)
  weir $words[2] --help 2>/dev/null | string match -ra -- '--[a-z][a-z-]*' | sort -u
end
function __weir_lessons
  weir list 2>/dev/null | sed -n 's/^ *\([0-9][0-9]*\)  *\(.*\)/\1\t\2/p'
end
complete -c weir -n '__fish_is_first_arg' -f -a '(__weir_commands)'
complete -c weir -n 'not __fish_is_first_arg' -a '(__weir_lessons)'
complete -c weir -n 'not __fish_is_first_arg; and string match -q -- "-*" (commandline -ct)' -a '(__weir_options)'
)sh";

}  // namespace

int completion_command(std::span<const std::string> arguments) {
  std::string shell;
  Arguments a("weir completion", kHead);
  a.positional("SHELL", shell, "bash, zsh or fish");
  const auto wish = a.parse(arguments);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  if (shell.empty()) {
    complain("For which shell? weir completion bash, zsh or fish.");
    return kExitUsage;
  }
  const auto which = one_of("SHELL", shell, {"bash", "zsh", "fish"});
  if (!which) {
    complain(which.error().text);
    return kExitUsage;
  }
  std::fputs(*which == 0 ? kBash : *which == 1 ? kZsh : kFish, stdout);
  return kExitOk;
}

}  // namespace weir::cli
