// KeyedProcessOperator and KeyedCoProcessOperator: run a user's process function for the current
// key.
//   The key is set by the slot around the operator; the function reaches state, timers and side
//   outputs through its contexts. Without key_by the same operator runs, and state and timers
//   answer with a clear error. Both inputs of a co-process function share the keyed state. Follows
//   the operators of the same names in Flink.
#pragma once
#include <memory>

#include "engine/operators/function.h"
#include "engine/operators/operator.h"

namespace weir {

class KeyedProcessOperator final : public Operator {
 public:
  explicit KeyedProcessOperator(std::unique_ptr<KeyedProcessFunction> function)
      : function_(std::move(function)) {}
  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void on_timer(const Timer& timer, TimeDomain domain) override;

 private:
  std::unique_ptr<KeyedProcessFunction> function_;
};

class KeyedCoProcessOperator final : public Operator {
 public:
  explicit KeyedCoProcessOperator(std::unique_ptr<KeyedCoProcessFunction> function)
      : function_(std::move(function)) {}
  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void process2(Record& record) override;
  void on_timer(const Timer& timer, TimeDomain domain) override;

 private:
  std::unique_ptr<KeyedCoProcessFunction> function_;
};

}  // namespace weir
