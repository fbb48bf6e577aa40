// Contracts of what users write, as far as core types reach.
//   Collector takes what a function emits. A ReduceFunction folds two values of one type into one;
//   an AggregateFunction keeps an accumulator of its own. Both must be pure: same arguments, same
//   result; values are never changed in place, except where a function is handed one to change.
//   Ownership: the graph owns prototypes; each subtask gets its own instance from the factory it
//   was built with.
#pragma once
#include <memory>

#include "engine/core/value.h"

namespace weir {

// Where a function puts its results. `collect` keeps the timestamp of the record (or timer) in
// hand.
class Collector {
 public:
  virtual ~Collector() = default;
  virtual void collect(Value value) = 0;
};

class ReduceFunction {
 public:
  virtual ~ReduceFunction() = default;
  virtual Value reduce(const Value& a, const Value& b) const = 0;
};

class AggregateFunction {
 public:
  virtual ~AggregateFunction() = default;
  virtual Value create_accumulator() const = 0;
  virtual Value add(const Value& element, const Value& accumulator) const = 0;
  // The same into an accumulator that nobody else will read. Worth overriding where a field of a
  // row can be set: Value::set_field makes no new row unless the old one is still held elsewhere.
  virtual void add_into(Value& accumulator, const Value& element) const {
    accumulator = add(element, accumulator);
  }
  virtual Value get_result(const Value& accumulator) const = 0;
  virtual Value merge(const Value& a, const Value& b) const = 0;
};

}  // namespace weir
