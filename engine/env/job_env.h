// JobEnv: everything a job may ask of whoever drives it. Two drivers implement it: sim/ and
// runtime/inline_executor.
//   due: when something that starts now will be there; a pure function of (seed, class, id, n) and
//   the clock, so that
//     cutting a list of decisions shifts nothing else. Never earlier than now.
//   announce: work has become pending (or, for a channel, its head has). `ticket` tells this
//   announcement from earlier
//     ones of the same name; the driver hands it back to Job::run, which ignores tickets that are
//     over. At equal due times the smaller ticket goes first: what was announced first.
// Ownership: the driver owns all of it and outlives the job.
#pragma once
#include <cstdint>

#include "engine/core/time.h"
#include "engine/env/pending.h"

namespace weir {

class CheckpointStorage;
class FileStore;
class KeyedBackendFactory;
class Outside;
class TraceRecorder;

// What takes time in a simulated cluster. Inline execution: nothing does.
enum class CostClass : std::uint8_t { kNetwork, kControl, kSnapshot, kStorage };

class JobEnv {
 public:
  virtual ~JobEnv() = default;
  virtual Timestamp due(CostClass cost, std::uint32_t id, std::uint64_t n, Timestamp now) = 0;
  virtual void announce(const Pending& pending, Timestamp due, std::uint64_t ticket) = 0;

  // Nothing takes time: due() is `now` and is not asked, and heads of channels are not announced;
  // the job keeps them in a line of its own (Job::run_heads).
  bool instant = false;
  TraceRecorder* trace = nullptr;  // nullptr: off
  CheckpointStorage* storage = nullptr;
  KeyedBackendFactory* backends = nullptr;
  Outside* outside = nullptr;
  FileStore* files = nullptr;  // where file sinks write; nullptr: there is none
};

}  // namespace weir
