// Why a state has the value it has.
#include <algorithm>
#include <vector>

#include "diagrams/why/evaluators.h"
#include "engine/core/suggest.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

// A cell of the World, or a list; in the order of the parts of its key there.
struct CellId {
  Value at, op, state, key, ns, mk;
  bool list = false;
};

Value row_key(const CellId& id) {
  return id.list ? Value::list({id.at, id.op, id.state, id.key, id.ns})
                 : Value::list({id.at, id.op, id.state, id.key, id.ns, id.mk});
}

std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

// Null: it is not there.
Value value_in(const World& world, const CellId& id) {
  if (!id.list) {
    const Value* v = world.get(table::kCell, row_key(id));
    return v != nullptr ? *v : Value();
  }
  const WorldQueue* items = world.queue(table::kItems, row_key(id));
  if (items == nullptr) return {};
  std::vector<Value> out;
  for (const Value& item : *items) out.push_back(member(item, "elem"));
  return Value::list(out);
}

std::string words_of(const Moment& m, const CellId& id, const Value& v) {
  const Plan::State* state = m.plan().state(id.op, id.state);
  return m.value(v, state != nullptr && !id.list ? &state->row : nullptr);
}

std::string name_of(const Moment& m, const CellId& id) {
  return m.words().cell(id.state, id.key, id.mk, id.ns);
}

// ---- which --------------------------------------------------------------------------------------

// The first three parts of keys, each combination once: a jump for each, however many there are.
template <class Rows>
void places_of(const Rows& rows, bool list, std::vector<CellId>& out) {
  for (auto row = rows.begin(); row != rows.end();) {
    const Value& k = row->first;
    out.push_back({k[0], k[1], k[2], {}, {}, {}, list});
    std::string next(k[2].as_text());
    next += '\0';
    row = rows.lower_bound(Value::list({k[0], k[1], Value::text(next)}));
  }
}

// How many of the words name the place: its operator or task, then its state. nullopt: they do not.
std::optional<std::size_t> named(const Moment& m, const CellId& place, WordList words) {
  std::size_t n = 0;
  const Plan::Task* task = m.plan().task(place.at);
  if (n < words.size() &&
      (is_text(place.op, words[n]) || (task != nullptr && is_task(m, *task, words[n]))))
    n++;
  if (n < words.size() && is_text(place.state, words[n])) n++;
  return n > 0 ? std::optional(n) : std::nullopt;
}

constexpr std::size_t kMostRows = 20'000, kEnough = 100;

template <class Rows>
void cells_at(const Moment& m, const Rows& rows, const CellId& place, WordList words,
              std::vector<CellId>& out) {
  const auto add = [&](const Value& k) {
    CellId id{k[0], k[1], k[2], k[3], k[4], place.list ? Value() : k[5], place.list};
    const bool all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return is_meant(m, id.key, word) || is_meant(m, id.mk, word) || is_text(id.ns, word);
    });
    if (all && out.size() < kEnough) out.push_back(std::move(id));
  };
  const auto walk = [&](const Value& from, std::size_t parts) {
    std::size_t n = 0;
    for (auto row = rows.lower_bound(from); row != rows.end() && n < kMostRows; ++row, ++n) {
      for (std::size_t i = 0; i < parts; i++)
        if (row->first[i] != from[i]) return;
      add(row->first);
    }
  };
  const std::size_t before = out.size();
  // A key is most likely the first of the words.
  if (!words.empty()) {
    walk(Value::list({place.at, place.op, place.state, Value::text(words.front())}), 4);
    if (const auto n = whole_number(words.front()))
      walk(Value::list({place.at, place.op, place.state, Value::integer(*n)}), 4);
  }
  if (out.size() == before) walk(Value::list({place.at, place.op, place.state}), 3);
}

std::vector<CellId> all_places(const Moment& m) {
  std::vector<CellId> places;
  places_of(m.world().rows(table::kCell), false, places);
  places_of(m.world().queues(table::kItems), true, places);
  return places;
}

std::vector<CellId> find_cells(const Moment& m, WordList words) {
  std::vector<CellId> out;
  for (const CellId& place : all_places(m)) {
    const auto n = named(m, place, words);
    if (!n) continue;
    if (place.list)
      cells_at(m, m.world().queues(table::kItems), place, words.subspan(*n), out);
    else
      cells_at(m, m.world().rows(table::kCell), place, words.subspan(*n), out);
  }
  return out;
}

// The keys of what the first of the words name: an operator, a task or a state.
std::vector<std::string> keys_of(const Moment& m, WordList words) {
  std::vector<std::string> out;
  for (const CellId& id : find_cells(m, words.first(std::min<std::size_t>(words.size(), 1)))) {
    const std::string key = id.key.is_null() ? std::string() : shown(plain(id.key));
    if (!key.empty() && std::find(out.begin(), out.end(), key) == out.end()) out.push_back(key);
  }
  return out;
}

