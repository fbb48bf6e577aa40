// FileSink: rows as lines of files, exactly once end to end.
//   The rows of a subtask between two barriers are one part. It is staged (written under a hidden
//   name, durable) before the checkpoint is acknowledged, and renamed when the checkpoint is
//   complete: "part-<subtask>-<n>" appears with checkpoint n, or with the next one that completes.
//   No rows, no part. Without checkpoints each subtask has one part, which appears at its end; or
//   the sink has one file, which appears whole at the end, rows or not, in the place of an older
//   one: that needs parallelism 1, and no checkpoints.
//   What is staged and not known to be renamed is operator state, dealt out again at another
//   parallelism; after a restore it is renamed, or found to be. What executions that are lost had
//   staged is removed. All of it happens as effects; a rename that fails is tried again
//   (operators/committer.h). Lines wait in memory up to chunk_bytes; what is more is written to the
//   hidden file as it comes, one piece after the other.
// Names: see part_files.h. `text` makes the lines; `line` is a simple one, without the end of the
//   line. In the trace a part is a transaction, uid#subtask/run.attempt.n.
// Errors: of `line` and `text`: UserError. What cannot be committed, or written piece by piece, in
//   the end fails the task.
// Follows Flink's FileSink with its writer and committer.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/connectors/row_text.h"
#include "engine/operators/committer.h"
#include "engine/operators/operator.h"

namespace weir {

struct FileSinkConfig {
  std::string folder = {};  // in the file store of the job's driver; "": its own folder
  std::function<std::string(const Value& row)> line = {};
  RowText text = {};      // where there is no `line`
  std::string file = {};  // not empty: one file, of this name in the file store; no folder then
  std::size_t chunk_bytes = std::size_t{1} << 20;
};

class FileSink : public Operator {
 public:
  explicit FileSink(FileSinkConfig config);
  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void prepare_snapshot(CheckpointId checkpoint) override;
  void snapshot(CheckpointId checkpoint) override;
  void notify_complete(CheckpointId checkpoint) override;
  void effect_done(const Effect& effect) override;
  bool effect_failed(const Effect& effect, const Error& error) override;
  void finish() override;

  const std::string& open_transaction() const { return part_.transaction; }  // empty: none
  const Committer& committer() const { return committer_; }

 protected:
  // What to do once a part belongs to a checkpoint; nothing here: it waits for notify_complete.
  virtual void after_prepare(CheckpointId /*checkpoint*/) {}
  void commit_up_to(CheckpointId checkpoint);

 private:
  struct Part {  // of this execution, not known to be staged
    std::string transaction;
    std::string file;
    std::string staged;
    std::uint64_t written = 0;  // bytes of it that are known to be in `staged`
    std::string bytes;          // behind them
  };
  struct Piece {
    std::string staged;
    std::size_t bytes = 0;
  };
  bool single() const { return !config_.file.empty(); }
  void restore();
  void clean();
  void begin_part();
  void append_piece();
  void piece_done(const Effect& effect);
  void close_part(CheckpointId n);
  void stage(const Part& part, CheckpointId checkpoint);
  void commit_next();
  void answer(CommitAnswer answer, const std::string& why);

  FileSinkConfig config_;
  Part part_;                        // the open one, if it has a transaction
  std::deque<Part> unstaged_;        // closed
  std::optional<Piece> piece_;       // asked for: the first bytes of a part that are not written
  std::uint32_t failed_pieces_ = 0;  // in a row
  Committer committer_;
  bool committing_ = false;  // a rename has been asked for
  bool restored_ = false;    // what is being committed comes from a checkpoint
  std::uint64_t next_ = 1;
  CheckpointId last_ = kNoCheckpoint;  // of the last barrier
};

}  // namespace weir
