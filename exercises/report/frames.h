// Frames: how messages (Values) stand one behind the other in the pipe from the process with the
// learner's code to the tool. A frame is a mark, the length and the number of the message, from 0,
// the Value (ValueCodec), and a sum over all of it that needs the nonce, which only the tool and
// the grader know.
//   The reader tells apart: complete messages, in order; an end that is torn, because the process
//   died while it wrote; and what no grader wrote. From the first such byte on it takes nothing
//   more: a forged message spoils the run, and never counts. It holds at most one frame.
// The sum is no cryptography: it guards against accidents and jokes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/value.h"

namespace weir::exercises {

inline constexpr std::size_t kFrameMax = 64 << 20;  // bytes of one Value

void append_frame(std::string& out, std::uint64_t nonce, std::uint64_t number,
                  const Value& message);

class FrameReader {
 public:
  explicit FrameReader(std::uint64_t nonce) : nonce_(nonce) {}

  // The messages that these bytes complete.
  std::vector<Value> feed(std::string_view bytes);

  std::uint64_t messages() const { return number_; }
  bool tampered() const { return tampered_; }
  // Asked at the end: a message has begun, and is not whole.
  bool torn() const { return !tampered_ && !rest_.empty(); }

 private:
  enum class Step : std::uint8_t { kTaken, kMore, kForged };
  Step take(std::string_view& bytes, std::vector<Value>& out);

  std::uint64_t nonce_;
  std::uint64_t number_ = 0;
  std::string rest_;
  bool tampered_ = false;
};

}  // namespace weir::exercises
