// Stdout and stderr of the commands.
#pragma once
#include <string>

#include "lessons/cli/exit_code.h"

namespace weir::cli {

// "weir: <text>" on stderr.
void complain(const std::string& text);

// A sentence in lines of 80 columns, counted by bytes, the first of them behind "weir: ". Text that
// has lines already stays as it is.
std::string in_lines(const std::string& sentence);

// Nobody reads stdout any more, or it cannot be written: long work may stop.
bool stdout_is_broken();

// Ctrl-C, or somebody's SIGTERM, from now on ends long work as soon as it asks; what was printed is
// not lost.
void catch_interrupts();
bool interrupted();

// Flushes stdout. `code`, unless what was printed did not arrive: then kExitEnvironment and a
// complaint; a reader that has gone away (head) is no mistake of anybody.
int finish_stdout(int code);

}  // namespace weir::cli
