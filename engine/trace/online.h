// DerivingSink: decode, derive, hand over, event by event while a run goes on; nothing is retained
//   but the World. Graders, terminal output and NDJSON writing are consumers. Errors: the first one
//   stops the flow and is kept; the run itself goes on. A damaged stream here is a bug of the
//   recorder or of the engine, so callers WEIR_CHECK or report it.
#pragma once
#include <functional>
#include <optional>

#include "engine/trace/derive.h"
#include "engine/trace/reader.h"
#include "engine/trace/sink.h"

namespace weir {

class EventConsumer {
 public:
  virtual ~EventConsumer() = default;
  virtual void header(const Value& header) = 0;
  // `world` is the World after the event.
  virtual void event(const TraceEvent& event, const World& world) = 0;
  virtual void end() = 0;
};

class DerivingSink final : public TraceSink {
 public:
  // The consumer outlives the sink.
  explicit DerivingSink(EventConsumer& consumer) : consumer_(consumer) {}

  void header(const Value& header) override;
  void block(std::span<const char> bytes) override;
  void end() override;

  const std::optional<Error>& error() const { return error_; }
  // Only after header().
  const World& world() const { return deriver_->world(); }

 private:
  EventConsumer& consumer_;
  TraceReader reader_;
  std::optional<Deriver> deriver_;
  StoredEvent stored_;
  std::optional<Error> error_;
};

// The whole of a retained trace, derived. With `each`: event by event, with the World after it,
// which those before an error get, too.
Result<void> derive_all(const MemoryTrace& trace,
                        const std::function<void(TraceEvent&& event, const World& world)>& each);
Result<std::vector<TraceEvent>> derive_all(const MemoryTrace& trace);

}  // namespace weir
