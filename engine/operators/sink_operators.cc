#include "engine/operators/sink_operators.h"

#include <utility>

#include "engine/env/effect.h"
#include "engine/env/outside.h"

namespace weir {

namespace {
constexpr const char* kPreparedState = "prepared-transactions";
}  // namespace

void PrintSink::process(Record& record) {
  if (context().trace != nullptr) context().trace->sink_write(std::nullopt);
  context().outside->print(context().uid, context().subtask, record.value);
}

void TransactionalSink::open(OperatorContext& context) {
  Operator::open(context);
  for (const Value& p :
       context.operator_state->list(kPreparedState, RedistributionMode::kSplit).get()) {
    prepared_.push_back({std::string(p[0].as_text()), p[1].as_int(), true, true});
    commit(prepared_.back().transaction, true);
  }
}

std::string TransactionalSink::next_name() {
  std::string name = context().uid;
  name += '#';
  name += std::to_string(context().subtask);
  name += '/';
  // What an earlier execution left open or prepared may not be met again under its name.
  const bool other_job = context().job_restored_from != kNoCheckpoint;
  if (other_job) {
    name += "cp-";
    name += std::to_string(context().job_restored_from);
    name += '.';
  }
  if (other_job || context().attempt > 1) {
    name += std::to_string(context().attempt);
    name += '.';
  }
  name += std::to_string(next_++);
  return name;
}

void TransactionalSink::process(Record& record) {
  if (open_.empty()) {
    open_ = next_name();
    if (context().trace != nullptr) context().trace->tx_begin(open_);
  }
  if (context().trace != nullptr) context().trace->sink_write(open_);
  rows_.push_back(std::move(record.value));
}

void TransactionalSink::prepare_snapshot(CheckpointId checkpoint) {
  // A checkpoint holds all transactions since the one before. If that was given up, the outside may
  // not have heard of its transaction yet: then this checkpoint waits for it, too.
  for (const Prepared& p : prepared_)
    if (!p.durable) prepare(p, checkpoint);
  if (open_.empty()) return;
  if (context().trace != nullptr) context().trace->tx_prepare(open_, checkpoint);
  prepared_.push_back(
      {std::exchange(open_, {}), checkpoint, false, false, std::exchange(rows_, {})});
  prepare(prepared_.back(), checkpoint);
  after_prepare(prepared_.back());
}

void TransactionalSink::prepare(const Prepared& prepared, CheckpointId checkpoint) {
  Effect effect;
  effect.kind = EffectKind::kPrepareTransaction;
  effect.name = prepared.transaction;
  effect.checkpoint = checkpoint;
  effect.rows = prepared.rows;
  effect.uid = context().uid;
  context().effects->request(std::move(effect));
}

void TransactionalSink::snapshot(CheckpointId /*checkpoint*/) {
  std::vector<Value> rows;
  for (const Prepared& p : prepared_)
    rows.push_back(Value::row({Value::text(p.transaction), Value::integer(p.checkpoint)}));
  auto list = context().operator_state->list(kPreparedState, RedistributionMode::kSplit);
  list.update(std::move(rows));
}

void TransactionalSink::notify_complete(CheckpointId checkpoint) {
  for (Prepared& p : prepared_) {
    if (p.checkpoint > checkpoint) continue;
    commit(p.transaction, p.committing);  // again, if the answer to the first try is still out
    p.committing = true;
  }
}

void TransactionalSink::effect_done(const Effect& effect) {
  if (effect.kind == EffectKind::kCommitTransaction) {
    std::erase_if(prepared_, [&](const Prepared& p) { return p.transaction == effect.name; });
    return;
  }
  for (Prepared& p : prepared_) {
    if (p.transaction != effect.name) continue;
    p.durable = true;
    p.rows.clear();
  }
}

void TransactionalSink::commit(const std::string& transaction, bool again) {
  Effect effect;
  effect.kind = EffectKind::kCommitTransaction;
  effect.name = transaction;
  effect.uid = context().uid;
  effect.again = again;
  effect.blocks_ack = false;
  context().effects->request(std::move(effect));
}

}  // namespace weir
