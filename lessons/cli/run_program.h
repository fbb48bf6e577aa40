// Running another program: one that is found by its name, without a shell, with a limit of time.
//   Its stdin is `input`, its stdout and stderr are collected. A program that does not end in time
//   is killed. Interrupting Weir from a terminal interrupts it, too.
// Errors: kUnsupported, there is no such program; kIo, it could not be started or took too long.
// A program that fails is no error: its exit code says so, 128 + signal if it was killed.
#pragma once
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::cli {

struct ProgramAnswer {
  std::string out, err;
  int exit = -1;
};

Result<ProgramAnswer> run_program(const std::string& program,
                                  const std::vector<std::string>& arguments,
                                  const std::string& input, int limit_ms);

// Whether PATH has it.
bool has_program(const std::string& program);

}  // namespace weir::cli
