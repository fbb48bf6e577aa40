// Why a record was counted or dropped, or where it is.
#include <vector>

#include "diagrams/text_line.h"
#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "diagrams/why/route.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

// Does the event decide what becomes of the record?
bool is_fate(const TraceEvent& e, const Value& id) {
  if (e.kind == EventKind::kLate) return e.fields[field::kLate::r] == id;
  if (e.kind == EventKind::kWinAssign) return e.fields[field::kWinAssign::r] == id;
  return e.kind == EventKind::kRecDrop && e.fields[field::kRecDrop::r] == id;
}

bool is_about(const TraceEvent& e, const Value& id) {
  if (e.kind == EventKind::kRecRecv) return e.fields[field::kRecRecv::r] == id;
  if (e.kind == EventKind::kRecSend) return e.fields[field::kRecSend::r] == id;
  if (e.kind == EventKind::kRecEmit) return e.fields[field::kRecEmit::r] == id;
  if (e.kind == EventKind::kRecMake) return e.fields[field::kRecMake::r] == id;
  return e.kind == EventKind::kSinkWrite && e.fields[field::kSinkWrite::r] == id;
}

// What being late was decided by: all numbers are of the event and of the plan.
struct Lateness {
  std::string window;
  Timestamp last;
  Duration lateness;
  Value now;  // event time then; null: none yet
  bool late;
};

Lateness of_late(const Moment& m, const TraceEvent& e) {
  using F = field::kLate;
  return {m.words().window(e), e.fields[F::last].as_int(), e.fields[F::lateness].as_int(),
          e.fields[F::wm], true};
}

Lateness of_assign(const Moment& m, const TraceEvent& e) {
  using F = field::kWinAssign;
  const Plan::Window* window = m.plan().window(m.op_of(e));
  return {m.words().window(e), wrapping_sub(e.fields[F::end].as_int(), 1),
          window != nullptr ? window->lateness : 0, e.fields[F::wm], false};
}

void add_arithmetic(const Moment& m, const TraceEvent& e, const std::vector<Lateness>& windows,
                    WhyAnswer& out) {
  std::string which, here;
  for (const Lateness& w : windows) {
    const std::string last = time_words(w.last), lateness = number(w.lateness);
    which += (which.empty() ? "" : "\n") +
             m.say("record.window", {{"window", w.window}, {"last", last}, {"lateness", lateness}});
    here +=
        (here.empty() ? "" : "\n") + m.say(windows.size() > 1 ? "record.here_of" : "record.here",
                                           {{"window", w.window},
                                            {"last", last},
                                            {"lateness", lateness},
                                            {"now", time_words(time_or_min(w.now))},
                                            {"truth", m.say(w.late ? "yes" : "no")}});
  }
  out.lines.push_back(m.line("label.window", which));
  out.lines.push_back(m.line("label.late_when", m.say("record.late_when")));
  out.lines.push_back(m.line("label.here", here));
  const std::string now = time_words(time_or_min(windows.front().now));
  std::string from = m.say("time.none");
  if (!windows.front().now.is_null()) {
    const Origin origin = origin_of(m, e.at, m.place_of(e));
    from = origin_words(m, origin, true);
    const std::string formula = formula_words(m, origin);
    if (!formula.empty()) from += ":\n" + formula;
  }
  out.lines.push_back(m.line("label.event_time", from, {{"now", now}}));
}

// All that the same step, at the same operator, did with the record.
std::vector<const TraceEvent*> same_step(const Moment& m, const TraceEvent& fate, const Value& id) {
  std::vector<const TraceEvent*> out;
  const std::size_t end = std::min(m.place(), m.timeline().end_of(fate.step));
  for (std::size_t i = m.timeline().begin_of(fate.step); i < end; i++) {
    const TraceEvent& e = m.timeline().events()[i];
    if (e.kind == fate.kind && e.at == fate.at && e.op == fate.op && is_fate(e, id))
      out.push_back(&e);
  }
  return out;
}

// Why it went to the task where it was decided on: of several subtasks, by which sums.
void add_route(const Moment& m, const TraceEvent& event, const Value& id, WhyAnswer& out) {
  const Plan::Task* task = m.plan().task(event.at);
  if (task == nullptr || m.plan().tasks_named(task->name) <= 1) return;
  const TraceEvent* sent = sent_to(m, id, event.at, m.place_of(event));
  if (sent == nullptr || sent->attempt != event.attempt) return;
  for (WhyLine& line : route_of(m, *sent)) out.lines.push_back(std::move(line));
}

