// WindowFunction: what becomes of a window's contents when it fires. Flink's ProcessWindowFunction.
//   process() sees the key, the window and its contents: the elements in order of arrival, or the
//   one reduced or aggregated value. What it collects carries the window's last timestamp. A window
//   may fire several times (late elements), each time with everything that is in it.
//   clear() is called once, when the window is removed, whether it ever fired or not: there the
//   function clears what it keeps per window, or it stays for ever.
// Context: valid for the one call. State per window lives under the window as its namespace and
//   does not exist for merging windows (kUnsupported); global state is per key.
// Errors: throw UserError (or let the context throw it); the task fails with it.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "engine/core/function.h"
#include "engine/core/time.h"
#include "engine/state/keyed_state.h"
#include "engine/window/time_window.h"

namespace weir {

class WindowContext {
 public:
  virtual ~WindowContext() = default;
  virtual const Value& key() const = 0;
  virtual const TimeWindow& window() const = 0;
  virtual Timestamp current_watermark() const = 0;
  virtual Timestamp current_processing_time() const = 0;
  virtual ValueState window_state(std::string_view name) = 0;
  virtual ValueState global_state(std::string_view name) = 0;
  virtual void output(std::string_view tag, Value value) = 0;
};

class WindowFunction {
 public:
  virtual ~WindowFunction() = default;
  virtual void process(WindowContext& context, std::span<const Value> contents, Collector& out) = 0;
  virtual void clear(WindowContext& /*context*/) {}
};

// Emits the contents, one record each: reduce() and aggregate() without a window function.
class PassThroughWindowFunction final : public WindowFunction {
 public:
  void process(WindowContext& /*context*/, std::span<const Value> contents,
               Collector& out) override {
    for (const Value& value : contents) out.collect(value);
  }
};

// One row of what `shape` says about each element of the contents: results with key or window.
class MappedWindowFunction final : public WindowFunction {
 public:
  using Shape = std::function<Value(WindowContext& context, const Value& content)>;
  explicit MappedWindowFunction(Shape shape) : shape_(std::move(shape)) {}
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    for (const Value& value : contents) out.collect(shape_(context, value));
  }

 private:
  Shape shape_;
};

}  // namespace weir
