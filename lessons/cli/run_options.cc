#include "lessons/cli/run_options.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/core/suggest.h"
#include "lessons/cli/arguments.h"

namespace weir::cli {

namespace {

constexpr const char* kHead = R"(weir run 1                          run lesson 1
weir run job.toml                   a job of your own
weir run job.toml --explain         what was understood: types, tasks, defaults
weir run job.toml --set orders.csv=other.csv
weir run 1 --kill count#0@30        kill a task before decision 30, and recover
weir run 1 --crash-everywhere       kill everything everywhere, and compare
weir run 1 --view log --until 10    the first ten steps
weir run 1 --json > trace.ndjson    everything that happens, for programs

Runs a job in a simulated cluster with a clock of its own: the same command and
seed always do the same. Prints what the sinks print, then a summary. A decision
is one choice of what happens next; the summary counts them, --kill names one.
)";

// Where the options are written down as they were typed.
struct Typed {
  std::string target, parallelism, seed, backend, points, interval, checkpoints, restore, from,
      until;
  bool unaligned = false;
  std::vector<std::string> kills;
};

void declare(Arguments& a, Typed& typed, RunOptions& out) {
  a.positional("JOB", typed.target, "a lesson's number or folder, or a job file");
  a.options("--set", "KEY=VALUE", out.wishes.sets, "another value for any key of the job file");
  a.options("--input", "FILE", out.wishes.inputs, "read this instead; once for each file");
  a.option("--parallelism", "P", typed.parallelism, "subtasks of each operator, 1 to 128");
  a.option("--backend", "NAME", typed.backend, "where state lives: hashmap or rocksdb");
  a.flag("--unaligned", typed.unaligned, "barriers overtake records; these become state");
  a.option("--interval", "MS", typed.interval, "between checkpoints; 0: none");
  a.option("--checkpoints", "DIR", typed.checkpoints, "keep them there; go on from the latest");
  a.option("--restore", "ID", typed.restore, "go on from this one of --checkpoints instead");
  a.option("--output", "DIR", out.wishes.output, "results into files, which checkpoints publish");
  a.flag("--commit", out.wishes.commit, "print rows when their checkpoint is complete: once");
  a.option("--seed", "S", typed.seed, "of the network's delays (42)");
  a.options("--kill", "TASK@DECISION", typed.kills, "kill a task there; may come again");
  a.flag("--crash-everywhere", out.crash_everywhere, "run again with a failure at every point");
  a.option("--points", "N", typed.points, "with --crash-everywhere: try N points at most (10000)");
  a.flag("--fast", out.fast, "no simulator: nothing takes time or fails");
  a.flag("--explain", out.explain, "print what was understood, and run nothing");
  a.option("--view", "VIEW", out.view, "print the run itself: log, plot or summary");
  a.flag("--micro", out.micro, "with --view log: a line for every event");
  a.option("--from", "STEP", typed.from,
           "of the view: from this step, or from the first event\n"
           "that a query finds, like 'late()'");
  a.option("--until", "STEP", typed.until, "run to this step only, or to this event");
  a.flag("--json", out.json, "print the trace (NDJSON) instead of results");
  declare_screen(a, out.screen);
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
Result<void> fit_together(const Typed& typed, const RunOptions& o) {
  const auto both = [](const char* a, const char* b, const char* why) {
    return Error{ErrorKind::kBadArgument,
                 std::string(a) + " and " + b + " do not go together: " + why};
  };
  const bool checkpoints = !typed.checkpoints.empty(), output = !o.wishes.output.empty();
  if (o.fast && !o.kills.empty()) return both("--fast", "--kill", "nothing fails with --fast.");
  if (o.fast && o.crash_everywhere)
    return both("--fast", "--crash-everywhere", "nothing fails with --fast.");
  if (o.crash_everywhere && !o.kills.empty())
    return both("--crash-everywhere", "--kill", "it kills at every place anyway.");
  if (o.crash_everywhere && checkpoints)
    return both("--crash-everywhere", "--checkpoints", "each of its runs has its own, in memory.");
  if (o.crash_everywhere && output)
    return both("--crash-everywhere", "--output",
                "each of its runs has its own results. Use --commit to see them come once.");
  if (o.wishes.commit && output)
    return both("--commit", "--output", "rows are printed, or go into files.");
  if (o.wishes.commit && checkpoints)
    return both("--commit", "--checkpoints",
                "what waits for its checkpoint would be gone with this process. Use --output.");
  if (o.crash_everywhere && o.json)
    return both("--crash-everywhere", "--json", "it is many runs, not one.");
  if (o.crash_everywhere && !o.view.empty())
    return both("--crash-everywhere", "--view", "it is many runs, not one.");
  if (o.crash_everywhere && !typed.until.empty())
    return both("--crash-everywhere", "--until", "it runs to the end.");
  if (o.json && !o.view.empty())
    return both("--json", "--view", "one is for programs, the other for people.");
  if (o.micro && o.view != "log")
    return Error{ErrorKind::kBadArgument, "--micro is of the log: add --view log."};
  if (!typed.from.empty() && o.view.empty())
    return Error{ErrorKind::kBadArgument,
                 "--from is of a view: add --view log. (A checkpoint to go on from is --restore.)"};
  return {};
}

Result<void> check_word(const char* option, const std::string& typed,
                        const std::vector<std::string>& known) {
  if (typed.empty() || std::find(known.begin(), known.end(), typed) != known.end()) return {};
  std::string list;
  for (std::size_t i = 0; i < known.size(); i++)
    list += (i == 0 ? "" : i + 1 == known.size() ? " or " : ", ") + known[i];
  return Error{ErrorKind::kBadArgument, std::string(option) + " wants " + list + ", not '" + typed +
                                            "'." + did_you_mean(typed, known)};
}

constexpr std::uint64_t kLongestInterval = 1'000'000'000'000;  // ms of virtual time: 31 years

// When there are checkpoints, and where.
Result<void> check_checkpoints(const Typed& typed, RunOptions& out) {
  const auto set = [&](std::string text) { out.wishes.sets.push_back(std::move(text)); };
  bool none = false;
  if (!typed.interval.empty()) {
    const auto interval = number("--interval", typed.interval, 0, kLongestInterval);
    if (!interval) return interval.error();
    none = *interval == 0;
    set("checkpointing.interval=" + std::to_string(*interval) + "ms");
  }
  if (!typed.restore.empty()) {
    if (typed.checkpoints.empty())
      return Error{ErrorKind::kBadArgument, "--restore means nothing without --checkpoints."};
    const auto id = number("--restore", typed.restore, 1, std::numeric_limits<std::int64_t>::max());
    if (!id) return id.error();
    out.restore = static_cast<CheckpointId>(*id);
  }
  const auto there_are_none = [](const char* option) {
    return Error{ErrorKind::kBadArgument, std::string(option) + " and --interval 0 do not go " +
                                              "together: there are no checkpoints."};
  };
  if (none && typed.unaligned) return there_are_none("--unaligned");
  if (none && out.wishes.commit) return there_are_none("--commit");
  if (none && !typed.checkpoints.empty()) return there_are_none("--checkpoints");
  if (typed.unaligned) set("checkpointing.unaligned=true");
  // On a disk the latest one can be damaged: then there is one before it.
  if (!typed.checkpoints.empty()) set("checkpointing.retained=3");
  out.checkpoints = typed.checkpoints;
  return {};
}

}  // namespace

// "12", or a query.
Result<RunPlace> parse_place(const char* option, const std::string& typed) {
  RunPlace out;
  if (typed.empty()) return out;
  if (typed.find_first_not_of("0123456789") == std::string::npos) {
    const auto step = number(option, typed, 0, std::numeric_limits<std::int64_t>::max());
    if (!step) return step.error();
    out.step = static_cast<std::int64_t>(*step);
    return out;
  }
  CompiledQuery query = compile_query(typed, {}, QueryUse::kStop);
  Diagnostics diagnostics;
  for (const TextMistake& m : query.mistakes) diagnostics.push_back(diagnose(option, typed, m));
  if (!diagnostics.empty()) return Error{ErrorKind::kBadArgument, to_text(std::move(diagnostics))};
  out.query = std::move(query.query);
  return out;
}

namespace {

Result<void> check_numbers(const Typed& typed, RunOptions& out) {
  if (!typed.parallelism.empty()) {
    const auto parallelism = number("--parallelism", typed.parallelism, 1, 128);
    if (!parallelism) return parallelism.error();
    out.wishes.sets.push_back("job.parallelism=" + typed.parallelism);
  }
  if (const auto ok = add_seed(typed.seed, out.wishes.sets); !ok) return ok.error();
  if (typed.points.empty()) return {};
  const auto points = number("--points", typed.points, 1, 1'000'000'000);
  if (!points) return points.error();
  if (!out.crash_everywhere)
    return Error{ErrorKind::kBadArgument, "--points means nothing without --crash-everywhere."};
  out.points = static_cast<std::size_t>(*points);
  return {};
}

Result<void> check(const Typed& typed, RunOptions& out) {
  auto target = runs::find_target(typed.target);
  if (!target) return target.error();
  out.target = std::move(*target);
  if (const auto ok = check_word("--backend", typed.backend, {"hashmap", "rocksdb"}); !ok)
    return ok;
  if (!typed.backend.empty()) out.wishes.sets.push_back("state.backend=" + typed.backend);
  if (const auto ok = check_word("--view", out.view, {"log", "plot", "summary"}); !ok) return ok;
  if (const auto ok = check_numbers(typed, out); !ok) return ok;
  if (const auto ok = check_checkpoints(typed, out); !ok) return ok;
  auto from = parse_place("--from", typed.from), until = parse_place("--until", typed.until);
  if (!from) return from.error();
  if (!until) return until.error();
  out.from = std::move(*from);
  out.until = std::move(*until);
  for (const std::string& text : typed.kills) {
    auto kill = parse_kill(text);
    if (!kill) return kill.error();
    out.kills.push_back(std::move(*kill));
  }
  std::stable_sort(out.kills.begin(), out.kills.end(),
                   [](const Kill& a, const Kill& b) { return a.decision < b.decision; });
  return fit_together(typed, out);
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
