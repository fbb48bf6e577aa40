#include "lessons/cli/run_options.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/core/suggest.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/find_lesson.h"

namespace weir::cli {

namespace {

constexpr const char* kHead = R"(weir run 1                          run lesson 1
weir run 8 --parallelism 2          lesson 8, with two subtasks that join
weir run 1 --input words.txt        on a file of your own
weir run 1 --kill count#0@30        kill a task before decision 30, and recover
weir run 1 --crash-everywhere       kill everything everywhere, and compare
weir run 8 --output out             rows in files that appear exactly once
weir run 1 --json > trace.ndjson    everything that happens, for programs

Runs a lesson in a simulated cluster with a clock of its own: the same command
and seed always do the same. Prints what the sinks print, then a summary.
)";

// Where the options are written down as they were typed.
struct Typed {
  std::string lesson, parallelism, seed, backend, points, interval, from;
  std::vector<std::string> kills;
};

void declare(Arguments& a, Typed& typed, RunOptions& out) {
  a.positional("LESSON", typed.lesson, "number or folder of a lesson");
  a.options("--input", "FILE", out.inputs, "read this, not the lesson's; may come again");
  a.option("--parallelism", "P", typed.parallelism, "subtasks of each operator, 1 to 128");
  a.option("--backend", "NAME", typed.backend, "where state lives: hashmap or rocksdb");
  a.flag("--unaligned", out.unaligned, "barriers overtake records; these become state");
  a.option("--interval", "MS", typed.interval, "between checkpoints (30; --fast: none); 0: none");
  a.option("--checkpoints", "DIR", out.checkpoints, "keep them there; go on from the latest");
  a.option("--from", "ID", typed.from, "go on from this one of --checkpoints instead");
  a.option("--output", "DIR", out.output, "rows into files, which checkpoints publish");
  a.flag("--commit", out.commit, "print rows when their checkpoint is complete: once");
  a.option("--seed", "S", typed.seed, "of the network's delays (42)");
  a.options("--kill", "TASK@DECISION", typed.kills, "kill a task there; may come again");
  a.flag("--crash-everywhere", out.crash_everywhere, "run again with a failure at every point");
  a.option("--points", "N", typed.points, "with --crash-everywhere: try N points at most (10000)");
  a.flag("--fast", out.fast, "no simulator: nothing takes time or fails");
  a.flag("--json", out.json, "print the trace (NDJSON) instead of results");
}

Result<Kill> parse_kill(const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || at == 0)
    return Error{ErrorKind::kBadArgument,
                 "--kill wants TASK@DECISION, like count#0@30, not '" + text + "'."};
  const auto decision = number("The decision in --kill " + text, text.substr(at + 1), 0,
                               std::numeric_limits<std::int64_t>::max());
  if (!decision) return decision.error();
  return Kill{text, text.substr(0, at), *decision};
}

// Options that mean nothing together.
Result<void> fit_together(const RunOptions& o) {
  const auto both = [](const char* a, const char* b, const char* why) {
    return Error{ErrorKind::kBadArgument,
                 std::string(a) + " and " + b + " do not go together: " + why};
  };
  if (o.fast && !o.kills.empty()) return both("--fast", "--kill", "nothing fails with --fast.");
  if (o.fast && o.crash_everywhere)
    return both("--fast", "--crash-everywhere", "nothing fails with --fast.");
  if (o.crash_everywhere && !o.kills.empty())
    return both("--crash-everywhere", "--kill", "it kills at every place anyway.");
  if (o.crash_everywhere && !o.checkpoints.empty())
    return both("--crash-everywhere", "--checkpoints", "each of its runs has its own, in memory.");
  if (o.crash_everywhere && !o.output.empty())
    return both("--crash-everywhere", "--output",
                "each of its runs has its own results. Use --commit to see them come once.");
  if (o.commit && !o.output.empty())
    return both("--commit", "--output", "rows are printed, or go into files.");
  if (o.commit && !o.checkpoints.empty())
    return both("--commit", "--checkpoints",
                "what waits for its checkpoint would be gone with this process. Use --output.");
  if (o.crash_everywhere && o.json)
    return both("--crash-everywhere", "--json", "it is many runs, not one.");
  return {};
}

