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

FileSink::FileSink(FileSinkConfig config) : config_(std::move(config)) {
  if (!config_.line) return;
  config_.text.append = [line = config_.line](const Value& row, std::string& out) {
    out += line(row);
    out += '\n';
  };
}

void FileSink::open(OperatorContext& context) {
  Operator::open(context);
  if (single() && (context.parallelism > 1 || context.checkpoints))
    throw UserError(ErrorKind::kBadArgument,
                    "one file, '" + config_.file +
                        "', is written at parallelism 1 and without checkpoints; with them a sink "
                        "writes a folder");
  last_ = context.job_restored_from;
  clean();
  restore();
}

// One subtask cleans for all. Everybody's staged files are in every subtask's state.
void FileSink::clean() {
  OperatorContext& c = context();
  const auto kept = c.operator_state->list(kStaged, RedistributionMode::kUnion).get();
  if (single() || c.subtask != 0 || (c.attempt == 1 && c.run == 1)) return;
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
  if (part_.transaction.empty()) begin_part();
  if (context().trace != nullptr) context().trace->sink_write(part_.transaction);
  config_.text.append(record.value, part_.bytes);
  if (part_.bytes.size() >= config_.chunk_bytes && !piece_) append_piece();
}

void FileSink::begin_part() {
  OperatorContext& c = context();
  const std::uint64_t k = next_++;
  std::string& name = part_.transaction;
  name = c.uid + '#' + std::to_string(c.subtask) + '/';
  if (c.run > 1) name += "run-" + std::to_string(c.run) + '.';
  if (c.run > 1 || c.attempt > 1) name += std::to_string(c.attempt) + '.';
  name += std::to_string(k);
  part_.staged = single() ? staged_single(config_.file)
                          : open_name(config_.folder, c.subtask, k, c.run, c.attempt);
  part_.bytes = config_.text.header;
  if (c.trace != nullptr) c.trace->tx_begin(name);
}

// All that waits. One at a time: the next one begins where this one ends.
void FileSink::append_piece() {
  piece_ = Piece{part_.staged, part_.bytes.size()};
  Effect effect;
  effect.kind = EffectKind::kAppendFile;
  effect.name = part_.transaction;
  effect.staged = part_.staged;
  effect.offset = part_.written;
  effect.bytes = part_.bytes;
  effect.uid = context().uid;
  effect.blocks_ack = false;
  context().effects->request(std::move(effect));
}

void FileSink::prepare_snapshot(CheckpointId checkpoint) {
  // What an earlier checkpoint that was given up could not stage, this one waits for.
  for (const Part& part : unstaged_) stage(part, checkpoint);
  last_ = checkpoint;
  if (part_.transaction.empty()) return;
  close_part(checkpoint);
  stage(unstaged_.back(), checkpoint);
  after_prepare(checkpoint);
}

void FileSink::close_part(CheckpointId n) {
  OperatorContext& c = context();
  Part part = std::exchange(part_, {});
  if (c.trace != nullptr) c.trace->tx_prepare(part.transaction, n);
  const bool begun = part.written > 0 || (piece_ && piece_->staged == part.staged);
  part.file = single() ? config_.file : published_name(config_.folder, c.subtask, n);
  if (!single() && !begun)
    part.staged = staged_name(config_.folder, c.subtask, n, c.run, c.attempt);
  committer_.add(n, Value::row({Value::text(part.transaction), Value::text(part.file),
                                Value::text(part.staged)}));
  unstaged_.push_back(std::move(part));
}

void FileSink::stage(const Part& part, CheckpointId checkpoint) {
  Effect effect;
  effect.kind = EffectKind::kStageFile;
  effect.name = part.transaction;
  effect.checkpoint = checkpoint;
  effect.offset = part.written;
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
  if (single() && part_.transaction.empty()) begin_part();
  if (!part_.transaction.empty()) close_part(last_);
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
  const std::string staged = text_of(request->committable, kStagedFile);
  if (piece_ && piece_->staged == staged) return;  // which must not come when it is renamed
  committing_ = true;
  Effect effect;
  effect.kind = EffectKind::kPublishFile;
  effect.name = text_of(request->committable, kTransaction);
  effect.file = text_of(request->committable, kFile);
  for (const Part& part : unstaged_) {
    if (part.staged != staged) continue;
    effect.offset = part.written;
    effect.bytes = part.bytes;
    effect.stages = true;
  }
  effect.staged = staged;
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
  if (effect.kind == EffectKind::kAppendFile) return piece_done(effect);
  std::erase_if(unstaged_, [&](const Part& part) { return part.staged == effect.staged; });
  if (effect.kind == EffectKind::kPublishFile) answer(CommitAnswer::kCommitted, {});
}

void FileSink::piece_done(const Effect& effect) {
  const std::size_t bytes = std::exchange(piece_, std::nullopt)->bytes;
  failed_pieces_ = 0;
  const auto take = [&](Part& part) {
    if (part.staged != effect.staged) return;
    part.written += bytes;
    part.bytes.erase(0, bytes);
  };
  take(part_);
  for (Part& part : unstaged_) take(part);
  commit_next();
}

bool FileSink::effect_failed(const Effect& effect, const Error& error) {
  if (effect.kind == EffectKind::kStageFile) return false;  // the checkpoint is declined
  // What could not be removed is hidden, and the next execution tries again.
  if (effect.kind == EffectKind::kCleanFiles) return true;
  if (effect.kind == EffectKind::kAppendFile) {
    piece_.reset();
    const bool open = part_.staged == effect.staged;
    if (open && ++failed_pieces_ > Committer::kMaxRetries) return false;
    if (open) append_piece();
    commit_next();  // of a closed part: all of it is staged, or published, once more
    return true;
  }
  answer(
      error.kind == ErrorKind::kIo ? CommitAnswer::kRetryLater : CommitAnswer::kFailedUnknownReason,
      error.text);
  return true;
}

}  // namespace weir
