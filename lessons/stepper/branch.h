// Branch: one run that is walked: its recorded run, where the walker stands, and what the last move
//   was. Forward past what was recorded the run goes on; back is moving a cursor, and changes
//   nothing.
// Grains: a move goes by steps, by single events (micro), or by milestones. A place in the middle
//   of a step is reached by micro only; step then goes to the end of that step, back to its
//   beginning.
// Each move is from one place to another; what it showed is moment(). Moves say whether they moved.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "diagrams/panels/moment.h"
#include "lessons/runs/recorded_run.h"

namespace weir::stepper {

class Branch {
 public:
  Branch(std::string name, std::string how, std::unique_ptr<runs::RecordedRun> run);

  const std::string& name() const { return name_; }
  const std::string& how() const { return how_; }  // "a with camera.csv=held-up.csv"; "": the first
  runs::RecordedRun& run() { return *run_; }
  const runs::RecordedRun& run() const { return *run_; }
  const Timeline& timeline() const { return run_->timeline(); }

  std::size_t place() const { return now_.place(); }
  std::int64_t step() const { return now_.step(); }
  // All events of the step have happened.
  bool at_end_of_step() const { return place() == timeline().end_of(step()); }
  diagrams::Moment moment() const {
    return {timeline(), before_.world(), now_.world(), before_.place(), now_.place()};
  }

  bool forward();  // to the end of this step, or of the next one
  bool back();     // to the end of the step before
  bool micro();    // one event
  bool micro_back();
  // To the end of a step; false: there is no such step, and nothing has moved.
  bool go(std::int64_t step);
  // To the end of the first step behind this place (before it) with such an event; false: none, and
  // nothing has moved. `stop` is asked now and then whether to give up.
  using Wanted = std::function<bool(const TraceEvent&)>;
  using Stop = std::function<bool()>;
  bool next(const Wanted& wanted, const Stop& stop);
  bool previous(const Wanted& wanted);

 private:
  void show_step(std::int64_t step);

  std::string name_, how_;
  std::unique_ptr<runs::RecordedRun> run_;
  TimelineCursor before_, now_;
};

}  // namespace weir::stepper
