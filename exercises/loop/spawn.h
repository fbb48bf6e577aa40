// Spawn: starts a program in a session of its own, with limits and with the descriptors given and
// no others. It is killed when the thread that started it ends. For the compiler and for learners'
// programs.
// Errors: kIo, a sentence: no such program, no process.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

struct Spawn {
  std::string path;
  std::vector<std::string> arguments;       // without the name of the program
  std::string folder = {};                  // where it runs; empty: here
  std::vector<std::string> variables = {};  // "NAME=value", instead of those of the tool
  std::vector<int> descriptors = {};        // becomes 0, 1, 2, …; -1: /dev/null
  std::uint64_t cpu_seconds = 0;            // 0: as many as it likes; the same below
  std::uint64_t memory = 0;                 // bytes of addresses
  std::uint64_t file = 0;                   // bytes of one file
};

Result<pid_t> start_process(const Spawn& spawn);

}  // namespace weir::exercises
