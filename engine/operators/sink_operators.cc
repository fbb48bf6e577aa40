#include "engine/operators/sink_operators.h"

#include <utility>

#include "engine/env/effect.h"
#include "engine/env/outside.h"

namespace weir {

namespace {
constexpr const char* kPreparedState = "prepared-transactions";
constexpr const char* kNextState = "next-transaction";
}  // namespace

void PrintSink::process(Record& record) {
  if (context().trace != nullptr) context().trace->sink_write(std::nullopt);
  context().outside->print(context().uid, context().subtask, record.value);
}

void TransactionalSink::open(OperatorContext& context) {
  Operator::open(context);
  // Every subtask sees the counters of all: a name must not come again at another parallelism
  // either.
  for (const Value& n : context.operator_state->list(kNextState, RedistributionMode::kUnion).get())
    next_ = std::max(next_, n.as_int());
  for (const Value& p :
       context.operator_state->list(kPreparedState, RedistributionMode::kSplit).get()) {
    prepared_.push_back({std::string(p[0].as_text()), p[1].as_int()});
    commit(prepared_.back().transaction, true);
  }
  prepared_.clear();
}

void TransactionalSink::process(Record& record) {
  if (open_.empty()) {
    open_ = context().uid + "#" + std::to_string(context().subtask) + "/" + std::to_string(next_);
    next_++;
    if (context().trace != nullptr) context().trace->tx_begin(open_);
  }
  if (context().trace != nullptr) context().trace->sink_write(open_);
  rows_.push_back(std::move(record.value));
}

void TransactionalSink::prepare_snapshot(CheckpointId checkpoint) {
  if (open_.empty()) return;
  Effect prepare;
  prepare.kind = EffectKind::kPrepareTransaction;
  prepare.name = open_;
  prepare.checkpoint = checkpoint;
  prepare.rows = std::exchange(rows_, {});
  prepare.uid = context().uid;
  if (context().trace != nullptr) context().trace->tx_prepare(open_, checkpoint);
  context().effects->request(std::move(prepare));
  prepared_.push_back({std::exchange(open_, {}), checkpoint});
  after_prepare(prepared_.back());
}

void TransactionalSink::snapshot(CheckpointId /*checkpoint*/) {
  std::vector<Value> rows;
  for (const Prepared& p : prepared_)
    rows.push_back(Value::row({Value::text(p.transaction), Value::integer(p.checkpoint)}));
  context()
      .operator_state->list(kPreparedState, RedistributionMode::kSplit)
      .update(std::move(rows));
  context()
      .operator_state->list(kNextState, RedistributionMode::kUnion)
      .update({Value::integer(next_)});
}

void TransactionalSink::notify_complete(CheckpointId checkpoint) {
  std::vector<Prepared> later;
  for (Prepared& p : prepared_) {
    if (p.checkpoint <= checkpoint)
      commit(p.transaction);
    else
      later.push_back(std::move(p));
  }
  prepared_ = std::move(later);
}

void TransactionalSink::commit(const std::string& transaction, bool again) {
  Effect effect;
  effect.kind = EffectKind::kCommitTransaction;
  effect.name = transaction;
  effect.uid = context().uid;
  effect.blocks_ack = false;
  effect.again = again;
  context().effects->request(std::move(effect));
}

}  // namespace weir
