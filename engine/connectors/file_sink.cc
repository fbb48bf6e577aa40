// Tested by tests/connectors/file_sink_test.cc and tests/sim/io_faults_test.cc.
#include "engine/connectors/file_sink.h"

#include <algorithm>
#include <utility>

#include "engine/connectors/part_files.h"
#include "engine/core/user_error.h"
#include "engine/env/effect.h"

namespace weir {

namespace {
constexpr const char* kCommittables = "committables";
constexpr const char* kStaged = "staged-files";  // all of them, for whoever cleans
constexpr std::size_t kTransaction = 0, kFile = 1, kStagedFile = 2;

std::string text_of(const Value& committable, std::size_t field) {
  return std::string(committable[field].as_text());
}
}  // namespace

void FileSink::open(OperatorContext& context) {
  Operator::open(context);
  last_ = context.job_restored_from;
  clean();
  restore();
}

// One subtask cleans for all. Everybody's staged files are in every subtask's state.
void FileSink::clean() {
  OperatorContext& c = context();
  const auto kept = c.operator_state->list(kStaged, RedistributionMode::kUnion).get();
  if (c.subtask != 0 || (c.attempt == 1 && c.run == 1)) return;
  Effect effect;
  effect.kind = EffectKind::kCleanFiles;
  effect.name = c.uid + " before " + std::to_string(c.run) + '.' + std::to_string(c.attempt);
  effect.file = config_.folder;
  effect.staged = staged_name(config_.folder, 0, 0, c.run, c.attempt);
  for (const Value& name : kept) effect.keep.emplace_back(name.as_text());
  effect.uid = c.uid;
  effect.blocks_ack = false;
  c.effects->request(std::move(effect));
}

void FileSink::restore() {
  const auto state =
      context().operator_state->list(kCommittables, RedistributionMode::kSplit).get();
  committer_.restore({state.begin(), state.end()});
  restored_ = !committer_.empty();
  commit_next();
}

void FileSink::process(Record& record) {
  OperatorContext& c = context();
  if (open_.empty()) {
    open_ = c.uid + '#' + std::to_string(c.subtask) + '/';
    if (c.run > 1) open_ += "run-" + std::to_string(c.run) + '.';
    if (c.run > 1 || c.attempt > 1) open_ += std::to_string(c.attempt) + '.';
    open_ += std::to_string(next_++);
    if (c.trace != nullptr) c.trace->tx_begin(open_);
  }
  if (c.trace != nullptr) c.trace->sink_write(open_);
  bytes_ += config_.line(record.value);
  bytes_ += '\n';
}

void FileSink::prepare_snapshot(CheckpointId checkpoint) {
  // What an earlier checkpoint that was given up could not stage, this one waits for.
  for (const Part& part : unstaged_) stage(part, checkpoint);
  last_ = checkpoint;
  if (open_.empty()) return;
  close_part(checkpoint);
  stage(unstaged_.back(), checkpoint);
  after_prepare(checkpoint);
}

void FileSink::close_part(CheckpointId n) {
  OperatorContext& c = context();
  if (c.trace != nullptr) c.trace->tx_prepare(open_, n);
  Part part{std::exchange(open_, {}), published_name(config_.folder, c.subtask, n),
            staged_name(config_.folder, c.subtask, n, c.run, c.attempt), std::exchange(bytes_, {})};
  committer_.add(n, Value::row({Value::text(part.transaction), Value::text(part.file),
                                Value::text(part.staged)}));
  unstaged_.push_back(std::move(part));
}

void FileSink::stage(const Part& part, CheckpointId checkpoint) {
  Effect effect;
  effect.kind = EffectKind::kStageFile;
  effect.name = part.transaction;
  effect.checkpoint = checkpoint;
  effect.bytes = part.bytes;
  effect.file = part.file;
  effect.staged = part.staged;
  effect.uid = context().uid;
  context().effects->request(std::move(effect));
}

void FileSink::snapshot(CheckpointId /*checkpoint*/) {
  std::vector<Value> staged;
  for (const Committer::Request& r : committer_.requests())
    staged.push_back(r.committable[kStagedFile]);
  OperatorStateStore& state = *context().operator_state;
  auto all = state.list(kStaged, RedistributionMode::kUnion);
  all.update(std::move(staged));
  auto mine = state.list(kCommittables, RedistributionMode::kSplit);
  mine.update(committer_.state());
}

void FileSink::notify_complete(CheckpointId checkpoint) { commit_up_to(checkpoint); }

// The end without checkpoints: what there is appears now.
void FileSink::finish() {
  if (context().checkpoints) return;
  last_++;
  if (!open_.empty()) close_part(last_);
  commit_up_to(last_);
}

void FileSink::commit_up_to(CheckpointId checkpoint) {
  committer_.complete(checkpoint);
  commit_next();
}

void FileSink::commit_next() {
  if (committing_) return;
  const Committer::Request* request = committer_.next();
  if (request == nullptr) return;
  committing_ = true;
  Effect effect;
  effect.kind = EffectKind::kPublishFile;
  effect.name = text_of(request->committable, kTransaction);
  effect.file = text_of(request->committable, kFile);
  effect.staged = text_of(request->committable, kStagedFile);
  for (const Part& part : unstaged_)
    if (part.staged == effect.staged) effect.bytes = part.bytes;
  effect.uid = context().uid;
  effect.again = restored_ || request->retries > 0;
  effect.blocks_ack = false;
  context().effects->request(std::move(effect));
}

void FileSink::answer(CommitAnswer answer, const std::string& why) {
  committing_ = false;
  const auto ok = committer_.answer(answer, {}, why);
  if (!ok) throw UserError(ok.error());
  if (committer_.empty()) restored_ = false;
  commit_next();
}

void FileSink::effect_done(const Effect& effect) {
  if (effect.kind == EffectKind::kCleanFiles) return;
  std::erase_if(unstaged_, [&](const Part& part) { return part.staged == effect.staged; });
  if (effect.kind == EffectKind::kPublishFile) answer(CommitAnswer::kCommitted, {});
}

bool FileSink::effect_failed(const Effect& effect, const Error& error) {
  if (effect.kind == EffectKind::kStageFile) return false;  // the checkpoint is declined
  // What could not be removed is hidden, and the next execution tries again.
  if (effect.kind == EffectKind::kCleanFiles) return true;
  answer(
      error.kind == ErrorKind::kIo ? CommitAnswer::kRetryLater : CommitAnswer::kFailedUnknownReason,
      error.text);
  return true;
}

}  // namespace weir
