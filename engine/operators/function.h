// What users write over Values: process functions with keyed state, timers and side outputs.
// Flink's KeyedProcessFunction and KeyedCoProcessFunction; typed functions of learners (api/)
// translate to these.
//   open() declares state and may not touch it. The contexts are valid for the one call they are
//   passed to. Errors: throw UserError (or let the context throw it); the task fails with it.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/core/function.h"
#include "engine/core/time.h"
#include "engine/state/keyed_state.h"
#include "engine/state/timer_queue.h"

namespace weir {

class FunctionContext {
 public:
  virtual ~FunctionContext() = default;
  virtual ValueState value_state(std::string_view name) = 0;
  virtual ListState list_state(std::string_view name) = 0;
  virtual std::uint32_t subtask() const = 0;
};

class ProcessContext {
 public:
  virtual ~ProcessContext() = default;
  virtual const Value& current_key() const = 0;
  virtual std::optional<Timestamp> timestamp()
      const = 0;  // of the record or the event timer in hand
  virtual Timestamp current_watermark() const = 0;
  virtual Timestamp current_processing_time() const = 0;
  virtual void register_event_timer(Timestamp at) = 0;
  virtual void delete_event_timer(Timestamp at) = 0;
  virtual void register_processing_timer(Timestamp at) = 0;
  virtual void delete_processing_timer(Timestamp at) = 0;
  virtual void output(std::string_view tag, Value value) = 0;
};

class OnTimerContext : public ProcessContext {
 public:
  virtual TimeDomain domain() const = 0;
};

class KeyedProcessFunction {
 public:
  virtual ~KeyedProcessFunction() = default;
  virtual void open(FunctionContext& /*context*/) {}
  virtual void process_element(const Value& value, ProcessContext& context, Collector& out) = 0;
  virtual void on_timer(Timestamp /*at*/, OnTimerContext& /*context*/, Collector& /*out*/) {}
};

class KeyedCoProcessFunction {
 public:
  virtual ~KeyedCoProcessFunction() = default;
  virtual void open(FunctionContext& /*context*/) {}
  virtual void process_element1(const Value& value, ProcessContext& context, Collector& out) = 0;
  virtual void process_element2(const Value& value, ProcessContext& context, Collector& out) = 0;
  virtual void on_timer(Timestamp /*at*/, OnTimerContext& /*context*/, Collector& /*out*/) {}
};

using MapFunction = std::function<Value(const Value&)>;
using FilterFunction = std::function<bool(const Value&)>;
using FlatMapFunction = std::function<void(const Value&, Collector&)>;
using KeyedProcessFactory = std::function<std::unique_ptr<KeyedProcessFunction>()>;
using KeyedCoProcessFactory = std::function<std::unique_ptr<KeyedCoProcessFunction>()>;

}  // namespace weir