// ---- its past -----------------------------------------------------------------------------------

bool lists(const Value& cells, const CellId& id) {
  if (cells.kind() != Kind::kList) return false;
  const auto all = cells.elements();
  return std::any_of(all.begin(), all.end(), [&](const Value& x) {
    return member(x, "op") == id.op && member(x, "state") == id.state &&
           member(x, "key") == id.key && member(x, "ns") == id.ns && member(x, "mk") == id.mk;
  });
}

template <class F>
bool is_of(const Moment& m, const TraceEvent& e, const CellId& id) {
  return e.fields[F::state] == id.state && e.fields[F::key] == id.key && e.fields[F::ns] == id.ns &&
         m.op_of(e) == id.op;
}

// Does the event change this cell?
bool changes(const Moment& m, const TraceEvent& e, const CellId& id) {
  if (e.kind == EventKind::kStWrite)
    return is_of<field::kStWrite>(m, e, id) && e.fields[field::kStWrite::mk] == id.mk;
  if (e.kind == EventKind::kStAppend) return id.list && is_of<field::kStAppend>(m, e, id);
  if (e.kind == EventKind::kStUpdate) return id.list && is_of<field::kStUpdate>(m, e, id);
  if (e.kind == EventKind::kStClear) {
    using F = field::kStClear;
    return (is_of<F>(m, e, id) && e.fields[F::mk] == id.mk) || lists(e.fields[F::cells], id);
  }
  if (e.kind == EventKind::kStMerge)
    return lists(e.fields[field::kStMerge::cells], id) ||
           lists(e.fields[field::kStMerge::items], id);
  if (e.kind == EventKind::kRestore && e.at == id.at)
    return lists(e.fields[field::kRestore::cells], id) ||
           lists(e.fields[field::kRestore::items], id);
  return false;
}

const TraceEvent* last_change(const Moment& m, const CellId& id, std::size_t before) {
  return m.last(before, [&](const TraceEvent& e) { return changes(m, e, id); });
}

std::string change_words_of(const Moment& m, const TraceEvent& e) {
  return m.say("state.change", {{"step", number(e.step)}, {"what", m.words().say(e)}});
}

// What the turn was about in which the state was changed.
std::string because(const Moment& m, const TraceEvent& change) {
  for (std::size_t i = m.place_of(change); i-- > m.timeline().begin_of(change.step);) {
    const TraceEvent& e = m.timeline().events()[i];
    if (e.at != change.at) continue;
    if (e.kind == EventKind::kRecRecv || e.kind == EventKind::kRecEmit) {
      const Value& r = e.kind == EventKind::kRecRecv ? e.fields[field::kRecRecv::r]
                                                     : e.fields[field::kRecEmit::r];
      return m.say("state.because", {{"record", m.words().record(r)}, {"step", number(e.step)}});
    }
    if (e.kind == EventKind::kTmFire)
      return m.say(
          "state.because_timer",
          {{"at", time_words(e.fields[field::kTmFire::ts].as_int())}, {"step", number(e.step)}});
  }
  return {};
}

void add_checkpoint(const Moment& m, const CellId& id, WhyAnswer& out) {
  using F = field::kSnapSync;
  const TraceEvent* snap =
      m.last([&](const TraceEvent& e) { return e.kind == EventKind::kSnapSync && e.at == id.at; });
  if (snap == nullptr) return;
  TimelineCursor then(m.timeline());
  then.seek(m.place_of(*snap));
  const Value value = value_in(then.world(), id);
  out.lines.push_back(
      m.line("label.in_checkpoint",
             m.say("state.in_checkpoint",
                   {{"value", value.is_null() ? m.say("state.nothing") : words_of(m, id, value)},
                    {"step", number(snap->step)}}),
             {{"cp", m.value(snap->fields[F::cp])}}));
}

WhyAnswer of_cell(const Moment& m, const CellId& id) {
  WhyAnswer out;
  out.subject = name_of(m, id);
  const std::string value = words_of(m, id, value_in(m.world(), id));
  const TraceEvent* change = last_change(m, id, m.place());
  const bool restored = change != nullptr && change->kind == EventKind::kRestore;
  out.headline = m.say(restored ? "state.restored" : "state.is",
                       {{"cell", out.subject},
                        {"value", value},
                        {"step", number(change != nullptr ? change->step : 0)},
                        {"t", number(change != nullptr ? change->time : 0)}});
  if (change == nullptr) return out;
  if (!restored) {
    out.lines.push_back(m.line("label.change", change_words_of(m, *change)));
    const std::string why = because(m, *change);
    if (!why.empty()) out.lines.push_back(m.line("label.because", why));
    if (const TraceEvent* earlier = last_change(m, id, m.place_of(*change)))
      out.lines.push_back(m.line("label.before", change_words_of(m, *earlier)));
  }
  if (!id.key.is_null())
    out.lines.push_back(m.line(
        "label.key_group",
        m.say("state.group", {{"group", number(key_group(id.key, m.plan().max_parallelism()))},
                              {"groups", number(m.plan().max_parallelism())},
                              {"who", m.words().place(id.at)}})));
  add_checkpoint(m, id, out);
  return out;
}

