// RunTrace: the trace of a run, handed event by event to whoever wants it, while the run goes on.
//   The driver of the run asks hit() before each decision: watches are looked at by then.
// Ownership: consumers outlive it, or are owned. Errors: a trace that makes no sense is a bug of
// Weir: ok() says so in the end.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/trace/online.h"
#include "engine/trace/query/evaluation.h"

namespace weir::runs {

class RunTrace final : private EventConsumer {
 public:
  RunTrace() : sink_(static_cast<EventConsumer&>(*this)) {}
  void add(std::unique_ptr<EventConsumer> consumer) { consumers_.push_back(std::move(consumer)); }
  // The number of the watch.
  std::size_t watch(const Query& query);

  // nullptr: nobody wants the trace.
  TraceSink* sink() { return wanted() ? &sink_ : nullptr; }
  void want() { wanted_ = true; }  // for step()
  bool wanted() const { return wanted_ || !consumers_.empty() || !watches_.empty(); }
  bool hit(std::size_t watch) const { return watches_[watch].hit; }
  std::int64_t step() const { return step_; }  // of the last event
  Result<void> ok() const;
  // What a query could not do with an event; it then watches no longer.
  const std::optional<Error>& query_error() const { return query_error_; }

 private:
  struct Watch {
    std::unique_ptr<QueryWatch> query;
    bool hit = false;
  };
  void header(const Value& header) override;
  void event(const TraceEvent& event, const World& world) override;
  void end() override;

  std::vector<std::unique_ptr<EventConsumer>> consumers_;
  std::vector<Watch> watches_;
  bool wanted_ = false;
  std::int64_t step_ = 0;
  std::optional<Error> query_error_;
  DerivingSink sink_;
};

}  // namespace weir::runs
