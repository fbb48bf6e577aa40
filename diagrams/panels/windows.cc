#include "diagrams/panels/windows.h"

#include <algorithm>
#include <map>
#include <set>

#include "diagrams/state_window.h"
#include "diagrams/text_line.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostWindows = 8;
constexpr std::size_t kMostGone = 3;
constexpr std::size_t kMostHeld = 6;

// Place, operator, key, start, end: a row of the table `win`.
Value row_key(const TraceEvent& e, const Value& op, const Value& start, const Value& end) {
  const int key = e.info().index_of("key");
  return Value::list(
      {e.at, op, key < 0 ? Value() : e.fields[static_cast<std::size_t>(key)], start, end});
}

class Windows {
 public:
  Windows(const Moment& moment, const Screen& screen)
      : moment_(moment), screen_(screen), ink_(screen), words_(moment.now, ink_.writing()) {}

  std::vector<Panel> make() {
    std::vector<Panel> out;
    look_back();
    std::set<Value> seen;
    for (const Plan::Task& task : moment_.now.plan().tasks())
      for (const Plan::Op& op : task.ops) {
        if (moment_.now.plan().window(op.uid) == nullptr || !seen.insert(op.uid).second) continue;
        if (auto panel = panel_of(op.uid)) out.push_back(std::move(*panel));
      }
    return out;
  }

 private:
  struct Gone {
    Value key;
    std::int64_t fired_step = -1;
    std::int64_t step = 0;
  };

  Value op_of(const TraceEvent& e) const {
    if (!e.op.is_null()) return e.op;
    const Plan::Task* task = moment_.now.plan().task(e.at);
    return task != nullptr ? task->ops.front().uid : Value();
  }

  // What the windows hold, newest last, and which are gone.
  void look_back() {
    const auto events = moment_.timeline.events();
    const std::size_t first = moment_.place > kLookBack ? moment_.place - kLookBack : 0;
    std::map<Value, std::int64_t> fired;
    for (std::size_t i = first; i < moment_.place; i++) {
      const TraceEvent& e = events[i];
      if (e.kind == EventKind::kWinAssign) {
        using F = field::kWinAssign;
        const Value key = row_key(e, op_of(e), e.fields[F::start], e.fields[F::end]);
        held_[key].push_back(e.fields[F::r]);
        if (i >= moment_.from) touched_.insert(key);
        std::erase_if(gone_, [&](const Gone& g) { return g.key == key; });
      } else if (e.kind == EventKind::kWinFire) {
        using F = field::kWinFire;
        fired[row_key(e, op_of(e), e.fields[F::start], e.fields[F::end])] = e.step;
      } else if (e.kind == EventKind::kWinPurge) {
        using F = field::kWinPurge;
        const Value key = row_key(e, op_of(e), e.fields[F::start], e.fields[F::end]);
        const auto at = fired.find(key);
        gone_.push_back({key, at == fired.end() ? -1 : at->second, e.step});
        held_.erase(key);
      } else if (e.kind == EventKind::kWinMerge) {
        merge(e);
      } else if (e.kind == EventKind::kLate) {
        late_[op_of(e)].push_back(e.fields[field::kLate::r]);
        act_[op_of(e)] = shown(e.fields[field::kLate::act].as_text());
      } else if (e.kind == EventKind::kDeploy) {
        held_.clear();
        gone_.clear();
      } else if (e.kind == EventKind::kSnapSync) {
        remember(e);
      } else if (e.kind == EventKind::kRestore) {
        take_back(e);
      }
    }
  }

  // A checkpoint has what the windows of a task hold at its snapshot; whoever has them after a
  // restore, they hold that.
  void remember(const TraceEvent& e) {
    auto& then = snapshots_[e.fields[field::kSnapSync::cp]];
    for (const auto& [key, records] : held_)
      if (key[0] == e.at) then[Value::list({key[1], key[2], key[3], key[4]})] = records;
  }

  void take_back(const TraceEvent& e) {
    const auto then = snapshots_.find(e.fields[field::kRestore::cp]);
    if (then == snapshots_.end()) return;
    for (const Value& x : e.fields[field::kRestore::wins].elements()) {
      const Value op = member(x, "op"), key = member(x, "key"), start = member(x, "start"),
                  end = member(x, "end");
      const auto records = then->second.find(Value::list({op, key, start, end}));
      if (!member(x, "now").is_null() && records != then->second.end())
        held_[Value::list({e.at, op, key, start, end})] = records->second;
    }
  }

  void merge(const TraceEvent& e) {
    using F = field::kWinMerge;
    std::vector<Value> all;
    for (const Value& from : e.fields[F::from].elements()) {
      const auto at = held_.find(row_key(e, op_of(e), member(from, "start"), member(from, "end")));
      if (at == held_.end()) continue;
      all.insert(all.end(), at->second.begin(), at->second.end());
      held_.erase(at);
    }
    held_[row_key(e, op_of(e), e.fields[F::start], e.fields[F::end])] = all;
  }

  std::string holds(const Value& key) const {
    const auto at = held_.find(key);
    if (at == held_.end()) return "";
    std::string out;
    const std::size_t n = at->second.size(), first = n > kMostHeld ? n - kMostHeld : 0;
    if (first > 0) out = std::to_string(first) + " and ";
    for (std::size_t i = first; i < n; i++)
      out += (i > first ? ", " : "") + words_.record(at->second[i]);
    return out;
  }

  const Value* contents(const World& world, const Value& key) const {
    const Plan::Window* window = world.plan().window(key[1]);
    if (window == nullptr) return nullptr;
    const Value ns = state_window(world, key[0], key[1], key[2], key[3], key[4]);
    return world.get(table::kCell, Value::list({key[0], key[1], window->state, key[2], ns, {}}));
  }

