// EffectQueue: effects that were asked for and have not happened. Each is pending work with a
// number of its own, and happens in any order the driver likes. Those of a failed execution are
// dropped: they never happen.
//   run() does the effect outside; its answer goes to whoever asked, unless the answer was lost.
// Trace: fx.begin when asked (in the asker's turn), fx.end when done (at the store).
#pragma once
#include <list>
#include <utility>

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/env/effect.h"
#include "engine/env/job_env.h"

namespace weir {

class EffectQueue {
 public:
  EffectQueue(JobEnv& env, std::uint64_t& tickets) : env_(env), tickets_(tickets) {}

  // `owner`: a task, or kJobMaster.
  void request(TaskId owner, Effect&& effect, Timestamp now);
  void drop(TaskId owner);
  void clear() { entries_.clear(); }
  // As new: numbers begin again.
  void reset() {
    clear();
    last_ = 0;
  }

  struct Entry {
    TaskId owner = 0;
    Effect effect;
    Timestamp due = 0;
    std::uint64_t ticket = 0;
  };
  // Number and entry, in order of number. A list: entries are large, and leave from the middle.
  using Entries = std::list<std::pair<std::uint32_t, Entry>>;
  const Entries& entries() const { return entries_; }
  const Entry* find(std::uint32_t number) const;  // nullptr: it is not pending
  bool pending(std::uint32_t number) const { return find(number) != nullptr; }
  Entry take(std::uint32_t number);
  // Outside; the caller has begun a turn at the store.
  // What it writes is gone from it then.
  Result<void> perform(Effect& effect);

 private:
  JobEnv& env_;
  std::uint64_t& tickets_;
  Entries entries_;
  Entries spare_;  // memory of entries that are over
  std::uint32_t last_ = 0;
};

const char* effect_word(EffectKind kind);     // write, delete, prepare, commit, abort, append, …
std::string effect_id(const Effect& effect);  // "commit ledger#0/1"

bool needs_files(EffectKind kind);
bool makes_visible(EffectKind kind);  // what a transaction holds

}  // namespace weir
