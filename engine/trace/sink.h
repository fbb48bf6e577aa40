// TraceSink: where the bytes of a trace go. A sink is a stream; whoever wants to keep something
//   keeps it itself. Calls come in this order: header once, block any number of times, end once.
//   Every span ends between two events and is valid during the call only. The bytes are read by
//   TraceReader (reader.h), which must be given all of them, in order. MemoryTrace retains
//   everything (weir step); NullSink forgets everything (measuring). DerivingSink (online.h)
//   decodes and derives as it goes and retains nothing.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/core/value.h"

namespace weir {

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void header(const Value& header) = 0;
  virtual void block(std::span<const char> bytes) = 0;
  virtual void end() = 0;
};

class NullSink final : public TraceSink {
 public:
  void header(const Value&) override {}
  void block(std::span<const char>) override {}
  void end() override {}
};

class MemoryTrace final : public TraceSink {
 public:
  void header(const Value& header) override { header_ = header; }
  void block(std::span<const char> bytes) override;
  void end() override { ended_ = true; }

  const Value& trace_header() const { return header_; }
  bool ended() const { return ended_; }
  std::size_t bytes() const;
  // In order; a part ends between two events.
  const std::vector<std::string>& parts() const { return parts_; }

 private:
  Value header_;
  std::vector<std::string> parts_;
  bool ended_ = false;
};

}  // namespace weir
