// TracePrinter: prints a trace as NDJSON while it is made, line by line.
//   Errors: a trace that makes no sense is a bug of Weir: ok() says so in the end.
#pragma once
#include <cstdio>
#include <optional>

#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"

namespace weir::cli {

class TracePrinter final : private EventConsumer {
 public:
  explicit TracePrinter(std::FILE* to);

  TraceSink& sink() { return sink_; }
  Result<void> ok() const;

 private:
  void header(const Value& header) override;
  void event(const TraceEvent& event, const World& /*world*/) override { writer_.event(event); }
  void end() override { writer_.end(); }

  NdjsonWriter writer_;
  DerivingSink sink_;
  std::optional<Error> error_;
};

}  // namespace weir::cli
