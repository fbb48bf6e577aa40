// weir doctor: what is here of what Weir can use, and how to get what is not.
//   Facts are found by the system (find_facts), what follows from them is pure (examine). A line
//   for each: "ok" or "missing", its name, what was found or what it is for, and the command that
//   mends it. Only what lessons cannot run without makes the command fail.
// Returns an ExitCode: 5 if lessons cannot run.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lessons/cli/screen_options.h"

namespace weir::cli {

struct Facts {
  std::vector<std::string> lessons;         // titles of those whose data and graph are fine
  std::vector<std::string> broken_lessons;  // and why not, a sentence each
  std::optional<std::string> heap_error;    // nothing: that backend works
  std::optional<std::string> rocksdb_error;
  std::vector<std::string> compilers;  // what "--version" says first, of each that is there
  std::optional<std::string> dot;      // likewise
  std::string installer;  // what programs are installed with here: apt, dnf, brew; empty: not known
  Surroundings around;
  diagrams::Screen screen;
};
Facts find_facts();

struct Finding {
  std::string name;
  bool ok = true;
  bool needed = false;   // without it lessons do not run
  std::string what;      // what was found, or what is missing and for what
  std::string fix = {};  // what to do; empty if it is ok
};
std::vector<Finding> examine(const Facts& facts);

// The compiler that "--version" speaks of, if it can compile exercises: "g++ 12.2.0".
std::optional<std::string> usable_compiler(const std::string& version);

std::string findings_text(const std::vector<Finding>& findings);
std::string findings_json(const std::vector<Finding>& findings);  // {"schema": "doctor/1", …}

int doctor_command(std::span<const std::string> arguments);

}  // namespace weir::cli
