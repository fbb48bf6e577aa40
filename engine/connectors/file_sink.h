// FileSink: rows as lines of part files, exactly once end to end.
//   The rows of a subtask between two barriers are one part. It is staged (written under a hidden
//   name, durable) before the checkpoint is acknowledged, and renamed when the checkpoint is
//   complete: "part-<subtask>-<n>" appears with checkpoint n, or with the next one that completes.
//   No rows, no part. Without checkpoints each subtask has one part, which appears at its end.
//   What is staged and not known to be renamed is operator state, dealt out again at another
//   parallelism; after a restore it is renamed, or found to be. What executions that are lost had
//   staged is removed. All of it happens as effects; a rename that fails is tried again
//   (operators/committer.h). Rows wait in memory, as lines, until their barrier.
// Names: see part_files.h. `line` makes the text of a row, without the end of the line. In the
//   trace a part is a transaction, uid#subtask/run.attempt.n.
// Errors: of `line`: UserError. What cannot be committed fails the task.
// Follows Flink's FileSink with its writer and committer.
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "engine/operators/committer.h"
#include "engine/operators/operator.h"

namespace weir {

struct FileSinkConfig {
  std::string folder;  // in the file store of the job's driver; "": its own folder
  std::function<std::string(const Value& row)> line;
};

class FileSink : public Operator {
 public:
  explicit FileSink(FileSinkConfig config) : config_(std::move(config)) {}
  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void prepare_snapshot(CheckpointId checkpoint) override;
  void snapshot(CheckpointId checkpoint) override;
  void notify_complete(CheckpointId checkpoint) override;
  void effect_done(const Effect& effect) override;
  bool effect_failed(const Effect& effect, const Error& error) override;
  void finish() override;

  const std::string& open_transaction() const { return open_; }  // empty: none
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
    std::string bytes;
  };
  void restore();
  void clean();
  void close_part(CheckpointId n);
  void stage(const Part& part, CheckpointId checkpoint);
  void commit_next();
  void answer(CommitAnswer answer, const std::string& why);

  FileSinkConfig config_;
  std::string open_;
  std::string bytes_;  // of the open part
  std::deque<Part> unstaged_;
  Committer committer_;
  bool committing_ = false;  // a rename has been asked for
  bool restored_ = false;    // what is being committed comes from a checkpoint
  std::uint64_t next_ = 1;
  CheckpointId last_ = kNoCheckpoint;  // of the last barrier
};

}  // namespace weir
