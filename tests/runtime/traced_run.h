// TracedRun: a job in the simulator, with the events of its trace as they are read back.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/state/hashmap/factory.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir::testing {

class TracedRun final : public EventConsumer {
 public:
  explicit TracedRun(StreamGraph graph, sim::SimOptions options = {}) {
    options.trace = sink_.get();
    auto made = sim::Simulator::create(std::move(graph), options, *backends_);
    if (!made) FAIL(made.error().text);
    sim = std::move(*made);
  }
  TracedRun& to_end() {
    REQUIRE(sim->run(100'000) == sim::RunEnd::kDone);
    flush();
    return *this;
  }
  void flush() {
    sim->flush_trace();
    REQUIRE(!sink_->error());
  }
  std::vector<TraceEvent> of(EventKind kind) const {
    std::vector<TraceEvent> out;
    for (const TraceEvent& e : events)
      if (e.kind == kind) out.push_back(e);
    return out;
  }
  // As lines of NDJSON.
  std::vector<std::string> lines_at(std::string_view task) const {
    NdjsonWriter writer([](std::string_view) {});
    REQUIRE(writer.header(header_));
    std::vector<std::string> out;
    for (const TraceEvent& e : events)
      if (e.at == Value::text(task)) out.push_back(writer.line(e));
    return out;
  }
  // What each sink has shown, "uid value".
  std::vector<std::string> shown() const {
    std::vector<std::string> out;
    for (const auto& row : sim->outside().visible())
      out.push_back(row.uid + " " + row.value.to_string());
    return out;
  }

  std::vector<TraceEvent> events;

 private:
  void header(const Value& h) override { header_ = h; }
  void event(const TraceEvent& event, const World&) override { events.push_back(event); }
  void end() override {}

  Value header_;
  std::unique_ptr<KeyedBackendFactory> backends_ = make_hashmap_backend_factory();
  std::unique_ptr<DerivingSink> sink_ = std::make_unique<DerivingSink>(*this);

 public:
  std::unique_ptr<sim::Simulator> sim;
};

}  // namespace weir::testing
