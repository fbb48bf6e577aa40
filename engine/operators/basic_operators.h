// map, filter, flat_map: one record in, any number out, no state. A record keeps its timestamp.
//   The functions must be pure. Follows Flink's StreamMap, StreamFilter, StreamFlatMap.
#pragma once
#include <utility>

#include "engine/operators/function.h"
#include "engine/operators/operator.h"

namespace weir {

class MapOperator final : public Operator {
 public:
  explicit MapOperator(MapFunction map) : map_(std::move(map)) {}
  void process(Record& record) override;

 private:
  MapFunction map_;
};

class FilterOperator final : public Operator {
 public:
  explicit FilterOperator(FilterFunction filter) : filter_(std::move(filter)) {}
  void process(Record& record) override {
    if (filter_(record.value))
      context().forward(record);
    else if (context().trace != nullptr)
      context().trace->rec_drop("filtered out");
  }

 private:
  FilterFunction filter_;
};

class FlatMapOperator final : public Operator {
 public:
  explicit FlatMapOperator(FlatMapFunction flat_map) : flat_map_(std::move(flat_map)) {}
  void process(Record& record) override;

 private:
  FlatMapFunction flat_map_;
};

// Emits with the timestamp it was given; valid for one call of a function.
class TimestampedCollector final : public Collector {
 public:
  TimestampedCollector(OperatorContext& context, std::optional<Timestamp> timestamp)
      : context_(context), timestamp_(timestamp) {}
  void collect(Value value) override { context_.emit(std::move(value), timestamp_); }

 private:
  OperatorContext& context_;
  std::optional<Timestamp> timestamp_;
};

inline std::optional<Timestamp> timestamp_of(const Record& record) {
  return record.has_timestamp ? std::optional(record.timestamp) : std::nullopt;
}

}  // namespace weir
