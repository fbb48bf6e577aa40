// Why a timer goes off, or what it waits for.
#include <algorithm>
#include <vector>

#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

// ts, domain and ns are the first fields of all three kinds of events about timers.
using R = field::kTmReg;

bool is_about_timer(const TraceEvent& e) {
  return e.kind == EventKind::kTmReg || e.kind == EventKind::kTmDel || e.kind == EventKind::kTmFire;
}

Value key_of(const TraceEvent& e) {
  const int i = e.info().index_of("key");
  return i < 0 ? Value() : e.fields[static_cast<std::size_t>(i)];
}

struct TimerId {
  Value at, op, key, ns, domain, ts;
  bool operator==(const TimerId&) const = default;
};

TimerId id_of(const Moment& m, const TraceEvent& e) {
  return {e.at, m.op_of(e), key_of(e), e.fields[R::ns], e.fields[R::domain], e.fields[R::ts]};
}

bool is_of(const Moment& m, const TraceEvent& e, const TimerId& id) {
  return is_about_timer(e) && e.fields[R::ts] == id.ts && e.fields[R::domain] == id.domain &&
         e.fields[R::ns] == id.ns && key_of(e) == id.key && m.op_of(e) == id.op;
}

bool fits(const Moment& m, const TimerId& id, const std::string& word) {
  const Plan::Task* task = m.plan().task(id.at);
  return time_words(id.ts.as_int()) == word || is_meant(m, id.key, word) || is_text(id.op, word) ||
         is_text(id.ns, word) || is_text(id.domain, word) ||
         (task != nullptr && is_task(m, *task, word));
}

// "of count for alice at 100"
std::string name_of(const Moment& m, const TimerId& id) {
  std::string out = "of " + m.words().who(id.at, id.op);
  if (!id.key.is_null()) out += " for " + m.value(id.key);
  if (!id.ns.is_null()) out += " for window " + shown(id.ns.as_text());
  return out + " at " + time_words(id.ts.as_int());
}

bool is_set(const Moment& m, const TimerId& id) {
  return !m.get(table::kTimer, {id.at, id.op, id.key, id.ns, id.domain, id.ts}).is_null();
}

constexpr std::size_t kEnough = 200;

std::vector<TimerId> timers(const Moment& m, WordList words) {
  std::vector<TimerId> out;
  m.last([&](const TraceEvent& e) {
    if (e.kind != EventKind::kTmReg) return false;
    TimerId id = id_of(m, e);
    const bool all = std::all_of(words.begin(), words.end(),
                                 [&](const std::string& word) { return fits(m, id, word); });
    // The same timer in another subtask is the same timer, moved.
    const bool known = all && std::any_of(out.begin(), out.end(),
                                          [&](const TimerId& other) { return is_of(m, e, other); });
    if (all && !known) out.push_back(std::move(id));
    return out.size() >= kEnough;
  });
  return out;
}

std::string names(const Moment& m, const std::vector<TimerId>& ids) {
  std::vector<std::string> out;
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) out.push_back(name_of(m, *id));
  return some_of(out);
}

Result<TimerId> find_timer(const Moment& m, WordList words) {
  std::vector<TimerId> found = timers(m, words);
  if (found.empty()) {
    const auto all = timers(m, {});
    if (all.empty()) return mistake("By step " + number(m.step()) + " no timer has been set.");
    return mistake("By step " + number(m.step()) + " no timer '" + joined(words) +
                   "' has been set.\nTimers so far: " + names(m, all) + ".");
  }
  if (found.size() == 1) return found.front();
  // Of several, the one that is still set.
  std::vector<TimerId> set;
  for (const TimerId& id : found)
    if (is_set(m, id)) set.push_back(id);
  if (set.size() == 1) return set.front();
  return mistake("Which timer? Say its operator, its key or its time: " + names(m, found) + ".");
}

void add_waiting(const Moment& m, const TimerId& id, WhyAnswer& out) {
  const std::string at = time_words(id.ts.as_int());
  if (is_text(id.domain, "processing")) {
    out.lines.push_back(
        m.line("label.goes_off_when", m.say("timer.when_processing", {{"at", at}})));
    out.lines.push_back(m.line("label.processing_time_now", number(m.now())));
    return;
  }
  out.lines.push_back(
      m.line("label.goes_off_when",
             m.say("timer.when_event", {{"who", m.words().who(id.at, id.op)}, {"at", at}})));
  const Value clock = m.get(table::kClock, {id.at});
  out.lines.push_back(
      m.line("label.event_time_now",
             clock.is_null()
                 ? m.say("window.time_none")
                 : m.say("window.time_now",
                         {{"now", time_words(clock.as_int())},
                          {"origin", origin_words(m, origin_of(m, id.at, m.place()), false)}})));
  bool on_its_way = false;
  for (WhyLine& line : what_moves(m, id.at, id.ts.as_int(), on_its_way)) out.lines.push_back(line);
}

void add_fired(const Moment& m, const TimerId& id, const TraceEvent& fire, WhyAnswer& out) {
  const std::string at = time_words(id.ts.as_int());
  const bool processing = is_text(id.domain, "processing");
  out.lines.push_back(m.line(
      "label.goes_off_when",
      processing ? m.say("timer.when_processing", {{"at", at}})
                 : m.say("timer.when_event", {{"who", m.words().who(id.at, id.op)}, {"at", at}})));
  const Timestamp now = processing ? fire.time : time_or_min(fire.fields[field::kTmFire::wm]);
  out.lines.push_back(
      m.line("label.here",
             m.say("timer.here", {{"now", time_words(now)}, {"at", at}, {"truth", m.say("yes")}})));
  if (processing) return;
  const Origin origin = origin_of(m, fire.at, m.place_of(fire));
  std::string from = origin_words(m, origin, true);
  const std::string formula = formula_words(m, origin);
  if (!formula.empty()) from += ":\n" + formula;
  out.lines.push_back(m.line("label.event_time", from, {{"now", time_words(now)}}));
}

}  // namespace

Result<WhyAnswer> why_timer(const Moment& m, WordList words) {
  const auto found = find_timer(m, words);
  if (!found) return found.error();
  TimerId id = *found;
  // A restore may have put it into another subtask.
  for (const Plan::Task& task : m.plan().tasks()) {
    TimerId there = id;
    there.at = task.id;
    if (is_set(m, there)) id.at = task.id;
  }
  WhyAnswer out;
  const std::string name = name_of(m, id);
  out.subject = "timer " + name;
  const TraceEvent* last = m.last([&](const TraceEvent& e) {
    return is_of(m, e, id) &&
           (e.kind != EventKind::kTmReg || e.fields[field::kTmReg::was].is_null());
  });
  if (last == nullptr) return mistake("The timer " + name + " is not in this trace.");
  const std::string step = number(last->step), t = number(last->time);
  if (is_set(m, id)) {
    out.headline = m.say("timer.set", {{"timer", name}, {"step", step}, {"t", t}});
    add_waiting(m, id, out);
  } else if (last->kind == EventKind::kTmFire) {
    out.headline = m.say("timer.fired", {{"timer", name}, {"step", step}, {"t", t}});
    add_fired(m, id, *last, out);
  } else if (last->kind == EventKind::kTmDel) {
    out.headline = m.say("timer.deleted", {{"timer", name}, {"step", step}, {"t", t}});
  } else {
    out.headline = m.say("timer.lost", {{"timer", name}, {"attempt", number(last->attempt)}});
  }
  return out;
}

}  // namespace weir::diagrams::whys
