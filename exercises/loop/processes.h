// Processes: what the system tells of a running one, and the end of those that it left behind.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace weir::exercises {

struct Looks {
  double cpu_seconds = 0;       // of all its threads; -1: not known
  double first_thread_cpu = 0;  // coarse: hundredths of a second
  std::uint64_t memory = 0;     // that it really has, in bytes; 0: not known
  bool asleep = false;          // the first thread; false where the system does not tell
};
Looks look_at(pid_t process);

std::vector<pid_t> children();  // of this process

// While it lives, processes that lose their parent become children of this one; when it goes, those
// that were not there before are killed.
class Strays {
 public:
  Strays();
  ~Strays();
  Strays(const Strays&) = delete;
  Strays& operator=(const Strays&) = delete;

 private:
  int before_ = 0;  // whether this process took over strays anyway
  std::vector<pid_t> known_;
};

}  // namespace weir::exercises
