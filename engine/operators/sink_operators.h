// Sinks: where results leave the job.
//   PrintSink shows each record at once: after a failure a result may appear again.
//   TransactionalSink is exactly once end to end: rows are gathered in a transaction, which is
//   prepared (durable, not visible) as part of a checkpoint and committed when that checkpoint is
//   complete. A prepared transaction is operator state until its commit is known to be done: after
//   a restore those of the checkpoint are committed again. What was open at the failure is never
//   seen. Transactions are named uid#subtask/n, from the second attempt on uid#subtask/attempt.n;
//   those of a job that began with checkpoint c of another one are named
//   uid#subtask/cp-c.attempt.n.
// What a transaction does outside are effects (env/effect.h), never part of a turn. Only a print is
// seen at once. Follows Flink's TwoPhaseCommitSinkFunction.
#pragma once
#include <string>
#include <vector>

#include "engine/operators/operator.h"

namespace weir {

class PrintSink final : public Operator {
 public:
  void process(Record& record) override;
};

class TransactionalSink : public Operator {
 public:
  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void prepare_snapshot(CheckpointId checkpoint) override;
  void snapshot(CheckpointId checkpoint) override;
  void notify_complete(CheckpointId checkpoint) override;
  void effect_done(const Effect& effect) override;

  struct Prepared {
    std::string transaction;
    CheckpointId checkpoint = kNoCheckpoint;
    bool committing = false;       // asked for, not known to be done
    bool durable = false;          // known to be prepared outside
    std::vector<Value> rows = {};  // until then
  };
  const std::vector<Prepared>& prepared() const { return prepared_; }
  const std::string& open_transaction() const { return open_; }  // empty: none

 protected:
  // What to do once a transaction is part of a checkpoint; nothing here: it waits for
  // notify_complete.
  virtual void after_prepare(const Prepared& /*prepared*/) {}
  void commit(const std::string& transaction, bool again = false);

 private:
  std::string next_name();
  void prepare(const Prepared& prepared, CheckpointId checkpoint);

  std::string open_;
  std::vector<Value> rows_;
  std::vector<Prepared> prepared_;
  std::int64_t next_ = 1;
};

}  // namespace weir
