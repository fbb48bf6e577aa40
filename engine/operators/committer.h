// Committer: commits what checkpoints hold, in order, and knows what to do with each answer.
//   add() says what belongs to a checkpoint. complete(cp) releases everything up to it. One call
//   for each checkpoint tries all its open requests in order; the next checkpoint waits until it is
//   done. Whoever owns the Committer carries out next(), one request at a time, and hands the
//   answer to answer(). retry later: the request is in the next call, at once, up to kMaxRetries
//   times; it may come back with another committable. Known failure: that request is given up.
//   Unknown failure: the task fails in the middle of the call. A restore tries everything again,
//   with no retries counted. state() is everything that is not known to be committed: operator
//   state of a sink.
// Errors: answer() returns why the task is to fail; the Committer is then of no use.
// Follows Flink's CommitterOperator, CommittableCollector and CommitRequestImpl.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir {

enum class CommitAnswer : std::uint8_t {
  kCommitted,
  kAlreadyCommitted,
  kRetryLater,
  kFailedKnownReason,
  kFailedUnknownReason,  // or the committer threw
};

class Committer {
 public:
  static constexpr std::uint32_t kMaxRetries = 10;  // sink.committer.retries

  struct Request {
    CheckpointId checkpoint = kNoCheckpoint;
    Value committable;
    std::uint32_t retries = 0;  // so far
  };

  void add(CheckpointId checkpoint, Value committable);
  void complete(CheckpointId checkpoint);
  // In the form of state(): all of it may be committed at once.
  void restore(const std::vector<Value>& state);
  std::vector<Value> state() const;

  // What to try now; nullptr: nothing may be committed that is not. Lives until the next call of
  // anything that is not const.
  const Request* next() const;
  // Whether next() is the first of a call, and then all requests of that call.
  bool begins_call() const { return !in_call_; }
  std::vector<Value> call() const;
  // To next(). With kRetryLater `updated` may replace the committable.
  Result<void> answer(CommitAnswer answer, std::optional<Value> updated = {},
                      const std::string& why = {});

  bool empty() const { return requests_.empty(); }
  const std::deque<Request>& requests() const { return requests_; }

 private:
  std::size_t call_end() const;

  std::deque<Request> requests_;  // by checkpoint, then as they were added
  CheckpointId complete_ = kNoCheckpoint;
  bool in_call_ = false;  // one of its requests has been answered
  std::size_t at_ = 0;    // requests_[0 … at_) were tried in this call and are to be tried again
};

}  // namespace weir
