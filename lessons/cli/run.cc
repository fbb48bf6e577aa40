#include "lessons/cli/run.h"

#include <cstdio>

#include "lessons/cli/crash_everywhere.h"
#include "lessons/cli/one_run.h"
#include "lessons/cli/run_options.h"
#include "lessons/cli/run_setup.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

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
  if (const int code = check_inputs_readable(*options); code != kExitOk) return code;
  const auto backends = make_backends(*options);
  if (!backends) {
    complain(backends.error().text);
    return kExitEnvironment;
  }
  if (options->crash_everywhere) return crash_everywhere(*options, **backends);
  return options->fast ? run_fast(*options, **backends) : run_simulated(*options, **backends);
}

}  // namespace weir::cli
