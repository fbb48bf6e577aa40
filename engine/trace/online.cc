#include "engine/trace/online.h"

#include <utility>

namespace weir {

namespace {

// What the reader was given, up to its end.
template <class Each>
Result<void> derive_given(TraceReader& reader, Deriver& deriver, StoredEvent& stored,
                          const Each& each) {
  TraceEvent event;
  while (true) {
    const Result<bool> more = reader.next(stored);
    if (!more) return more.error();
    if (!*more) return {};
    if (auto ok = deriver.derive(stored, event); !ok) return ok;
    each(std::move(event), deriver.world());
  }
}

}  // namespace

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
  const auto ok = derive_given(
      reader_, *deriver_, stored_,
      [this](const TraceEvent& event, const World& world) { consumer_.event(event, world); });
  if (!ok) error_ = ok.error();
}

void DerivingSink::end() {
  if (!error_) consumer_.end();
}

Result<void> derive_all(const MemoryTrace& trace,
                        const std::function<void(TraceEvent&& event, const World& world)>& each) {
  Result<Deriver> deriver = Deriver::create(trace.trace_header());
  if (!deriver) return deriver.error();
  TraceReader reader;
  StoredEvent stored;
  for (const std::string& part : trace.parts()) {
    reader.give(part);
    if (auto ok = derive_given(reader, *deriver, stored, each); !ok) return ok;
  }
  return {};
}

Result<std::vector<TraceEvent>> derive_all(const MemoryTrace& trace) {
  std::vector<TraceEvent> out;
  const auto ok = derive_all(
      trace, [&out](TraceEvent&& event, const World&) { out.push_back(std::move(event)); });
  if (!ok) return ok.error();
  return out;
}

}  // namespace weir
