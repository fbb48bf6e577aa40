// What `weir run` was asked to do: its arguments, checked as far as that is possible without a job.
//   Errors: kBadArgument, a sentence for the user.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "lessons/lesson.h"

namespace weir::cli {

struct Kill {
  std::string text;            // as typed
  std::string task;            // "count#0"
  std::uint64_t decision = 0;  // before the decision of this number, from 0
};

struct RunOptions {
  bool help = false;  // then nothing else is set
  const lessons::Lesson* lesson = nullptr;
  std::string folder;               // where its data are; empty: the lesson's own
  std::vector<std::string> inputs;  // instead of the first ones of the lesson's data
  std::string backend = "hashmap";
  std::uint32_t parallelism = 1;
  std::optional<Duration> interval;  // of checkpoints; nullopt: the lesson's
  std::uint64_t seed = 42;
  std::vector<Kill> kills;  // by decision
  bool unaligned = false;
  bool commit = false;               // rows are printed when their checkpoint is complete
  std::string output;                // folder of part files; empty: rows are printed
  std::string checkpoints;           // folder of checkpoints; empty: they are in memory
  std::optional<CheckpointId> from;  // of that folder; nullopt: the latest complete one
  bool crash_everywhere = false;
  std::size_t points = 10'000;  // of crash_everywhere, at most
  bool fast = false;
  bool json = false;
};

Result<RunOptions> parse_run(std::span<const std::string> arguments);
std::string run_help();

}  // namespace weir::cli
