#include "lessons/stepper/session.h"

#include <utility>

#include "diagrams/panels/channels.h"
#include "diagrams/panels/happened.h"
#include "diagrams/panels/state.h"
#include "diagrams/panels/windows.h"
#include "diagrams/text_line.h"
#include "engine/core/text_width.h"
#include "engine/trace/value_json.h"
#include "lessons/stepper/commands.h"

namespace weir::stepper {

namespace {

// A run that has ended by then tells how many steps it has.
constexpr std::int64_t kStepsAhead = 20'000;

}  // namespace

Result<std::unique_ptr<Session>> Session::open(SessionOptions options) {
  auto run = runs::RecordedRun::open(options.wishes);
  if (!run) return run.error();
  (*run)->reach(kStepsAhead);
  std::unique_ptr<Session> session(new Session(std::move(options)));
  session->branches_.push_back(std::make_unique<Branch>("a", "", std::move(*run)));
  return session;
}

Result<void> Session::fork(std::string how, runs::RunWishes wishes) {
  auto run = runs::RecordedRun::open(wishes);
  if (!run) return run.error();
  (*run)->reach(kStepsAhead);
  std::string name(1, static_cast<char>('a' + branches_.size() % 26));
  if (branches_.size() >= 26) name += std::to_string(branches_.size() / 26);
  auto fresh = std::make_unique<Branch>(name, branch().name() + " with " + how, std::move(*run));
  const std::int64_t step = branch().step();
  if (!fresh->go(step)) fresh->go(fresh->timeline().steps());
  branches_.push_back(std::move(fresh));
  current_ = branches_.size() - 1;
  return {};
}

std::string Session::welcome() { return frame(); }

std::string Session::prompt() const {
  const Branch& here = *branches_[current_];
  return here.name() + ' ' + std::to_string(here.step()) + "> ";
}

std::string Session::header() const {
  const Branch& here = *branches_[current_];
  const diagrams::Screen screen = options_.screen();
  std::string steps = std::to_string(here.step());
  const diagrams::Moment moment = here.moment();
  const std::string total =
      here.run().over() ? std::to_string(here.timeline().steps()) : std::string();
  std::string inside;
  if (!here.at_end_of_step())
    inside = '.' + std::to_string(here.place() - here.timeline().begin_of(here.step()));
  if (screen.plain)
    return "Step " + steps + inside + (total.empty() ? "" : " of " + total) + ", " +
           std::to_string(moment.time()) + " ms, run " + here.name() + ".\n";
  const std::string right = "step " + steps + inside + (total.empty() ? "" : "/" + total) +
                            "   t=" + std::to_string(moment.time());
  const std::string left = diagrams::cut_text(
      "weir step " + options_.title + "  run " + here.name(),
      std::max<std::size_t>(screen.width - std::min(screen.width - 8, right.size() + 2), 8),
      screen);
  std::string out = left;
  const std::size_t used = text_width(left) + right.size();
  out.append(screen.width > used ? screen.width - used : 1, ' ');
  return out + right + '\n';
}

std::string Session::frame() {
  if (options_.json) return json();
  const diagrams::Screen screen = options_.screen();
  const diagrams::Moment moment = branch().moment();
  std::vector<diagrams::Panel> panels;
  const auto add = [&panels](std::optional<diagrams::Panel> panel) {
    if (panel) panels.push_back(std::move(*panel));
  };
  add(diagrams::channels_panel(moment, screen));
  for (auto& panel : diagrams::window_panels(moment, screen)) add(std::move(panel));
  for (auto& panel : diagrams::state_panels(moment, screen)) add(std::move(panel));
  add(diagrams::timers_panel(moment, screen));
  add(diagrams::checkpoint_panel(moment, screen));
  add(diagrams::output_panel(moment, screen));
  add(diagrams::event_panel(moment, screen, micro_));
  return header() + diagrams::panels_text(panels, screen) + hint_line(screen);
}

std::string Session::json() const {
  const Branch& here = *branches_[current_];
  std::vector<Value> tables;
  for (const auto& [table, rows] : here.moment().now.dump()) {
    std::vector<Value> list;
    for (const auto& [key, value] : rows) list.push_back(Value::list({key, value}));
    tables.push_back(Value::text(table));
    tables.push_back(Value::list(list));
  }
  std::string world;
  append_trace_value(world, Value::map(tables), nullptr);
  return "{\"schema\":1,\"run\":\"" + here.name() + "\",\"step\":" + std::to_string(here.step()) +
         ",\"events\":" + std::to_string(here.place()) + ",\"world\":" + world + "}\n";
}

Result<std::optional<std::size_t>> Session::first_break(std::size_t after, std::string& which) {
  std::optional<std::size_t> first;
  for (const std::string& text : breaks_) {
    std::unique_ptr<Hits>& hits = hits_[{branch().name(), text}];
    if (hits == nullptr) {
      auto query = stop_query(text, branch().moment().now);
      if (!query) return query.error();
      hits = std::make_unique<Hits>(branch().timeline(), std::move(*query));
    }
    if (const auto ok = hits->update(); !ok) return ok.error();
    const auto hit = hits->first_in(after, branch().place());
    if (!hit || (first && *first <= *hit)) continue;
    first = hit;
    which = text;
  }
  return first;
}

// The walk stops before the step that gives the answer away.
std::string Session::asked(const Coach::Due& due) {
  branch().go(due.step - 1);
  std::string out = frame();
  const diagrams::Screen screen = options_.screen();
  diagrams::Panel panel{"predict " + due.id, due.text};
  panel.lines.push_back("predict ANSWER, or predict skip; then step on");
  return out + diagrams::panels_text({panel}, screen);
}

std::string Session::forward(const std::function<bool()>& move, const std::string& none) {
  const std::size_t from = branch().place();
  const std::int64_t step = branch().step();
  if (!move()) {
    if (options_.stop && options_.stop()) return "Stopped by you.\n";
    const std::string failed = branch().run().over() ? branch().run().failure() : "";
    return none + (failed.empty() ? "" : "The job has failed: " + shown(failed) + ".\n");
  }
  Coach* const coach = options_.coach;
  const runs::RunWishes& run = branch().run().wishes();
  if (coach != nullptr)
    if (const auto due = coach->due(run, step, branch().step())) return asked(*due);
  const std::string replies = coach != nullptr ? coach->replies(run, step, branch().step()) : "";
  std::string which;
  const auto hit = first_break(from, which);
  if (!hit) return hit.error().text + '\n' + frame() + replies;
  if (!*hit) return frame() + replies;
  const std::int64_t at = branch().timeline().step_at(**hit);
  if (at > step) branch().go(at);
  return frame() + replies + "Stopped at: " + which + '\n';
}

std::string Session::execute(const std::string& line) {
  const Parsed parsed = parse_command(line.empty() ? last_move_ : line);
  if (parsed.command == nullptr) return parsed.problem;
  if (parsed.command->moves) last_move_ = line.empty() ? last_move_ : line;
  if (parsed.command->moves) micro_ = parsed.command->micro;
  return parsed.command->run(*this, parsed.words);
}

}  // namespace weir::stepper
