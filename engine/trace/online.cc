#include "engine/trace/online.h"

namespace weir {

void DerivingSink::header(const Value& header) {
  Result<Deriver> deriver = Deriver::create(header);
  if (!deriver) {
    error_ = deriver.error();
    return;
  }
  deriver_.emplace(std::move(*deriver));
  consumer_.header(header);
}

void DerivingSink::block(std::span<const char> bytes) {
  if (error_ || !deriver_) return;
  reader_.give(bytes);
  while (true) {
    const Result<bool> more = reader_.next(stored_);
    if (!more) error_ = more.error();
    if (!more || !*more) return;
    const Result<TraceEvent> event = deriver_->derive(stored_);
    if (!event) {
      error_ = event.error();
      return;
    }
    consumer_.event(*event, deriver_->world());
  }
}

void DerivingSink::end() {
  if (!error_) consumer_.end();
}

Result<std::vector<TraceEvent>> derive_all(const MemoryTrace& trace) {
  Result<Deriver> deriver = Deriver::create(trace.trace_header());
  if (!deriver) return deriver.error();
  std::vector<TraceEvent> out;
  TraceReader reader;
  StoredEvent stored;
  for (const std::string& part : trace.parts()) {
    reader.give(part);
    while (true) {
      const Result<bool> more = reader.next(stored);
      if (!more) return more.error();
      if (!*more) break;
      Result<TraceEvent> event = deriver->derive(stored);
      if (!event) return event.error();
      out.push_back(std::move(*event));
    }
  }
  return out;
}

}  // namespace weir
