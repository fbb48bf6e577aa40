// in_processes: the same work on many things at once, each in a copy of this process: what happens
// to one does not touch the others, and nothing is shared that would need a lock.
// Errors: kIo: no process, or one that died; a sentence with the number of what it worked on.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

// work(i) for every i below `count`, in `processes` copies; what each gave, in order. Call it
// from a process with one thread.
Result<std::vector<std::string>> in_processes(std::size_t count, std::size_t processes,
                                              const std::function<std::string(std::size_t)>& work);

}  // namespace weir::exercises
