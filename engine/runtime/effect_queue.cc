#include "engine/runtime/effect_queue.h"

#include "engine/core/check.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/trace/recorder.h"

namespace weir {

const char* effect_word(EffectKind kind) {
  switch (kind) {
    case EffectKind::kWriteCheckpoint: return "write";
    case EffectKind::kDeleteCheckpoint: return "delete";
    case EffectKind::kPrepareTransaction: return "prepare";
    case EffectKind::kCommitTransaction: return "commit";
    case EffectKind::kAbortTransaction: return "abort";
  }
  return "?";
}

std::string effect_id(const Effect& effect) {
  return std::string(effect_word(effect.kind)) + " " + effect.name;
}

void EffectQueue::request(TaskId owner, Effect effect, Timestamp now) {
  const std::uint32_t number = ++last_;
  const Timestamp due = env_.due(CostClass::kStorage, 0, number, now);
  const std::uint64_t ticket = ++tickets_;
  if (env_.trace != nullptr) {
    std::optional<std::string_view> file;
    if (effect.kind == EffectKind::kWriteCheckpoint) file = effect.name;
    env_.trace->fx_begin(effect_id(effect), effect_word(effect.kind), file);
  }
  entries_.emplace(number, Entry{owner, std::move(effect), due, ticket});
  env_.announce({PendingKind::kEffect, 0, number}, due, ticket);
}

void EffectQueue::drop(TaskId owner) {
  for (auto it = entries_.begin(); it != entries_.end();)
    it = it->second.owner == owner ? entries_.erase(it) : std::next(it);
}

EffectQueue::Entry EffectQueue::take(std::uint32_t number) {
  const auto it = entries_.find(number);
  WEIR_CHECK(it != entries_.end(), "an effect runs that nobody asked for");
  Entry entry = std::move(it->second);
  entries_.erase(it);
  return entry;
}

Result<void> EffectQueue::perform(const Effect& effect) {
  switch (effect.kind) {
    case EffectKind::kWriteCheckpoint: return env_.storage->write(effect.name, effect.bytes);
    case EffectKind::kDeleteCheckpoint: return env_.storage->remove_all(effect.name);
    case EffectKind::kPrepareTransaction: return env_.outside->prepare(effect.name, effect.rows);
    case EffectKind::kCommitTransaction: return env_.outside->commit(effect.name);
    case EffectKind::kAbortTransaction: return env_.outside->abort(effect.name);
  }
  WEIR_CHECK(false, "unknown effect");
}

}  // namespace weir
