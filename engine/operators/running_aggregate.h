// RunningAggregate: aggregates of everything that has arrived for a key, emitted anew after each
// row.
//   A result is a row: the fields of the key, then one for each aggregate, with the timestamp of
//   the row that changed it. The accumulator is the ValueState "aggregate" of the key; it is never
//   cleared. Without key_by the state says so, as for every keyed function.
// Errors are those of the aggregates (core/expression/aggregate.h) and fail the task.
// Follows Flink's KeyedStream.reduce, with an accumulator of its own; SQL's unbounded GROUP BY
// would also retract what it has said before.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/expression/aggregate.h"
#include "engine/operators/function.h"

namespace weir {

class RunningAggregate final : public KeyedProcessFunction {
 public:
  // `key_fields`: 1, the key is one field of the result; more, it is a row of so many of them.
  RunningAggregate(std::size_t key_fields, std::vector<NamedAggregate> aggregates);
  void open(FunctionContext& context) override;
  void process_element(const Value& value, ProcessContext& context, Collector& out) override;

 private:
  std::size_t key_fields_;
  std::unique_ptr<AggregateFunction> aggregates_;
  std::optional<ValueState> state_;
};

KeyedProcessFactory make_running_aggregate(std::size_t key_fields,
                                           std::vector<NamedAggregate> aggregates);

}  // namespace weir
