// A trace that is made and forgotten: how many bytes it had.
#pragma once
#include <cstdint>
#include <span>

#include "engine/trace/sink.h"

namespace weir::bench {

class TraceCounter final : public TraceSink {
 public:
  void header(const Value& /*header*/) override {}
  void block(std::span<const char> bytes) override { bytes_ += bytes.size(); }
  void end() override {}
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_ = 0;
};

}  // namespace weir::bench
