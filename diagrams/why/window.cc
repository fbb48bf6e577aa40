// Why a window fired, or what it waits for.
#include <algorithm>
#include <vector>

#include "diagrams/state_window.h"
#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

constexpr std::size_t kMostRecords = 6;

template <class F>
bool is_of(const Moment& m, const TraceEvent& e, const WindowId& id) {
  return e.fields[F::start] == id.start && e.fields[F::end] == id.end &&
         e.fields[F::key] == id.key && m.op_of(e) == id.op;
}

// Was the window merged into another one by this event?
bool merges(const Moment& m, const TraceEvent& e, const WindowId& id) {
  using F = field::kWinMerge;
  if (e.kind != EventKind::kWinMerge || e.fields[F::key] != id.key || m.op_of(e) != id.op ||
      is_of<F>(m, e, id))
    return false;
  const auto from = e.fields[F::from].elements();
  return std::any_of(from.begin(), from.end(), [&](const Value& w) {
    return member(w, "start") == id.start && member(w, "end") == id.end;
  });
}

Value row(const Moment& m, std::size_t table, const WindowId& id) {
  return m.get(table, {id.at, id.op, id.key, id.start, id.end});
}

const TraceEvent* last_fire(const Moment& m, const WindowId& id, std::size_t before) {
  return m.last(before, [&](const TraceEvent& e) {
    return e.kind == EventKind::kWinFire && is_of<field::kWinFire>(m, e, id);
  });
}

template <class F>
bool is_of_any(const Moment& m, const TraceEvent& e, const std::vector<WindowId>& windows) {
  return std::any_of(windows.begin(), windows.end(),
                     [&](const WindowId& w) { return is_of<F>(m, e, w); });
}

// Those of the windows that a task takes back.
std::vector<WindowId> taken_back(const TraceEvent& restore, const std::vector<WindowId>& windows) {
  std::vector<WindowId> out;
  for (const Value& x : restore.fields[field::kRestore::wins].elements())
    for (const WindowId& w : windows)
      if (!member(x, "now").is_null() && member(x, "op") == w.op && member(x, "key") == w.key &&
          member(x, "start") == w.start && member(x, "end") == w.end)
        out.push_back(w);
  return out;
}

// The snapshot of the checkpoint by the task that had these windows then. A window of which that
// attempt says nothing was the same at all snapshots. nullptr: another run made the checkpoint.
const TraceEvent* snapshot_of(const Moment& m, const TraceEvent& restore,
                              const std::vector<WindowId>& windows) {
  const std::size_t before = m.place_of(restore);
  const Value& cp = restore.fields[field::kRestore::cp];
  const auto is_snapshot = [&cp](const TraceEvent& e) {
    return e.kind == EventKind::kSnapSync && e.fields[field::kSnapSync::cp] == cp;
  };
  const TraceEvent* any = m.last(before, is_snapshot);
  if (any == nullptr) return nullptr;
  const TraceEvent* own = m.last(before, [&](const TraceEvent& e) {
    return e.attempt == any->attempt &&
           ((e.kind == EventKind::kWinAssign && is_of_any<field::kWinAssign>(m, e, windows)) ||
            (e.kind == EventKind::kWinMerge && is_of_any<field::kWinMerge>(m, e, windows)));
  });
  if (own == nullptr) return any;
  const TraceEvent* snapshot =
      m.last(before, [&](const TraceEvent& e) { return is_snapshot(e) && e.at == own->at; });
  return snapshot != nullptr ? snapshot : any;
}

