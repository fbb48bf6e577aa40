// The commands of exercises: check, watch, hint, reveal, reset, init, and what other commands do
// with an exercise. Each returns an exit code of lessons/cli/exit_code.h.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::exercises {

using Arguments = std::span<const std::string>;

int check_command(Arguments arguments);
int watch_command(Arguments arguments);
int hint_command(Arguments arguments);
int reveal_command(Arguments arguments);
// Of exercises; `weir reset --lesson 11` is the lessons' own.
int reset_command(Arguments arguments);
int init_command(Arguments arguments);

// `weir step e3` and others: where a job is wanted, e3 is the last schedule of exercise 3 that
// failed (else that of its first case) with the code that is there now, written down as a trace.
int with_exercise(Arguments arguments, int (*command)(Arguments));
// `weir run e3`: an exercise has no job of its own; says what there is.
int run_command(Arguments arguments);
// The same for `weir diff e3`: against the reference, on the same schedule; and for `weir replay
// TOKEN`: in the stepper, one step before the first thing that is wrong.
int diff_command(Arguments arguments);
int replay_command(Arguments arguments);

// What a learner has done of every exercise; behind what `weir list` and `weir` alone say of
// lessons.
int list_command(Arguments arguments);
int status_command();

}  // namespace weir::exercises
