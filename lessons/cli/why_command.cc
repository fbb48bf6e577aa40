#include "lessons/cli/why_command.h"

#include "lessons/cli/moment_options.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir why 11 eel                        why a record was counted, or was not
weir why not 11 window 20              what a window still waits for
weir why 11 window 10                  what made it fire
weir why 11 watermark count            who holds its event time, and why
weir why 11 state count                where a value comes from
weir why 11 timer 14                   what a timer waits for
weir why 11 step 8                     what a step did, and what it follows from
weir why run.jsonl eel                 of a run that weir run --json wrote
weir why e3 step 24                    of an exercise: what failed last

Runs the job and answers from its trace. A record is named as the log names it
(eel), with its time (eel@12), or by its id; a window by its beginning, with its
key in front (window alice 10).
)";

}  // namespace

int why_command(std::span<const std::string> arguments) {
  return moment_command(arguments, "weir why", kHead,
                        [](const runs::Traced& traced, const MomentOptions& options) {
                          const auto question = diagrams::WhyQuestion::of(options.words);
                          return answer_why(traced, question, options.screen);
                        });
}

}  // namespace weir::cli
