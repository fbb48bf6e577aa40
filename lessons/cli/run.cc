#include "lessons/cli/run.h"

#include <cstdio>
#include <string>

#include "engine/state/backend_loader.h"
#include "lessons/cli/crash_everywhere.h"
#include "lessons/cli/explain.h"
#include "lessons/cli/one_run.h"
#include "lessons/cli/run_options.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

namespace {

// As with --kill: rows that came out although nothing failed must not pass for rows that came out
// although something did.
Result<void> check_faults(const RunOptions& options, const runs::OpenedJob& job) {
  if (!options.fast || job.faults.empty()) return {};
  const bool one = job.faults.size() == 1;
  std::string what;
  for (const runs::PlannedFault& fault : job.faults)
    what += (what.empty() ? "" : ", ") + fault.what;
  return Error{ErrorKind::kBadArgument,
               "--fast and [[fault]] do not go together: nothing fails with --fast.\n" +
                   job.target.file + " asks for " + (one ? "a fault" : "faults") + " (" + what +
                   "). Run it without --fast, or take " + (one ? "it" : "them") +
                   " out of the file."};
}

}  // namespace

int run_command(std::span<const std::string> arguments) {
  const auto options = parse_run(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) {
    std::fputs(run_help().c_str(), stdout);
    return kExitOk;
  }
  const auto job = runs::open_job(options->target, options->wishes);
  if (!job) {
    complain(job.error().text);
    return options->target.users || !options->wishes.sets.empty() || !options->wishes.inputs.empty()
               ? kExitUsage
               : kExitEnvironment;
  }
  if (!job->compiled.notes.empty()) complain(to_text(job->compiled.notes));
  if (options->explain) {
    const std::string text = explain(*job);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitOk;
  }
  if (const auto ok = check_faults(*options, *job); !ok) {
    complain(ok.error().text);
    return kExitUsage;
  }
  const auto backends = load_backend(job->backend);
  if (!backends) {
    complain(backends.error().text);
    return kExitEnvironment;
  }
  if (options->crash_everywhere) return crash_everywhere(*options, *job, **backends);
  return options->fast ? run_fast(*options, *job, **backends)
                       : run_simulated(*options, *job, **backends);
}

}  // namespace weir::cli