  const FieldNames* names_of(const Value& op) const {
    const Plan& plan = moment_.now.plan();
    const Plan::Window* window = plan.window(op);
    const Plan::State* state = plan.state(op, window->state);
    return state != nullptr && !state->row.empty() ? &state->row : nullptr;
  }

  // What is in it now; "0 -> 1" if the move changed that.
  std::string value(const Value& key) const {
    const Value* was = contents(moment_.before, key);
    const Value* now = contents(moment_.now, key);
    if (now == nullptr) return "";
    const FieldNames* names = names_of(key[1]);
    const bool changed = touched_.contains(key) && (was == nullptr || !(*was == *now));
    const Value before = was != nullptr ? *was : Value();
    if (names != nullptr && names->size() == 1 && now->kind() == Kind::kRow) {
      // The column is called so.
      if (!changed) return value_words((*now)[0], nullptr, ink_.writing());
      const std::string text = change_words(before, *now, names, ink_.writing());
      const std::string prefix = shown(names->front()) + ' ';
      return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
    }
    if (changed) return change_words(before, *now, names, ink_.writing());
    return value_words(*now, names, ink_.writing());
  }

  std::string count(const Value& key) const {
    const Value* now = moment_.now.get(table::kWin, key);
    const Value* was = moment_.before.get(table::kWin, key);
    const std::string n = now != nullptr ? std::to_string(now->as_int()) : "0";
    if (!touched_.contains(key) || (was && now && *was == *now)) return n;
    return (was != nullptr ? std::to_string(was->as_int()) : "0") +
           std::string(arrow(ink_.writing())) + n;
  }

  std::string when(const Value& key) const {
    const bool processing = moment_.now.plan().window(key[1])->processing_time;
    return time_words(key[4].as_int() - 1) + (processing ? " (processing time)" : "");
  }

  static std::string name(const Value& key) {
    return "[" + time_words(key[3].as_int()) + "," + time_words(key[4].as_int()) + ")";
  }

  std::optional<Panel> panel_of(const Value& op) const {
    const FieldNames* names = names_of(op);
    const std::string column =
        names != nullptr && names->size() == 1 ? shown(names->front()) : "value";
    PanelTable table({"window", "key", "task", "n", column, "fires at", "holds"});
    bool counts = false;  // the number of elements says something that the value does not
    for (const auto& [key, n] : moment_.now.rows(table::kWin))
      counts = counts || (key[1] == op && count(key) != value(key));
    const bool several = moment_.now.plan().parallelism(op) > 1;
    std::size_t left_out = 0, rows = 0;
    const auto put = [&](const Value& key, const std::string& what, bool live) {
      table.row({name(key), key[2].is_null() ? "" : value_words(key[2], nullptr, ink_.writing()),
                 several ? words_.place(key[0]) : "", live && counts ? count(key) : "",
                 live ? value(key) : "", when(key), what});
    };
    std::vector<const Gone*> gone;
    for (const Gone& g : gone_)
      if (g.key[1] == op) gone.push_back(&g);
    for (std::size_t i = gone.size() > kMostGone ? gone.size() - kMostGone : 0; i < gone.size();
         i++)
      put(gone[i]->key,
          gone[i]->fired_step < 0
              ? "removed at step " + std::to_string(gone[i]->step)
              : "fired at step " + std::to_string(gone[i]->fired_step) + ", removed",
          false);
    std::vector<Value> live;
    for (const bool wanted : {true, false})
      for (const auto& [key, n] : moment_.now.rows(table::kWin))
        if (key[1] == op && touched_.contains(key) == wanted) {
          if (live.size() < kMostWindows)
            live.push_back(key);
          else
            left_out++;
        }
    std::sort(live.begin(), live.end());
    for (const Value& key : live) put(key, holds(key), true), rows++;
    Panel out{"windows of " + words_.who(Value(), op), table.lines(screen_)};
    if (left_out > 0) out.lines.push_back("and " + counted(left_out, "window") + " more");
    if (const auto late = late_.find(op); late != late_.end()) {
      std::string text = "late, " + act_.at(op) + ":";
      const std::size_t n = late->second.size(), first = n > kMostHeld ? n - kMostHeld : 0;
      if (first > 0) text += " " + std::to_string(first) + " and";
      for (std::size_t i = first; i < n; i++)
        text += (i > first ? ", " : " ") + words_.record(late->second[i]);
      out.lines.push_back(screen_.plain ? text + '.' : cut_text(text, screen_.width - 2, screen_));
    }
    if (table.empty() && out.lines.empty()) return std::nullopt;
    if (table.empty() && rows == 0 && gone.empty()) out.lines.erase(out.lines.begin());
    if (out.lines.empty()) return std::nullopt;
    return out;
  }

  const Moment& moment_;
  const Screen& screen_;
  Ink ink_;
  Words words_;
  std::map<Value, std::vector<Value>> held_;                        // records, by row of `win`
  std::map<Value, std::map<Value, std::vector<Value>>> snapshots_;  // of held_, by checkpoint
  std::map<Value, std::vector<Value>> late_;                        // by operator
  std::map<Value, std::string> act_;  // what was done with the last late one
  std::vector<Gone> gone_;            // oldest first
  std::set<Value> touched_;           // by the move
};

}  // namespace

std::vector<Panel> window_panels(const Moment& moment, const Screen& screen) {
  return Windows(moment, screen).make();
}

}  // namespace weir::diagrams
