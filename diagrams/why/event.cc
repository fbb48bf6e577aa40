// Why a step did what it did: the answer about its record or window, else the chain of its causes.
#include <optional>

#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

constexpr std::size_t kLongestChain = 7;

// The event of an earlier step that this one follows from, by its last cause; nullptr: none.
const TraceEvent* cause_of(const Moment& m, const TraceEvent& event) {
  const TraceEvent* at = &event;
  while (at != nullptr && at->step == event.step) {
    const std::size_t place = m.place_of(*at);
    const TraceEvent* next = nullptr;
    if (at->causes)
      next = at->causes->empty() ? nullptr : m.timeline().index(at->causes->back());
    else if (place > m.timeline().begin_of(event.step))
      next = &m.timeline().events()[place - 1];
    // A trace goes forward: nothing follows from what comes later.
    if (next != nullptr && m.place_of(*next) >= place) return nullptr;
    at = next;
  }
  return at != nullptr && at->step > 0 ? at : nullptr;
}

// What is told of a send is what was sent: the read or the arithmetic before it.
const TraceEvent* told(const Moment& m, const TraceEvent& event) {
  const TraceEvent* at = &event;
  while (face_of(*at).log == "micro" || at->kind == EventKind::kRecSend) {
    const std::size_t place = m.place_of(*at);
    if (place == 0 || m.timeline().events()[place - 1].step != event.step) return &event;
    at = &m.timeline().events()[place - 1];
  }
  return at;
}

void add_chain(const Moment& m, const TraceEvent& event, WhyAnswer& out) {
  const TraceEvent* at = cause_of(m, event);
  for (std::size_t i = 0; at != nullptr && i < kLongestChain; i++) {
    const TraceEvent* tell = told(m, *at);
    out.lines.push_back(
        m.line("label.step",
               m.say("event.line", {{"who", m.words().who(*tell)}, {"what", m.words().say(*tell)}}),
               {{"step", number(at->step)}}));
    at = cause_of(m, *at);
  }
}

WhyAnswer of_advance(const Moment& m, const TraceEvent& event) {
  using F = field::kWmAdvance;
  WhyAnswer out;
  out.subject = m.words().place(event.at);
  out.headline = m.say("event.advance", {{"who", out.subject},
                                         {"was", time_words(time_or_min(event.fields[F::was]))},
                                         {"now", time_words(time_or_min(event.fields[F::now]))},
                                         {"step", number(event.step)},
                                         {"t", number(event.time)}});
  const Origin origin = origin_of(m, event.at, m.place_of(event) + 1);
  std::string from = origin_words(m, origin, false);
  const std::string formula = formula_words(m, origin);
  if (!formula.empty()) from += ":\n" + formula;
  out.lines.push_back(
      m.line("label.event_time", from, {{"now", time_words(time_or_min(event.fields[F::now]))}}));
  return out;
}

// The event of a step that matters most, before a place.
const TraceEvent* main_event(const Timeline& timeline, std::int64_t step, std::size_t place) {
  const TraceEvent *milestone = nullptr, *joins = nullptr, *line = nullptr, *any = nullptr;
  const auto events = timeline.events();
  for (std::size_t i = timeline.begin_of(step); i < std::min(place, timeline.end_of(step)); i++) {
    const TraceEvent& e = events[i];
    const EventFace& face = face_of(e);
    any = &e;
    if (face.log == "micro") continue;
    if (face.milestone) milestone = &e;
    if (e.kind == EventKind::kWinAssign) joins = &e;
    line = &e;
  }
  return milestone != nullptr ? milestone : joins != nullptr ? joins : line != nullptr ? line : any;
}

}  // namespace

WhyAnswer why_event(const Moment& m, const TraceEvent& event) {
  if (event.kind == EventKind::kLate) return why_record(m, event.fields[field::kLate::r]);
  if (event.kind == EventKind::kWinAssign) return why_record(m, event.fields[field::kWinAssign::r]);
  if (event.kind == EventKind::kWinFire) {
    using F = field::kWinFire;
    return why_window(m,
                      {event.at, m.op_of(event), event.fields[F::key], event.fields[F::start],
                       event.fields[F::end]},
                      false);
  }
  if (event.kind == EventKind::kWmAdvance) return of_advance(m, event);
  WhyAnswer out;
  const std::string who = m.words().who(event), what = m.words().say(event);
  out.subject = m.say("label.step", {{"step", number(event.step)}});
  out.headline = m.say(
      "event.is",
      {{"who", who}, {"what", what}, {"step", number(event.step)}, {"t", number(event.time)}});
  add_chain(m, event, out);
  return out;
}

Result<WhyAnswer> why_step(const Moment& m, std::int64_t step) {
  if (step > m.step())
    return mistake("Step " + number(step) + " has not come yet: this is step " + number(m.step()) +
                   ".");
  const TraceEvent* event = main_event(m.timeline(), step, m.place());
  if (step <= 0 || event == nullptr)
    return mistake(m.step() == 0 ? std::string("Nothing has happened yet: steps begin with 1.")
                                 : "There is no step " + number(step) + "; steps are 1 to " +
                                       number(m.step()) + ".");
  const std::size_t end = std::min(m.place(), m.timeline().end_of(step));
  if (end == m.place()) return why_event(m, *event);
  const Moment then(m.timeline(), end, m.writing());
  return why_event(then, *event);
}

}  // namespace weir::diagrams::whys
