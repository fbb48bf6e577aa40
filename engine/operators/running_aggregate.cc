#include "engine/operators/running_aggregate.h"

#include <span>
#include <utility>

namespace weir {

RunningAggregate::RunningAggregate(std::size_t key_fields, std::vector<NamedAggregate> aggregates)
    : key_fields_(key_fields), aggregates_(make_aggregate_function(std::move(aggregates))) {}

void RunningAggregate::open(FunctionContext& context) { state_ = context.value_state("aggregate"); }

void RunningAggregate::process_element(const Value& value, ProcessContext& context,
                                       Collector& out) {
  Value accumulator = state_->value();
  if (accumulator.is_null()) accumulator = aggregates_->create_accumulator();
  aggregates_->add_into(accumulator, value);
  const Value result = aggregates_->get_result(accumulator);
  state_->update(std::move(accumulator));
  const Value& key = context.current_key();
  const std::span<const Value> keys =
      key_fields_ == 1 ? std::span<const Value>(&key, 1) : key.elements();
  RowBuilder row(keys.size() + result.size());
  for (const Value& field : keys) row.add(field);
  for (const Value& field : result.elements()) row.add(field);
  out.collect(row.take());
}

KeyedProcessFactory make_running_aggregate(std::size_t key_fields,
                                           std::vector<NamedAggregate> aggregates) {
  return [key_fields, aggregates = std::move(aggregates)] {
    return std::make_unique<RunningAggregate>(key_fields, aggregates);
  };
}

}  // namespace weir
