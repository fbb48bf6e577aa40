// run_forked: a list of independent pieces of work, done by several processes at once.
//   work(i) is called for every i below `items`, in processes forked before the first call; what it
//   returns comes back as bytes. Results stand in the order of the items, whoever was ready first:
//   what is made of them does not depend on the number of processes. With one process nothing is
//   forked; `always_fork` does it even then, for work that must leave nothing behind in this one.
//   A process that dies (a signal, a failed check, an exit) takes one item with it: that one is
//   reported with how it died and what was said on its stderr, and another process goes on with
//   the rest. So every item has an outcome, always. Items near a death may be run twice: work(i)
//   has no effect but what it returns, and prints nothing.
//   The caller has one thread. A fork copies no other thread, and what those hold stays locked:
//   whoever has opened a RocksDB database has such threads, so databases are opened inside of
//   work(i), never before (checked: kUnsupported).
// Errors: kUnsupported as above; kIo: no pipe, no process, or one that dies between items.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::sim {

struct ForkOptions {
  std::size_t processes = 1;
  // Items that a process takes at a time, and hands back together.
  std::size_t batch = 1;
  bool always_fork = false;
  // Called in this process, whenever more items are done: how many are.
  std::function<void(std::size_t done)> progress = {};
};

struct ItemOutcome {
  std::string bytes;
  std::string died;  // "signal 6: weir: internal error: …"; empty: it did not
};

Result<std::vector<ItemOutcome>> run_forked(std::size_t items, const ForkOptions& options,
                                            const std::function<std::string(std::size_t)>& work);

}  // namespace weir::sim