// The records in it, and in those that were merged into it, the oldest first; at most n. What an
// attempt has taken back came to it before the snapshot; whatever came after that was lost.
std::vector<Value> records_of(const Moment& m, const WindowId& id, std::size_t before,
                              std::int64_t n) {
  std::vector<WindowId> windows{id};
  std::vector<Value> out;
  for (std::size_t i = before; i-- > 0 && static_cast<std::int64_t>(out.size()) < n;) {
    const TraceEvent& e = m.timeline().events()[i];
    if (e.kind == EventKind::kWinAssign) {
      if (is_of_any<field::kWinAssign>(m, e, windows))
        out.push_back(e.fields[field::kWinAssign::r]);
    } else if (e.kind == EventKind::kWinMerge && is_of_any<field::kWinMerge>(m, e, windows)) {
      for (const Value& w : e.fields[field::kWinMerge::from].elements())
        windows.push_back({id.at, id.op, id.key, member(w, "start"), member(w, "end")});
    } else if (e.kind == EventKind::kRestore) {
      std::vector<WindowId> back = taken_back(e, windows);
      if (back.empty()) continue;
      const TraceEvent* snapshot = snapshot_of(m, e, back);
      if (snapshot == nullptr) break;
      windows = std::move(back);
      i = m.place_of(*snapshot);
    } else if (e.kind == EventKind::kDeploy) {
      break;
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::string record_names(const Moment& m, const std::vector<Value>& ids) {
  std::string out;
  const std::size_t n = std::min(ids.size(), kMostRecords);
  for (std::size_t i = 0; i < n; i++) out += (i == 0 ? "" : ", ") + m.words().record(ids[i]);
  if (ids.size() > n) out += " and " + std::to_string(ids.size() - n) + " more";
  return out;
}

// What it has gathered, if that is one value under its own name.
std::string contents(const Moment& m, const WindowId& id) {
  const Plan::Window* window = m.plan().window(id.op);
  if (window == nullptr || window->state.is_null()) return {};
  const Value ns = state_window(m.world(), id.at, id.op, id.key, id.start, id.end);
  const Value value = m.get(table::kCell, {id.at, id.op, window->state, id.key, ns, Value()});
  if (value.is_null()) return {};
  const Plan::State* state = m.plan().state(id.op, window->state);
  return m.value(value, state != nullptr ? &state->row : nullptr);
}

std::string holds_line(const Moment& m, const WindowId& id) {
  const Value n = row(m, table::kWin, id);
  const std::string value = contents(m, id);
  const std::string records =
      record_names(m, records_of(m, id, m.place(), n.kind() == Kind::kInt ? n.as_int() : 0));
  return value.empty() || records.empty() ? value + records : value + ": " + records;
}

// ---- it has fired -------------------------------------------------------------------------------

std::string fired_value(const Moment& m, const TraceEvent& fire) {
  using F = field::kWinFire;
  return m.value(fire.fields[F::val], m.plan().names_of(fire, F::val));
}

WhyAnswer fired(const Moment& m, const WindowId& id, const TraceEvent& fire, bool negated) {
  using F = field::kWinFire;
  WhyAnswer out;
  out.subject = m.words().window(id.key, id.start, id.end);
  const std::string value = fired_value(m, fire);
  const std::int64_t nth = fire.fields[F::now].as_int();
  const bool again = nth > 1;
  out.headline = m.say(again     ? "window.fired_again"
                       : negated ? "window.did_fire"
                                 : "window.fired",
                       {{"window", out.subject},
                        {"step", number(fire.step)},
                        {"t", number(fire.time)},
                        {"n", number(nth)},
                        {"value", value}});
  if (negated) return out;
  const Timestamp last = wrapping_sub(id.end.as_int(), 1);
  const Timestamp now = time_or_min(fire.fields[F::wm]);
  out.lines.push_back(
      m.line("label.fires_when", m.say("window.fires_when", {{"who", m.words().who(fire.at, id.op)},
                                                             {"last", time_words(last)}})));
  out.lines.push_back(m.line("label.here", m.say("window.here", {{"now", time_words(now)},
                                                                 {"last", time_words(last)},
                                                                 {"truth", m.say("yes")}})));
  const Origin origin = origin_of(m, fire.at, m.place_of(fire));
  std::string from = origin_words(m, origin, true);
  const std::string formula = formula_words(m, origin);
  if (!formula.empty()) from += ":\n" + formula;
  out.lines.push_back(m.line("label.event_time", from, {{"now", time_words(now)}}));
  const Value n = fire.fields[F::n];
  const auto ids = records_of(m, id, m.place_of(fire), n.kind() == Kind::kInt ? n.as_int() : 0);
  if (again && !ids.empty())
    out.lines.push_back(m.line(
        "label.because", m.say("window.by_element", {{"record", m.words().record(ids.back())}})));
  if (!ids.empty()) out.lines.push_back(m.line("label.it_held", record_names(m, ids)));
  return out;
}

// ---- it has not ---------------------------------------------------------------------------------

WhyAnswer waiting(const Moment& m, const WindowId& id) {
  WhyAnswer out;
  out.subject = m.words().window(id.key, id.start, id.end);
  const Timestamp last = wrapping_sub(id.end.as_int(), 1);
  const Value clock = m.get(table::kClock, {id.at});
  out.lines.push_back(
      m.line("label.fires_when", m.say("window.fires_when", {{"who", m.words().who(id.at, id.op)},
                                                             {"last", time_words(last)}})));
  const std::string origin =
      clock.is_null() ? m.say("window.time_none")
                      : m.say("window.time_now",
                              {{"now", time_words(clock.as_int())},
                               {"origin", origin_words(m, origin_of(m, id.at, m.place()), false)}});
  out.lines.push_back(m.line("label.event_time_now", origin));
  bool on_its_way = false;
  for (WhyLine& line : what_moves(m, id.at, last, on_its_way)) out.lines.push_back(line);
  const std::string held = holds_line(m, id);
  if (!held.empty()) out.lines.push_back(m.line("label.it_holds", held));
  const bool stuck = m.at_end() && !on_its_way;
  out.headline = m.say(stuck ? "window.stuck" : "window.not_fired",
                       {{"window", out.subject}, {"step", number(m.step())}});
  return out;
}

// It is not there: fired and gone, merged, lost with an attempt, or never there.
WhyAnswer gone(const Moment& m, const WindowId& id, bool negated) {
  const TraceEvent* end = m.last([&](const TraceEvent& e) {
    if (e.kind == EventKind::kWinPurge) return is_of<field::kWinPurge>(m, e, id);
    if (e.kind == EventKind::kWinAssign) return is_of<field::kWinAssign>(m, e, id);
    return merges(m, e, id);
  });
  WhyAnswer out;
  out.subject = m.words().window(id.key, id.start, id.end);
  if (end != nullptr && end->kind == EventKind::kWinPurge) {
    const bool has_fired = !end->fields[field::kWinPurge::fired].is_null();
    const TraceEvent* fire = has_fired ? last_fire(m, id, m.place_of(*end)) : nullptr;
    if (fire != nullptr) return fired(m, id, *fire, negated);
    out.headline =
        m.say("window.gone",
              {{"window", out.subject}, {"step", number(end->step)}, {"t", number(end->time)}});
    return out;
  }
  if (end != nullptr && end->kind == EventKind::kWinMerge) {
    out.headline = m.say("window.merged", {{"window", out.subject},
                                           {"into", m.words().window(*end)},
                                           {"step", number(end->step)},
                                           {"t", number(end->time)}});
    return out;
  }
  if (end != nullptr) {  // it was joined, and the attempt has ended since
    const TraceEvent* deploy = m.last([](const TraceEvent& e) {
      return e.kind == EventKind::kDeploy || e.kind == EventKind::kRestart;
    });
    out.headline =
        m.say("window.lost", {{"window", out.subject},
                              {"attempt", number(end->attempt)},
                              {"step", number(deploy != nullptr ? deploy->step : end->step)}});
    return out;
  }
  const TraceEvent* late = m.last([&](const TraceEvent& e) {
    return e.kind == EventKind::kLate && is_of<field::kLate>(m, e, id);
  });
  out.headline = m.say("window.never", {{"window", out.subject},
                                        {"step", number(late != nullptr ? late->step : m.step())}});
  return out;
}

}  // namespace

WhyAnswer why_window(const Moment& m, const WindowId& found, bool negated) {
  WindowId id = found;
  // A restore may have put it into another subtask than the one that its last record came to.
  for (const Plan::Task& task : m.plan().tasks()) {
    const WindowId there{task.id, id.op, id.key, id.start, id.end};
    if (!row(m, table::kWin, there).is_null()) id.at = task.id;
  }
  if (row(m, table::kWin, id).is_null()) return gone(m, id, negated);
  if (row(m, table::kFired, id).is_null()) return waiting(m, id);
  const TraceEvent* fire = last_fire(m, id, m.place());
  return fire != nullptr ? fired(m, id, *fire, negated) : waiting(m, id);
}

}  // namespace weir::diagrams::whys
