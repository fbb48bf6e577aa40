// Why a step did what it did: the answer about its record or window, else what else it did, where
// it sent records and why there, the chain of its causes, and what followed from it.
#include <algorithm>
#include <optional>
#include <set>

#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "diagrams/why/route.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

constexpr std::size_t kLongestChain = 3, kMostLines = 5, kMostFollowing = 3;
constexpr std::size_t kFarthest = 100'000;  // events that are looked at for what followed

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

std::string step_words(const Moment& m, const TraceEvent& event) {
  return m.say("event.step", {{"step", number(event.step)},
                              {"who", m.words().who(event)},
                              {"what", m.words().say(event)}});
}

// Some of many lines; how many more there are is said.
class Lines {
 public:
  explicit Lines(std::size_t most) : most_(most) {}
  void add(const std::string& line) {
    if (++count_ <= most_) text_ += (text_.empty() ? "" : "\n") + line;
  }
  void put(const Moment& m, std::string_view label, WhyAnswer& out) const {
    if (count_ == 0) return;
    std::string text = text_;
    if (count_ > most_) text += "\n" + m.say("event.more", {{"n", std::to_string(count_ - most_)}});
    out.lines.push_back(m.line(label, std::move(text)));
  }

 private:
  std::size_t most_, count_ = 0;
  std::string text_;
};

// What else is told of the same step.
void add_same_step(const Moment& m, const TraceEvent& event, WhyAnswer& out) {
  Lines lines(kMostLines);
  const std::size_t end = std::min(m.place(), m.timeline().end_of(event.step));
  for (std::size_t i = m.timeline().begin_of(event.step); i < end; i++) {
    const TraceEvent& e = m.timeline().events()[i];
    if (&e == &event || e.physical != 0 || face_of(e).log == "micro") continue;
    lines.add(m.say("event.line", {{"who", m.words().who(e)}, {"what", m.words().say(e)}}));
  }
  lines.put(m, "label.same_step", out);
}

// Where the records went that the step sent, and why there.
void add_routes(const Moment& m, std::int64_t step, WhyAnswer& out) {
  std::vector<const TraceEvent*> sent;
  const std::size_t end = std::min(m.place(), m.timeline().end_of(step));
  for (std::size_t i = m.timeline().begin_of(step); i < end; i++)
    if (m.timeline().events()[i].kind == EventKind::kRecSend)
      sent.push_back(&m.timeline().events()[i]);
  if (sent.size() == 1) {
    for (WhyLine& line : route_of(m, *sent.front())) out.lines.push_back(std::move(line));
    return;
  }
  Lines lines(kMostLines);
  for (const TraceEvent* e : sent)
    lines.add(m.say("event.sent", {{"record", m.words().record(e->fields[field::kRecSend::r])},
                                   {"route", short_route(m, *e)}}));
  lines.put(m, "label.each_goes", out);
}

void add_chain(const Moment& m, const TraceEvent& event, WhyAnswer& out) {
  Lines lines(kLongestChain);
  const TraceEvent* at = cause_of(m, event);
  for (std::size_t i = 0; at != nullptr && i < kLongestChain; i++) {
    lines.add(step_words(m, *told(m, *at)));
    at = cause_of(m, *at);
  }
  lines.put(m, "label.because", out);
}

// The steps whose events name one of this step as a cause.
void add_following(const Moment& m, std::int64_t step, std::size_t until, WhyAnswer& out) {
  const Timeline& timeline = m.timeline();
  std::set<std::int64_t> here, steps;
  for (const TraceEvent& e : timeline.step(step))
    if (e.physical == 0) here.insert(e.index);
  const std::size_t begin = timeline.end_of(step);
  for (std::size_t i = begin; i < std::min(until, begin + kFarthest); i++) {
    const TraceEvent& e = timeline.events()[i];
    if (!e.causes || std::none_of(e.causes->begin(), e.causes->end(),
                                  [&](std::int64_t cause) { return here.contains(cause); }))
      continue;
    steps.insert(e.step);
    if (steps.size() > kMostFollowing) break;
  }
  if (steps.empty()) return;
  const Moment then(timeline, until, m.writing());
  Lines lines(kMostFollowing);
  for (const std::int64_t next : steps)
    if (const TraceEvent* event = main_event(timeline, next, until); event != nullptr)
      lines.add(step_words(then, *event));
  lines.put(m, "label.led_to", out);
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

}  // namespace

WhyAnswer why_event(const Moment& m, const TraceEvent& event, std::size_t until) {
  if (event.kind == EventKind::kLate) return why_record(m, event.fields[field::kLate::r]);
  if (event.kind == EventKind::kWinAssign) return why_record(m, event.fields[field::kWinAssign::r]);
  if (event.kind == EventKind::kWinFire) {
    using F = field::kWinFire;
    return why_window(m,
                      {event.at, m.op_of(event), event.fields[F::key], event.fields[F::start],
                       event.fields[F::end]},
                      false);
  }
  if (event.kind == EventKind::kWmAdvance) {
    WhyAnswer out = of_advance(m, event);
    add_following(m, event.step, until, out);
    return out;
  }
  WhyAnswer out;
  const std::string who = m.words().who(event), what = m.words().say(event);
  out.subject = m.say("label.step", {{"step", number(event.step)}});
  out.headline = m.say(
      "event.is",
      {{"who", who}, {"what", what}, {"step", number(event.step)}, {"t", number(event.time)}});
  add_same_step(m, event, out);
  add_routes(m, event.step, out);
  add_chain(m, event, out);
  add_following(m, event.step, until, out);
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
  if (end == m.place()) return why_event(m, *event, m.place());
  const Moment then(m.timeline(), end, m.writing());
  return why_event(then, *event, m.place());
}

}  // namespace weir::diagrams::whys
