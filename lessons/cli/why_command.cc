#include "lessons/cli/why_command.h"

#include <cstdio>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/why/why.h"
#include "lessons/cli/moment_options.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/traced.h"

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

Runs the job and answers from its trace. A record is named as the log names it
(eel), with its time (eel@12), or by its id; a window by its beginning, with its
key in front (window alice 10).
)";

}  // namespace

int why_command(std::span<const std::string> arguments) {
  MomentOptions options;
  const auto wish = parse_moment(arguments, "weir why", kHead, options);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) return kExitOk;
  std::vector<std::string>& words = options.words;
  bool negated = false;
  if (!words.empty() && words.front() == "not") {
    negated = true;
    words.erase(words.begin());
  }
  const std::string target = words.empty() ? std::string() : words.front();
  if (!words.empty()) words.erase(words.begin());
  auto question = diagrams::WhyQuestion::of(std::move(words));
  question.negated = question.negated || negated;
  const auto traced = open_moment(target, options);
  if (!traced) {
    complain(traced.error().text);
    if (options.at) return kExitUsage;
    return Traced::exit_code(target, options.sets);
  }
  const auto answer = diagrams::why(traced->timeline(), traced->place(), question,
                                    diagrams::Ink(options.screen).writing());
  if (!answer) {
    complain(answer.error().text);
    return kExitUsage;
  }
  std::fputs(diagrams::why_text(*answer, options.screen).c_str(), stdout);
  return kExitOk;
}

}  // namespace weir::cli