WhyAnswer of_fate(const Moment& m, const TraceEvent& fate, const Value& id) {
  WhyAnswer out;
  out.subject = m.words().record(id);
  const std::string step = number(fate.step), t = number(fate.time);
  if (fate.kind == EventKind::kRecDrop) {
    out.headline =
        m.say("record.given_up", {{"record", out.subject},
                                  {"step", step},
                                  {"t", t},
                                  {"reason", shown(fate.fields[field::kRecDrop::why].as_text())}});
    return out;
  }
  std::vector<Lateness> windows;
  bool behind = false;
  for (const TraceEvent* e : same_step(m, fate, id)) {
    const bool late = e->kind == EventKind::kLate;
    windows.push_back(late ? of_late(m, *e) : of_assign(m, *e));
    behind = behind || (!late && !e->fields[field::kWinAssign::behind].is_null());
  }
  if (fate.kind == EventKind::kLate) {
    const bool aside = !is_text(fate.fields[field::kLate::act], "dropped");
    out.headline = m.say(aside ? "record.aside" : "record.dropped",
                         {{"record", out.subject}, {"step", step}, {"t", t}});
  } else {
    std::vector<std::string> names;
    for (const Lateness& w : windows) names.push_back(w.window);
    out.headline =
        m.say(behind ? "record.counted_behind" : "record.counted",
              {{"record", out.subject}, {"windows", listed(names)}, {"step", step}, {"t", t}});
  }
  add_arithmetic(m, fate, windows, out);
  add_route(m, fate, id, out);
  return out;
}

// Its place in the channel that it was sent into last; empty: it is in none.
std::string in_channel(const Moment& m, const TraceEvent& sent, const Value& id) {
  const Value& ch = sent.fields[field::kRecSend::ch];
  const WorldQueue* queue = m.world().queue(table::kQueue, Value::list({ch}));
  if (queue == nullptr) return {};
  Queued at{m.plan().channel(ch), 0, 0, nullptr};
  for (const Value& element : *queue) {
    if (at.channel != nullptr && member(element, "r") == id)
      return m.say("record.in_channel", {{"from", m.words().end_of(ch, "from")},
                                         {"to", m.words().end_of(ch, "to")},
                                         {"place", queue_place(m, at)}});
    at.place++;
  }
  return {};
}

// What was done with it in its last step.
std::string what_followed(const Moment& m, const TraceEvent& event) {
  std::string out;
  const std::size_t end = std::min(m.place(), m.timeline().end_of(event.step));
  for (std::size_t i = m.place_of(event) + 1; i < end; i++) {
    const TraceEvent& e = m.timeline().events()[i];
    if (e.kind == EventKind::kStRead || e.physical != 0) continue;
    out += (out.empty() ? "" : "\n") +
           m.say("event.line", {{"who", m.words().who(e)}, {"what", m.words().say(e)}});
  }
  return out;
}

WhyAnswer of_last(const Moment& m, const TraceEvent& event, const Value& id) {
  WhyAnswer out;
  out.subject = m.words().record(id);
  const TraceEvent* start = &event;
  std::string channel;
  if (event.kind == EventKind::kRecSend) {
    channel = in_channel(m, event, id);
    if (channel.empty()) {
      // It left with its channel: say who had it last.
      start = m.last(m.place_of(event), [&](const TraceEvent& e) { return is_about(e, id); });
      if (start == nullptr) start = &event;
    }
  }
  const bool written = event.kind == EventKind::kSinkWrite;
  const bool read = start->kind == EventKind::kRecEmit;
  const bool made = start->kind == EventKind::kRecMake || written;
  const char* say = !channel.empty() ? "record.not_taken"
                    : read           ? "record.read"
                    : made           ? "record.made"
                                     : "record.taken";
  if (!channel.empty() || written) {
    // Since when it is on its way: where it was read or made.
    const TraceEvent* begin = m.last([&](const TraceEvent& e) {
      return (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) && is_about(e, id);
    });
    if (begin != nullptr) start = begin;
  }
  out.headline = m.say(say, {{"record", out.subject},
                             {"who", m.words().who(*start)},
                             {"step", number(start->step)},
                             {"t", number(start->time)}});
  if (!channel.empty()) {
    out.lines.push_back(m.line("label.it_is_in", channel));
    for (WhyLine& line : route_of(m, event)) out.lines.push_back(std::move(line));
  } else {
    const std::string followed = what_followed(m, *start);
    if (!followed.empty())
      out.lines.push_back(m.line("label.step", followed, {{"step", number(start->step)}}));
    if (start->kind == EventKind::kRecRecv) {
      const TraceEvent* sent = sent_to(m, id, start->at, m.place_of(*start));
      if (sent != nullptr && sent->attempt == start->attempt)
        for (WhyLine& line : route_of(m, *sent)) out.lines.push_back(std::move(line));
    }
  }
  return out;
}

}  // namespace

WhyAnswer why_record(const Moment& m, const Value& id) {
  const TraceEvent* fate = m.last([&](const TraceEvent& e) { return is_fate(e, id); });
  const TraceEvent* last = m.last([&](const TraceEvent& e) { return is_about(e, id); });
  // After a restart it is read again, and nothing is decided yet.
  const bool again = fate != nullptr && last != nullptr && last->attempt > fate->attempt;
  if (fate != nullptr && !again) return of_fate(m, *fate, id);
  if (last != nullptr) return of_last(m, *last, id);
  WhyAnswer out;
  out.subject = m.words().record(id);
  return out;
}

}  // namespace weir::diagrams::whys
