#include "engine/runtime/effect_queue.h"

#include <algorithm>
#include <utility>

#include "engine/connectors/part_files.h"
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
    case EffectKind::kAppendFile: return "append";
    case EffectKind::kStageFile: return "stage";
    case EffectKind::kPublishFile: return "rename";
    case EffectKind::kCleanFiles: return "clean";
  }
  return "?";
}

std::string effect_id(const Effect& effect) {
  return std::string(effect_word(effect.kind)) + " " + effect.name;
}

void EffectQueue::request(TaskId owner, Effect&& effect, Timestamp now) {
  const std::uint32_t number = ++last_;
  const Timestamp due = env_.due(CostClass::kStorage, 0, number, now);
  const std::uint64_t ticket = ++tickets_;
  if (env_.trace != nullptr) {
    std::optional<std::string_view> file;
    if (effect.kind == EffectKind::kWriteCheckpoint) file = effect.name;
    if (effect.kind == EffectKind::kAppendFile) file = effect.staged;
    if (effect.kind == EffectKind::kStageFile) file = effect.staged;
    if (effect.kind == EffectKind::kPublishFile) file = effect.file;
    env_.trace->fx_begin(effect_id(effect), effect_word(effect.kind), file);
  }
  if (spare_.empty()) {
    entries_.emplace_back();
  } else {
    entries_.splice(entries_.end(), spare_, spare_.begin());
  }
  entries_.back().first = number;
  Entry& entry = entries_.back().second;
  entry.owner = owner;
  entry.effect = std::move(effect);
  entry.due = due;
  entry.ticket = ticket;
  env_.announce({PendingKind::kEffect, 0, number}, due, ticket);
}

void EffectQueue::drop(TaskId owner) {
  std::erase_if(entries_, [&](const auto& e) { return e.second.owner == owner; });
}

namespace {

// Few are pending, and they are mostly done in the order of their numbers.
template <class Entries>
auto find_in(Entries& entries, std::uint32_t number) {
  return std::find_if(entries.begin(), entries.end(),
                      [&](const auto& e) { return e.first >= number; });
}

}  // namespace

const EffectQueue::Entry* EffectQueue::find(std::uint32_t number) const {
  const auto it = find_in(entries_, number);
  return it != entries_.end() && it->first == number ? &it->second : nullptr;
}

EffectQueue::Entry EffectQueue::take(std::uint32_t number) {
  const auto it = find_in(entries_, number);
  WEIR_CHECK(it != entries_.end() && it->first == number, "an effect runs that nobody asked for");
  Entry entry = std::move(it->second);
  spare_.splice(spare_.begin(), entries_, it);
  return entry;
}

Result<void> EffectQueue::perform(Effect& effect) {
  if (needs_files(effect.kind) && env_.files == nullptr)
    return Error{ErrorKind::kBadArgument, "whoever runs this job gave it no place for files"};
  switch (effect.kind) {
    case EffectKind::kWriteCheckpoint:
      return env_.storage->write(effect.name, std::move(effect.bytes));
    case EffectKind::kDeleteCheckpoint: return env_.storage->remove_all(effect.name);
    case EffectKind::kPrepareTransaction:
      return env_.outside->prepare(effect.name, std::move(effect.rows));
    case EffectKind::kCommitTransaction: return env_.outside->commit(effect.name);
    case EffectKind::kAbortTransaction: return env_.outside->abort(effect.name);
    case EffectKind::kAppendFile: return append_part(*env_.files, effect);
    case EffectKind::kStageFile: return stage_part(*env_.files, effect);
    case EffectKind::kPublishFile: return publish_part(*env_.files, effect);
    case EffectKind::kCleanFiles: return clean_parts(*env_.files, effect);
  }
  WEIR_CHECK(false, "unknown effect");
}

bool needs_files(EffectKind kind) {
  switch (kind) {
    case EffectKind::kAppendFile:
    case EffectKind::kStageFile:
    case EffectKind::kPublishFile:
    case EffectKind::kCleanFiles: return true;
    case EffectKind::kWriteCheckpoint:
    case EffectKind::kDeleteCheckpoint:
    case EffectKind::kPrepareTransaction:
    case EffectKind::kCommitTransaction:
    case EffectKind::kAbortTransaction: return false;
  }
  return false;
}

bool makes_visible(EffectKind kind) {
  return kind == EffectKind::kCommitTransaction || kind == EffectKind::kPublishFile;
}

}  // namespace weir
