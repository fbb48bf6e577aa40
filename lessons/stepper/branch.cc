#include "lessons/stepper/branch.h"

#include <utility>

namespace weir::stepper {

Branch::Branch(std::string name, std::string how, std::unique_ptr<runs::RecordedRun> run)
    : name_(std::move(name)),
      how_(std::move(how)),
      run_(std::move(run)),
      before_(run_->timeline()),
      now_(run_->timeline()) {
  run_->reach(0);
  show_step(0);
}

void Branch::show_step(std::int64_t step) {
  before_.seek(step == 0 ? timeline().end_of(0) : timeline().begin_of(step));
  now_.seek_step(step);
}

bool Branch::forward() {
  if (!at_end_of_step()) {
    show_step(step());
    return true;
  }
  return go(step() + 1);
}

bool Branch::back() {
  if (place() <= timeline().end_of(0)) return false;
  show_step(step() - 1);
  return true;
}

bool Branch::go(std::int64_t step) {
  if (step < 0 || (!run_->reach(step) && timeline().steps() < step)) return false;
  show_step(step);
  return true;
}

bool Branch::micro() {
  run_->reach(step() + 1);
  if (place() >= timeline().events().size()) return false;
  before_.seek(place());
  now_.seek(place() + 1);
  return true;
}

bool Branch::micro_back() {
  if (place() <= timeline().end_of(0)) return false;
  now_.seek(place() - 1);
  before_.seek(place() > timeline().end_of(0) ? place() - 1 : place());
  return true;
}

bool Branch::next(const Wanted& wanted, const Stop& stop) {
  for (std::size_t i = place();; i++) {
    if (i % 1024 == 0 && stop && stop()) return false;
    while (i >= timeline().events().size()) {
      const std::int64_t last = timeline().steps();
      if (run_->over() || (stop && stop())) return false;
      if (!run_->reach(last + 1) && run_->timeline().steps() == last) return false;
    }
    const TraceEvent& e = timeline().events()[i];
    if (!wanted(e)) continue;
    return go(e.step);
  }
}

bool Branch::previous(const Wanted& wanted) {
  const std::int64_t here = step();
  for (std::size_t i = place(); i-- > timeline().end_of(0);) {
    const TraceEvent& e = timeline().events()[i];
    if (e.step < here && wanted(e)) return go(e.step);
  }
  return false;
}

}  // namespace weir::stepper