// Nothing is there now: what the past says of it.
Result<WhyAnswer> not_there(const Moment& m, WordList words) {
  const auto fits = [&](const TraceEvent& e, const Value& state, const Value& key, const Value& mk,
                        const Value& ns) {
    const auto n = named(m, {e.at, m.op_of(e), state, {}, {}, {}, false}, words);
    const WordList rest = n ? words.subspan(*n) : words;
    return n && std::all_of(rest.begin(), rest.end(), [&](const std::string& word) {
             return is_meant(m, key, word) || is_meant(m, mk, word) || is_text(ns, word);
           });
  };
  const TraceEvent* end = m.last([&](const TraceEvent& e) {
    if (e.kind == EventKind::kStWrite) {
      using F = field::kStWrite;
      return fits(e, e.fields[F::state], e.fields[F::key], e.fields[F::mk], e.fields[F::ns]);
    }
    if (e.kind == EventKind::kStAppend) {
      using F = field::kStAppend;
      return fits(e, e.fields[F::state], e.fields[F::key], Value(), e.fields[F::ns]);
    }
    if (e.kind != EventKind::kStClear) return false;
    using F = field::kStClear;
    return fits(e, e.fields[F::state], e.fields[F::key], e.fields[F::mk], e.fields[F::ns]);
  });
  WhyAnswer out;
  out.subject = shown(joined(words));
  if (end == nullptr) {
    std::vector<std::string> names, single;
    for (const CellId& place : all_places(m)) {
      for (const Value& one : {place.op, place.state}) single.push_back(shown(plain(one)));
      const std::string name = shown(plain(place.op)) + " " + shown(plain(place.state));
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    if (names.empty())
      return mistake("There is no state '" + out.subject + "' at step " + number(m.step()) +
                     ": nothing is kept then.");
    const bool known = std::find(single.begin(), single.end(), words.front()) != single.end();
    const std::vector<std::string> keys = known ? keys_of(m, words) : std::vector<std::string>();
    const std::string no =
        "There is no state '" + out.subject + "' at step " + number(m.step()) + ".";
    if (!keys.empty())
      return mistake(no + did_you_mean(words.back(), keys) + "\nKeys there: " + some_of(keys) +
                     ".");
    return mistake(no + (known ? "" : did_you_mean(words.front(), single)) +
                   "\nStates there (operator, name): " + some_of(names) + ".");
  }
  const int i = end->info().index_of("mk");
  const CellId id{end->at,
                  m.op_of(*end),
                  end->fields[static_cast<std::size_t>(end->info().index_of("state"))],
                  end->fields[static_cast<std::size_t>(end->info().index_of("key"))],
                  end->fields[static_cast<std::size_t>(end->info().index_of("ns"))],
                  i < 0 ? Value() : end->fields[static_cast<std::size_t>(i)],
                  false};
  out.subject = name_of(m, id);
  const bool cleared = end->kind == EventKind::kStClear;
  const TraceEvent* restart =
      m.last([](const TraceEvent& e) { return e.kind == EventKind::kRestart; });
  out.headline = m.say(cleared ? "state.cleared" : "state.lost",
                       {{"cell", out.subject},
                        {"step", number(m.step())},
                        {"when", number(end->step)},
                        {"attempt", number(restart != nullptr ? restart->attempt : end->attempt)}});
  out.lines.push_back(m.line("label.change", change_words_of(m, *end)));
  return out;
}

}  // namespace

Result<WhyAnswer> why_state(const Moment& m, WordList typed) {
  const std::vector<std::string> words = cell_words(typed);
  if (words.empty()) return mistake("Which state? Say its operator or its name, and its key.");
  const auto cells = find_cells(m, words);
  if (cells.empty()) return not_there(m, words);
  if (cells.size() == 1) return of_cell(m, cells.front());
  std::vector<std::string> names;
  for (const CellId& id : cells) names.push_back(name_of(m, id));
  return mistake("'state " + shown(joined(words)) + "' can be several: " + some_of(names) +
                 ".\nSay the key, or the window, too.");
}

}  // namespace weir::diagrams::whys