Result<void> check_inputs(const RunOptions& o) {
  const std::size_t files = o.lesson->inputs.size();
  if (o.inputs.size() <= files) return {};
  return Error{ErrorKind::kBadArgument,
               "Lesson " + std::to_string(o.lesson->number) + " reads " +
                   (files == 1 ? "one file" : std::to_string(files) + " files") +
                   ", but --input is there " + std::to_string(o.inputs.size()) + " times."};
}

Result<void> check_backend(const std::string& typed, RunOptions& out) {
  if (typed.empty()) return {};
  const std::vector<std::string> known{"hashmap", "rocksdb"};
  out.backend = typed;
  if (std::find(known.begin(), known.end(), typed) != known.end()) return {};
  return Error{ErrorKind::kBadArgument, "--backend wants hashmap or rocksdb, not '" + typed + "'." +
                                            did_you_mean(typed, known)};
}

constexpr std::uint64_t kLongestInterval = 1'000'000'000'000;  // ms of virtual time: 31 years

// When there are checkpoints, and where.
Result<void> check_checkpoints(const Typed& typed, RunOptions& out) {
  if (!typed.interval.empty()) {
    const auto interval = number("--interval", typed.interval, 0, kLongestInterval);
    if (!interval) return interval.error();
    out.interval = static_cast<Duration>(*interval);
  } else if (out.fast && out.checkpoints.empty() && !out.commit && !out.unaligned) {
    out.interval = 0;  // nothing fails, so nothing would ever be restored from one
  }
  if (!typed.from.empty()) {
    if (out.checkpoints.empty())
      return Error{ErrorKind::kBadArgument, "--from means nothing without --checkpoints."};
    const auto id = number("--from", typed.from, 1, std::numeric_limits<std::int64_t>::max());
    if (!id) return id.error();
    out.from = static_cast<CheckpointId>(*id);
  }
  if (out.interval != 0) return {};
  const auto there_are_none = [](const char* option) {
    return Error{ErrorKind::kBadArgument, std::string(option) + " and --interval 0 do not go " +
                                              "together: there are no checkpoints."};
  };
  if (out.unaligned) return there_are_none("--unaligned");
  if (out.commit) return there_are_none("--commit");
  if (!out.checkpoints.empty()) return there_are_none("--checkpoints");
  return {};
}

Result<void> check(const Typed& typed, RunOptions& out) {
  const auto lesson = find_lesson(typed.lesson);
  if (!lesson) return lesson.error();
  out.lesson = lesson->lesson;
  out.folder = lesson->folder;
  if (const auto ok = check_inputs(out); !ok) return ok.error();
  if (const auto ok = check_backend(typed.backend, out); !ok) return ok.error();
  if (!typed.parallelism.empty()) {
    const auto parallelism = number("--parallelism", typed.parallelism, 1, 128);
    if (!parallelism) return parallelism.error();
    out.parallelism = static_cast<std::uint32_t>(*parallelism);
  }
  if (!typed.seed.empty()) {
    const auto seed = number("--seed", typed.seed, 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return seed.error();
    out.seed = *seed;
  }
  if (const auto ok = check_checkpoints(typed, out); !ok) return ok.error();
  if (!typed.points.empty()) {
    const auto points = number("--points", typed.points, 1, 1'000'000'000);
    if (!points) return points.error();
    if (!out.crash_everywhere)
      return Error{ErrorKind::kBadArgument, "--points means nothing without --crash-everywhere."};
    out.points = static_cast<std::size_t>(*points);
  }
  for (const std::string& text : typed.kills) {
    auto kill = parse_kill(text);
    if (!kill) return kill.error();
    out.kills.push_back(std::move(*kill));
  }
  std::stable_sort(out.kills.begin(), out.kills.end(),
                   [](const Kill& a, const Kill& b) { return a.decision < b.decision; });
  return fit_together(out);
}

}  // namespace

Result<RunOptions> parse_run(std::span<const std::string> arguments) {
  RunOptions out;
  Typed typed;
  // An unset variable of a script must not pass for "the usual".
  for (const std::string& argument : arguments)
    if (argument.empty())
      return Error{ErrorKind::kBadArgument, "An argument is empty (''); is a variable not set?"};
  Arguments a("weir run", kHead);
  declare(a, typed, out);
  const auto wish = a.parse(arguments);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) return out;
  if (const auto ok = check(typed, out); !ok) return ok.error();
  return out;
}

std::string run_help() {
  RunOptions out;
  Typed typed;
  Arguments a("weir run", kHead);
  declare(a, typed, out);
  return a.help();
}

}  // namespace weir::cli
