#include "tests/conformance/kinds/timed_job.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/online.h"
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

// What the clock brought, and what became of it. Between generator and windows lies a channel: the
// generator speaks before the window operator has the record.
struct Happening {
  std::string verb;
  Timestamp at = 0;
  std::int64_t step = 0;  // of the trace, in which it began
  std::vector<Value> record, generator, watermark;
};

class Watcher final : public EventConsumer {
 public:
  std::vector<Happening> happenings;

  void header(const Value& /*header*/) override {}
  void end() override {}
  void event(const TraceEvent& e, const World& world) override {
    if (e.kind == EventKind::kRecEmit)
      happenings.push_back({"event", e.time, e.step, {}, {}, {}});
    else if (e.kind == EventKind::kSrcEnd)
      happenings.push_back({"end_of_input", e.time, e.step, {}, {}, {}});
    else if (e.op == text("time"))
      generator(e);
    else if (e.at == text(kWindows))
      windows(e, world);
  }

 private:
  void generator(const TraceEvent& e) {
    if (e.kind != EventKind::kWmEmit && e.kind != EventKind::kWmIgnore) return;
    const bool ignored = e.kind == EventKind::kWmIgnore;
    // From upstream comes nothing but MAX, which no generator says.
    if (ignored && e.fields[field::kWmIgnore::last].is_null()) return;
    if (happenings.empty() || happenings.back().step != e.step)
      happenings.push_back({"tick", e.time, e.step, {}, {}, {}});
    const Value& value = e.fields[ignored ? field::kWmIgnore::value : field::kWmEmit::value];
    if (value == integer(kMaxTimestamp)) return;
    happenings.back().generator.push_back(object({{"generator", value}}));
  }

  void windows(const TraceEvent& e, const World& world) {
    const auto timestamp = [&](std::size_t r) {
      return integer(world.record(e.fields[r])->timestamp.value());
    };
    if (e.kind == EventKind::kRecRecv) {
      const Value& watermark = e.fields[field::kRecRecv::wm];
      happenings.back().record.push_back(
          object({{"record", timestamp(field::kRecRecv::r)},
                  {"window_watermark", watermark.is_null() ? integer(kMinTimestamp) : watermark}}));
    } else if (e.kind == EventKind::kLate) {
      happenings.back().record.push_back(object({{"late", timestamp(field::kLate::r)}}));
    } else if (e.kind == EventKind::kWinAssign) {
      contents_[e.fields[field::kWinAssign::start]].push_back(timestamp(field::kWinAssign::r));
    } else if (e.kind == EventKind::kWmAdvance) {
      happenings.back().watermark.push_back(
          object({{"watermark", e.fields[field::kWmAdvance::now]}}));
    } else if (e.kind == EventKind::kWinFire) {
      const Value &start = e.fields[field::kWinFire::start], &end = e.fields[field::kWinFire::end];
      happenings.back().watermark.push_back(object({{"fire", Value::list({start, end})},
                                                    {"count", e.fields[field::kWinFire::val][0]},
                                                    {"ts", Value::list(contents_[start])}}));
    }
  }

  std::map<Value, std::vector<Value>> contents_;  // of windows, by start, in order of arrival
};

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
    if (next_ == watcher_.happenings.size()) throw std::runtime_error("nothing more happened");
    const Happening& h = watcher_.happenings[next_++];
    const Timestamp at = int_member(step.argument, "at") + (step.verb == "tick" ? ticks_ : 0);
    if (h.verb != step.verb || h.at != at)
      throw std::runtime_error(h.verb + " at " + std::to_string(h.at) + " instead of " +
                               std::string(step.verb) + " at " + std::to_string(at));
    std::vector<Value> out = h.record;
    out.insert(out.end(), h.generator.begin(), h.generator.end());
    out.insert(out.end(), h.watermark.begin(), h.watermark.end());
    return object({{"out", Value::list(out)}});
  }

  std::optional<Value> final_state() override {
    if (next_ != watcher_.happenings.size())
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
  Watcher watcher_;
  DerivingSink sink_{watcher_};
  std::unique_ptr<sim::Simulator> sim_;
  std::size_t next_ = 0;
  std::int64_t ticks_ = 0;
};

// The steps without what a trace keeps quiet about.
Value heard_steps(const Value& steps) {
  std::vector<Value> out;
  Value last = integer(kMinTimestamp);
  for (const Value& step : steps.elements()) {
    std::vector<Value> heard;
    for (const Value& entry : conformance::member(step, "out").elements()) {
      if (has_member(entry, "watermark")) last = conformance::member(entry, "watermark");
      const bool quiet =
          has_member(entry, "generator") &&
          (conformance::member(entry, "generator") == last || last == integer(kMaxTimestamp));
      if (!quiet) heard.push_back(entry);
    }
    out.push_back(with_member(step, "out", Value::list(heard)));
  }
  return Value::list(out);
}

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
  const Case heard{with_member(c.json, "steps", heard_steps(conformance::member(c.json, "steps"))),
                   c.backend};
  TimedJobPlayer player(heard.config(), conformance::member(heard.json, "final"));
  return replay(heard, player);
}

}  // namespace weir::conformance
