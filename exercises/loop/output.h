// Output: what a program printed, of which the beginning and the end are kept: 32 KB each, and the
// count of all bytes. Whatever it prints and however much, the tool holds no more than that.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::exercises {

class Output {
 public:
  static constexpr std::size_t kKept = 32 << 10;  // at each end

  void add(std::string_view bytes);

  std::uint64_t bytes() const { return bytes_; }
  const std::string& head() const { return head_; }
  std::string tail() const;        // what follows the head, or the end of it
  std::uint64_t left_out() const;  // bytes between head and tail
  std::string last_line() const;   // that is not empty; as it was printed

  // At most `lines` lines of the beginning and as many of the end, each safe for a terminal, and
  // between them "(1 234 bytes left out)", if there are any. Nothing printed: no lines.
  std::vector<std::string> excerpt(std::size_t lines) const;

 private:
  std::uint64_t bytes_ = 0;
  std::string head_;
  std::string ring_;       // the last bytes behind the head, up to kKept
  std::size_t begin_ = 0;  // of the oldest byte in the ring
};

std::string with_thin_groups(std::uint64_t number);  // 3 100 412

}  // namespace weir::exercises
