// One subtask of a chain at parallelism 1, as a task drives it: a watermark valve per input in
// front, and behind it a log of what leaves, in the order in which it does.
//   Ownership: the operators write into the log until the chain is gone. Errors: those of the
//   chain.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/operators/operator_chain.h"
#include "engine/time/watermark_valve.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

class EventLog {
 public:
  void add(std::string_view name, Value value) { add(object({{name, std::move(value)}})); }
  void add(Value event) { events_.push_back(std::move(event)); }
  std::vector<Value> take() { return std::exchange(events_, {}); }

 private:
  std::vector<Value> events_;
};

// An end of the chain. Names its events `<prefix>watermark` and `<prefix>status`, its records
// `record`; without a name a record is an event as it is.
class LogOutput final : public Output {
 public:
  LogOutput(EventLog& log, std::string prefix, std::string record)
      : log_(log), prefix_(std::move(prefix)), record_(std::move(record)) {}
  void collect(Record&& record) override {
    if (record_.empty())
      log_.add(std::move(record.value));
    else
      log_.add(record_, std::move(record.value));
  }
  void emit_watermark(Timestamp watermark) override {
    log_.add(prefix_ + "watermark", integer(watermark));
  }
  void emit_status(bool idle) override {
    log_.add(prefix_ + "status", text(idle ? "idle" : "active"));
  }

 private:
  EventLog& log_;
  std::string prefix_, record_;
};

// A side output: records only, as watermarks are not to be seen twice.
class LogSideOutput final : public Output {
 public:
  LogSideOutput(EventLog& log, std::string record) : log_(log), record_(std::move(record)) {}
  void collect(Record&& record) override { log_.add(record_, std::move(record.value)); }
  void emit_watermark(Timestamp /*watermark*/) override {}
  void emit_status(bool /*idle*/) override {}

 private:
  EventLog& log_;
  std::string record_;
};

struct LoggedChainConfig {
  std::vector<std::unique_ptr<Operator>> operators;  // chained one behind the other
  std::vector<std::size_t> channels;                 // per input of the first one
  std::optional<KeySelector> key;                    // of all operators and inputs; none: not keyed
  ChainLink::Target out;                             // the last operator's
  std::optional<ChainLink::Target> side;             // the last operator's
};

class LoggedChain {
 public:
  explicit LoggedChain(LoggedChainConfig config);

  void record(std::size_t input, Value value, std::optional<Timestamp> timestamp);
  void watermark(std::size_t input, std::size_t channel, Timestamp watermark);
  void status(std::size_t input, std::size_t channel, bool idle);
  void end_of_input();  // of a chain with one input and one channel
  void move_clock(Timestamp now) { clock_.now = now; }

  OperatorChain& chain() { return *chain_; }
  Timestamp now() const { return clock_.now; }
  std::size_t event_timers() const { return chain_->context(0).timers->size(TimeDomain::kEvent); }
  // As the vectors show a valve at the end.
  Value valve(std::size_t input) const;
  Value valves() const;

 private:
  void apply(std::size_t input, const ValveOutput& out);

  TurnClock clock_;
  std::vector<WatermarkValve> valves_;
  std::unique_ptr<OperatorChain> chain_;
};

}  // namespace weir::conformance
