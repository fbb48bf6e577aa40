// The scripts that make shells complete weir, tried in the shells that are installed.
#include <cstdlib>
#include <fstream>

#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

bool is_installed(const char* shell) {
  return std::system((std::string("command -v ") + shell + " >/dev/null 2>&1").c_str()) == 0;
}

// What a shell prints for a script.
std::string printed(const std::string& shell, const std::string& script) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/script", out = folder.path() + "/out";
  std::ofstream(file) << script;
  const std::string command = shell + " " + file + " >" + out + " 2>&1";
  CHECK(std::system(command.c_str()) == 0);
  return read_file(out);
}

std::string weir_folder() {
  const std::string program = WEIR_PROGRAM;
  return program.substr(0, program.rfind('/'));
}

}  // namespace

TEST_CASE("bash completes commands, options and lessons") {
  const std::string script = run_weir("completion bash").out;
  const auto completed = [&](const std::string& words, int at) {
    return printed("bash", script + "COMP_WORDS=(" WEIR_PROGRAM " " + words + ")\nCOMP_CWORD=" +
                               std::to_string(at) + "\n_weir\necho \"${COMPREPLY[*]}\"\n");
  };
  CHECK(completed("st", 1).find("step") != std::string::npos);
  CHECK(completed("doc", 1) == "doctor\n");
  CHECK(completed("step --sc", 2) == "--script\n");
  CHECK(completed("ht", 1) == "html\n");
  CHECK(completed("html --va", 2) == "--variant\n");
  CHECK(completed("nonsense --x", 2) == "\n");
}

TEST_CASE("zsh reads its script") {
  if (!is_installed("zsh")) {
    WARN("zsh is not installed: its completion is not tried");
    return;
  }
  const std::string script = run_weir("completion zsh").out;
  CHECK(printed("zsh -f", "autoload -U compinit && compinit -D -u\n" + script +
                              "print ${_comps[weir]}\n") == "_weir\n");
}

TEST_CASE("fish completes commands and options") {
  if (!is_installed("fish")) {
    WARN("fish is not installed: its completion is not tried");
    return;
  }
  const std::string script =
      "set -x PATH " + weir_folder() + " $PATH\n" + run_weir("completion fish").out;
  CHECK(printed("fish --no-config", script + "complete -C 'weir doc'\n").starts_with("doctor\t"));
  CHECK(printed("fish --no-config", script + "complete -C 'weir step --sc'\n")
            .starts_with("--script"));
}

TEST_CASE("completion for no known shell is a mistake with a way out") {
  CHECK(run_weir("completion tcsh").exit == 2);
  CHECK(run_weir("completion tcsh").err.find("bash, zsh or fish") != std::string::npos);
  CHECK(run_weir("completion").exit == 2);
}
