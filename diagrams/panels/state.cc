#include "diagrams/panels/state.h"

#include <algorithm>
#include <map>

#include "diagrams/text_line.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostTimers = 8;

// The latest checkpoint that is complete at a place, and where each task took its snapshot for it.
struct Kept {
  std::optional<std::int64_t> checkpoint;
  std::map<Value, std::size_t> places;  // by task: behind its snap.sync
};

Kept kept_at(const Timeline& timeline, const World& world, std::size_t place) {
  Kept out;
  for (const auto& [key, status] : world.rows(table::kCp))
    if (status == Value::text("complete")) out.checkpoint = key[0].as_int();
  if (!out.checkpoint) return out;
  const auto events = timeline.events();
  for (std::size_t i = place; i-- > 0;) {
    const TraceEvent& e = events[i];
    if (e.kind == EventKind::kSnapSync &&
        e.fields[field::kSnapSync::cp] == Value::integer(*out.checkpoint))
      out.places.emplace(e.at, i + 1);
    if (e.kind == EventKind::kCpTrigger &&
        e.fields[field::kCpTrigger::cp] == Value::integer(*out.checkpoint))
      break;
  }
  return out;
}

Value list_of(const WorldQueue& queue) {
  std::vector<Value> out;
  for (const Value& slot : queue) out.push_back(member(slot, "elem"));
  return Value::list(out);
}

// Cells and lists of a World, under one kind of key: task, operator, state, key, window, map key.
Value value_in(const World& world, const Value& key) {
  if (const Value* v = world.get(table::kCell, key)) return *v;
  if (!key[5].is_null()) return {};
  const WorldQueue* items =
      world.queue(table::kItems, Value::list({key[0], key[1], key[2], key[3], key[4]}));
  return items != nullptr ? list_of(*items) : Value();
}

void add_keys(const World& world, std::map<Value, std::vector<Value>>& out) {
  const auto add = [&](const Value& key) {
    const Plan::Window* window = world.plan().window(key[1]);
    if (window != nullptr && window->state == key[2]) return;
    std::vector<Value>& keys = out[Value::list({key[1], key[2]})];
    keys.push_back(key);
  };
  for (const auto& [key, value] : world.rows(table::kCell)) add(key);
  for (const auto& [key, items] : world.queues(table::kItems))
    add(Value::list({key[0], key[1], key[2], key[3], key[4], Value()}));
}

class States {
 public:
  States(const Moment& moment, const Screen& screen, std::size_t most)
      : moment_(moment),
        screen_(screen),
        ink_(screen),
        words_(moment.now, ink_.writing()),
        most_(most),
        kept_(kept_at(moment.timeline, moment.now, moment.place)) {}

  std::vector<Panel> make() {
    std::map<Value, std::vector<Value>> keys;  // by [operator, state]
    add_keys(moment_.now, keys);
    if (!moment_.events().empty()) add_keys(moment_.before, keys);  // what is gone is a change
    std::vector<Panel> out;
    for (auto& [state, rows] : keys) {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      out.push_back(panel_of(state[0], state[1], rows));
    }
    return out;
  }

 private:
  bool changed(const Value& key) const {
    return !moment_.events().empty() &&
           !(value_in(moment_.before, key) == value_in(moment_.now, key));
  }

  Panel panel_of(const Value& op, const Value& state, const std::vector<Value>& rows) {
    std::vector<Value> shown_rows;
    for (const bool wanted : {true, false})
      for (const Value& key : rows)
        if (shown_rows.size() < most_ && changed(key) == wanted) shown_rows.push_back(key);
    std::sort(shown_rows.begin(), shown_rows.end());
    const bool several = moment_.now.plan().parallelism(op) > 1;
    const Plan::State* of = moment_.now.plan().state(op, state);
    const FieldNames* names = of != nullptr && !of->row.empty() ? &of->row : nullptr;
    PanelTable table({"task", "key", "window", "map key", "value", kept_title()});
    for (const Value& key : shown_rows) {
      const Value now = value_in(moment_.now, key);
      const auto words = [&](const Value& v) { return value_words(v, names, ink_.writing()); };
      std::string value = words(now);
      if (changed(key)) {
        const Value was = value_in(moment_.before, key);
        value = now.is_null() ? words(was) + std::string(arrow(ink_.writing())) + "nothing"
                              : change_words(was, now, names, ink_.writing());
      }
      table.row({several ? words_.place(key[0]) : "", cell(key[3]), cell(key[4]), cell(key[5]),
                 value, in_checkpoint(key, names)});
    }
    std::string title = "state of " + words_.who(Value(), op);
    const std::string name = cell(state);
    if (name != cell(op)) title += ": " + name;
    Panel out{title, table.lines(screen_)};
    if (rows.size() > shown_rows.size())
      out.lines.push_back("and " + std::to_string(rows.size() - shown_rows.size()) + " more");
    return out;
  }

  std::string cell(const Value& v) const {
    return v.is_null() ? "" : value_words(v, nullptr, ink_.writing());
  }

  std::string kept_title() const {
    return kept_.checkpoint ? "in checkpoint " + std::to_string(*kept_.checkpoint)
                            : "in checkpoint";
  }

  std::string in_checkpoint(const Value& key, const FieldNames* names) {
    const auto at = kept_.places.find(key[0]);
    if (at == kept_.places.end()) return "";
    if (!then_) then_.emplace(moment_.timeline);
    then_->seek(at->second);
    const Value v = value_in(then_->world(), key);
    return v.is_null() ? "nothing" : value_words(v, names, ink_.writing());
  }

  const Moment& moment_;
  const Screen& screen_;
  Ink ink_;
  Words words_;
  std::size_t most_;
  Kept kept_;
  std::optional<TimelineCursor> then_;
};

}  // namespace

std::vector<Panel> state_panels(const Moment& moment, const Screen& screen, std::size_t most_rows) {
  return States(moment, screen, most_rows).make();
}

std::vector<Panel> all_state(const World& world, const Timeline& timeline, std::size_t place,
                             const Screen& screen) {
  const Moment still{timeline, world, world, place, place};
  return States(still, screen, static_cast<std::size_t>(-1)).make();
}

// Timers of windows are told by the windows.
std::optional<Panel> timers_panel(const Moment& moment, const Screen& screen) {
  const Ink ink(screen);
  const Words words(moment.now, ink.writing());
  PanelTable table({"timer", "of", "key", "clock"});
  std::size_t n = 0;
  for (const auto& [key, set] : moment.now.rows(table::kTimer)) {
    if (!key[3].is_null()) continue;
    if (++n > kMostTimers) continue;
    const bool fresh = moment.before.get(table::kTimer, key) == nullptr;
    table.row({value_words(key[5], nullptr, ink.writing()) + (fresh ? " (new)" : ""),
               words.who(key[0], key[1]),
               key[2].is_null() ? "" : value_words(key[2], nullptr, ink.writing()),
               key[4] == Value::text("event") ? "event time" : "processing time"});
  }
  if (n == 0) return std::nullopt;
  Panel out{"timers", table.lines(screen)};
  if (n > kMostTimers) out.lines.push_back("and " + std::to_string(n - kMostTimers) + " more");
  return out;
}

}  // namespace weir::diagrams
