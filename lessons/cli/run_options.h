// What `weir run` was asked to do: its arguments, checked as far as that is possible without a job.
//   What a job file can say too is laid over it as "--set" does (wishes.sets).
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
#include "lessons/cli/screen_options.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

struct Kill {
  std::string text;            // as typed
  std::string task;            // "count#0"
  std::uint64_t decision = 0;  // before the decision of this number, from 0
};

// A place in a run: a step, or the first event that a query finds.
struct RunPlace {
  std::optional<std::int64_t> step;
  std::optional<Query> query;
};

struct RunOptions {
  bool help = false;  // then nothing else is set
  runs::Target target;
  runs::JobWishes wishes;
  std::vector<Kill> kills;  // by decision
  std::string checkpoints;  // folder, instead of the job file's; empty: as that says
  std::optional<CheckpointId>
      restore;  // of the checkpoint folder; nullopt: the latest complete one
  bool crash_everywhere = false;
  std::size_t points = 10'000;  // of crash_everywhere, at most
  bool fast = false;
  bool json = false;
  bool explain = false;
  std::string view;    // log, plot or summary; empty: rows and a report
  bool micro = false;  // of the log: a line for every event
  RunPlace from, until;
  ScreenWishes screen;
};

Result<RunOptions> parse_run(std::span<const std::string> arguments);
// What somebody typed behind --from or --until: a step, or a query.
Result<RunPlace> parse_place(const char* option, const std::string& typed);
std::string run_help();

}  // namespace weir::cli
