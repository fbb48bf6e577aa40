// StatusPage: memory that the tool shares with the process in which the learner's code runs: what
// it was doing, for when it does not come back.
//   Written before every call into the learner's code, so it is plain memory: no lock, no system
//   call. Texts end with 0 and are cut. The learner's code could write here too: only words are
//   lost then, never a verdict.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::exercises {

struct StatusPage {
  static constexpr std::uint32_t kMagic = 0x77656972;

  std::uint32_t magic = kMagic;
  std::uint32_t check = 0;           // number of the check at work, as in the Plan
  std::uint64_t nonce = 0;           // taken and wiped by Channel
  std::uint64_t calls = 0;           // into the learner's code so far
  std::uint32_t record = 0;          // number of the record in this run, from 1; 0: none yet
  std::uint32_t inside = 0;          // 1: in the learner's code now
  std::uint32_t forks = 0;           // that the process made
  std::uint32_t threads = 0;         // that the learner's own code has started
  std::uint32_t stack_overflow = 0;  // set by the handler of SIGSEGV
  std::uint32_t closed = 0;          // 1: somebody closed the channel
  char call[32] = {};                // "process_element"
  char what[160] = {};               // "(key 1, value 7)"; filled in only where it is cheap
};

// At most size - 1 bytes and a 0; never cuts inside of a character.
void set_text(char* to, std::size_t size, std::string_view text);

// What stands there, whoever wrote it: ends at `size` even without a 0, and steers no terminal
// (text_width.h: shown()).
std::string text_at(const char* from, std::size_t size);

}  // namespace weir::exercises
