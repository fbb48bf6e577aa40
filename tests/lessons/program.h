// Running the built program as users do, through a shell.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/temporary_folder.h"

namespace weir::testing {

struct Ran {
  int exit = -1;  // 128 + signal if it was killed, as shells say it
  std::string out, err;
};

// `arguments` as one types them behind "weir"; `behind`: more of the shell line, "| head -1";
// `variables`: of its environment, "LC_ALL=C".
Ran run_weir(const std::string& arguments, const std::string& behind = {},
             const std::string& variables = {});

// The same in a terminal: xterm's kind, unless `variables` ("TERM=dumb") say otherwise; stdout and
// stderr are one. What the program writes, with "\n" at the ends of lines, and its exit code.
struct Shown {
  int exit = -1;
  std::string text;
};
Shown run_in_terminal(const std::string& arguments, const std::string& variables = {});

// The most memory that the program ever had, in KB; what it prints is dropped.
long peak_memory(const std::string& arguments);

// Kills the program (SIGKILL) as soon as `enough` says so; what it prints is dropped. Returns its
// exit code.
int run_and_kill(const std::string& arguments, const std::function<bool()>& enough);

std::string read_file(const std::string& path);
// A file that is gone when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content);
  const std::string& path() const { return path_; }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

std::vector<std::string> lines_of(const std::string& text);
// The lines that sinks printed: those in front of the empty line before the summary.
std::vector<std::string> rows_of(const std::string& out);

}  // namespace weir::testing
