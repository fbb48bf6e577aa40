#include "tests/conformance/kinds/timed_job.h"

#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/online.h"
#include "lessons/book/check/timed_windows.h"
#include "sim/simulator.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/job_files.h"

namespace weir::conformance {

namespace {

constexpr char kWindows[] = "windows#0";

std::string ms(std::int64_t length) { return '"' + std::to_string(length) + "ms\""; }

std::string watermarks(const Value& w) {
  if (has_member(w, "punctuated")) {
    const std::int64_t plus = int_member(w, "punctuated");
    return std::string("punctuated = \"ts ") + (plus < 0 ? "- " : "+ ") +
           std::to_string(plus < 0 ? -plus : plus) + '"';
  }
  const Value& emit = conformance::member(w, "emit_ms");
  return "out_of_orderness = " + ms(int_member(w, "bound")) +
         ", emit = " + (emit.kind() == Kind::kString ? "\"every_event\"" : ms(emit.as_int()));
}

std::string job_file(const Value& config) {
  std::string out = "[[source]]\nuid = \"events\"\nevents = [";
  for (const Value& ts : conformance::member(config, "events").elements())
    out += " { ts = " + std::to_string(ts.as_int()) + " },";
  out += "]\nevery = " + ms(int_member(config, "event_every_ms")) + '\n';
  if (!bool_member_or(config, "bounded", true)) out += "bounded = false\n";
  out += "\n[[operator]]\nuid = \"time\"\nfrom = \"events\"\nevent_time = \"ts\"\nwatermarks = { " +
         watermarks(conformance::member(config, "watermarks")) + " }\n";
  out += "\n[[operator]]\nuid = \"windows\"\nfrom = \"time\"\nwindow = { tumbling = " +
         ms(int_member(config, "size")) + ", late_output = \"late\" }\n";
  out += "aggregate = { n = \"count()\" }\n";
  out += "\n[[sink]]\nuid = \"out\"\nfrom = \"windows\"\nprint = true\n";
  return out + "\n[[sink]]\nuid = \"late-out\"\nfrom = \"windows.late\"\nprint = true\n";
}

class TimedJobPlayer final : public Player {
 public:
  TimedJobPlayer(const Value& config, const Value& recorded_end)
      : recorded_end_(int_member(recorded_end, "at")) {
    sim::SimOptions options;
    options.trace = &sink_;
    auto created = sim::Simulator::create(graph_of_job_file(job_file(config), {}),
                                          std::move(options), current_backends());
    if (!created) throw std::runtime_error(created.error().text);
    sim_ = std::move(*created);
    while (sim_->job().now() <= recorded_end_ && sim_->step()) continue;
    sim_->flush_trace();
    if (sink_.error()) throw std::runtime_error(sink_.error()->text);
  }

  Value play(const Step& step) override {
    if (step.verb == "tick") ticks_++;
    // What the trace keeps quiet about.
    if (step.verb == "tick" && conformance::member(step.recorded, "out").size() == 0)
      return object({{"out", Value::list({})}});
    const auto& happenings = watcher_.happenings();
    if (next_ == happenings.size()) throw std::runtime_error("nothing more happened");
    const book::TimedHappening& h = happenings[next_++];
    const Timestamp at = int_member(step.argument, "at") + (step.verb == "tick" ? ticks_ : 0);
    if (h.verb != step.verb || h.at != at)
      throw std::runtime_error(h.verb + " at " + std::to_string(h.at) + " instead of " +
                               std::string(step.verb) + " at " + std::to_string(at));
    return object({{"out", Value::list(h.out())}});
  }

  std::optional<Value> final_state() override {
    if (next_ != watcher_.happenings().size())
      throw std::runtime_error("more happened than is recorded");
    const World& world = sink_.world();
    const Value* clock = world.get(table::kClock, Value::list({text(kWindows)}));
    std::vector<Value> open;
    for (const auto& [key, n] : world.rows(table::kWin))
      open.push_back(Value::list({key[3], key[4]}));
    return object({{"at", integer(recorded_end_)},
                   {"window_watermark", clock == nullptr ? integer(kMinTimestamp) : *clock},
                   {"open_windows", Value::list(open)}});
  }

 private:
  Timestamp recorded_end_;
  book::TimedWindowsWatcher watcher_{text(kWindows)};
  DerivingSink sink_{watcher_};
  std::unique_ptr<sim::Simulator> sim_;
  std::size_t next_ = 0;
  std::int64_t ticks_ = 0;
};

}  // namespace

bool is_timed_job(const Value& json) {
  std::set<Value> ticks, events;
  for (const Value& step : conformance::member(json, "steps").elements()) {
    const Value& verb = conformance::member(step, "do");
    (verb[0] == text("tick") ? ticks : events).insert(conformance::member(verb[1], "at"));
  }
  for (const Value& at : ticks)
    if (events.count(at) != 0) return false;
  return true;
}

Outcome run_timed_job(const Case& c) {
  const Case heard{with_member(c.json, "steps", Value::list(book::heard_steps(c.json))), c.backend};
  TimedJobPlayer player(heard.config(), conformance::member(heard.json, "final"));
  return replay(heard, player);
}

}  // namespace weir::conformance
