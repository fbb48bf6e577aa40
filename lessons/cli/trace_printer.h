// TracePrinter: prints a trace as NDJSON while it is made, line by line.
#pragma once
#include <cstdio>

#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"

namespace weir::cli {

class TracePrinter final : public EventConsumer {
 public:
  explicit TracePrinter(std::FILE* to);

 private:
  void header(const Value& header) override;
  void event(const TraceEvent& event, const World& /*world*/) override { writer_.event(event); }
  void end() override { writer_.end(); }

  NdjsonWriter writer_;
};

}  // namespace weir::cli
