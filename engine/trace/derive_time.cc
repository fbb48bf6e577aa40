// Time: watermarks, statuses, windows and timers.
#include <algorithm>

#include "engine/core/namespace.h"
#include "engine/trace/derive.h"

namespace weir {

namespace {

Value I(std::int64_t v) { return Value::integer(v); }
Value T(std::string_view s) { return Value::text(s); }
Value yes(bool b) { return b ? Value::boolean(true) : Value(); }
Timestamp time_of(const Value& v) { return v.kind() == Kind::kInt ? v.as_int() : kMinTimestamp; }
std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

Value window_text(const Value& start, const Value& end) {
  return T(to_string(Namespace{time_of(start), time_of(end)}));
}

}  // namespace

// ---- watermarks ---------------------------------------------------------------------------------

// Is a watermark at this operator the one that the source of the chain made?
bool Deriver::reached_by_source() const {
  if (!task_) return true;
  for (int op = static_cast<int>(op_index_); op >= 0;) {
    const Plan::Op& at = task_->ops[static_cast<std::size_t>(op)];
    if (at.own_watermarks) return false;
    op = at.upstream;
  }
  return true;
}

void Deriver::wm_emit(TraceEvent& e) {
  using F = field::kWmEmit;
  auto& f = e.fields;
  broadcast(e, F::chs, true);
  f[F::was] = was(table::kLast, {e.at});
  if (!reached_by_source()) return;
  // Of several splits the one that holds the source back.
  const Timestamp value = time_of(f[F::value]);
  for (const Plan::Source& s : plan().sources()) {
    if (!s.bound || value == kMaxTimestamp || !f[F::bound].is_null()) continue;
    const Value* owner = get(table::kOwner, {s.part});
    if (f[F::part].is_null() ? (owner ? *owner : s.task) != e.at : s.part != f[F::part]) continue;
    const Value max = was(table::kMax, {s.part});
    if (max.is_null() || wrapping_sub(wrapping_sub(max.as_int(), *s.bound), 1) != value) continue;
    f[F::max] = max;
    f[F::bound] = I(*s.bound);
  }
}

// It is held if another channel that is not idle is behind it, so that event time stays where it
//   is.
void Deriver::wm_recv(TraceEvent& e) {
  using F = field::kWmRecv;
  auto& f = e.fields;
  take(e, F::ch, 0);
  f[F::was] = was(table::kCwm, {f[F::ch]});
  if (!task_) return;
  std::optional<Timestamp> low;
  Value holder;
  for (const std::size_t c : task_->ins) {
    const Value& id = plan().channels()[c].id;
    const Value status = was(table::kCstat, {id});
    if (!status.is_null() && status != T("ACTIVE")) continue;
    const Timestamp mark = time_of(id == f[F::ch] ? f[F::value] : was(table::kCwm, {id}));
    if (!low || mark < *low || (mark == *low && id < holder)) {
      low = mark;
      holder = id;
    }
  }
  if (!low || *low > time_of(clock_of(e)) || *low >= time_of(f[F::value])) return;
  f[F::held] = yes(true);
  f[F::min] = I(*low);
  f[F::holder] = holder;
}

void Deriver::wm_old(TraceEvent& e) {
  using F = field::kWmOld;
  take(e, F::ch, 0);
  e.fields[F::mark] = was(table::kCwm, {e.fields[F::ch]});
  e.fields[F::asleep] = yes(was(table::kCstat, {e.fields[F::ch]}) == T("IDLE"));
}

void Deriver::wm_advance(TraceEvent& e) {
  using F = field::kWmAdvance;
  e.fields[F::was] = clock_of(e);
  std::vector<Value> inputs;
  std::optional<Timestamp> low;
  if (task_ != nullptr) {
    for (const std::size_t c : task_->ins) {
      const Value& id = plan().channels()[c].id;
      const Value status = was(table::kCstat, {id}), mark = I(time_of(was(table::kCwm, {id})));
      inputs.push_back(Value::map(std::vector<Value>{T("ch"), id, T("wm"), mark, T("status"),
                                                     status.is_null() ? T("ACTIVE") : status}));
      const bool active = status.is_null() || status == T("ACTIVE");
      if (active && (!low || mark.as_int() < *low)) {
        low = mark.as_int();
        e.fields[F::holder] = id;
      }
    }
  }
  e.fields[F::inputs] = Value::list(inputs);
  turn_.advanced = e.index;
}

void Deriver::wm_send(TraceEvent& e) {
  using F = field::kWmSend;
  const Value clock = clock_of(e);
  e.fields[F::was] = was(table::kLast, {e.at});
  e.fields[F::value] = clock.is_null() ? e.fields[F::was] : clock;
  broadcast(e, F::chs, true);
}

void Deriver::wm_split(TraceEvent& e) {
  using F = field::kWmSplit;
  e.fields[F::was] = was(table::kSwm, {e.fields[F::part]});
}

// Of a split: its source knows, nobody else.
void Deriver::status_send(TraceEvent& e) {
  using F = field::kStatusSend;
  if (e.fields[F::part].is_null())
    broadcast(e, F::chs, true);
  else
    e.fields[F::chs] = Value::list({});
}

void Deriver::status_recv(TraceEvent& e) {
  using F = field::kStatusRecv;
  take(e, F::ch, 0);
  e.fields[F::was] = was(table::kCstat, {e.fields[F::ch]});
}

// ---- windows ------------------------------------------------------------------------------------

Value Deriver::window_key(const TraceEvent& e, const Value& key, const Value& start,
                          const Value& end) const {
  return Value::list({e.at, op_of(e), key, start, end});
}

void Deriver::win_assign(TraceEvent& e) {
  using F = field::kWinAssign;
  auto& f = e.fields;
  f[F::r] = current_record();
  f[F::key] = current_key();
  const Value* open = world_.get(table::kWin, window_key(e, f[F::key], f[F::start], f[F::end]));
  f[F::was] = open ? *open : Value();
  f[F::now] = I((open ? open->as_int() : 0) + 1);
  f[F::wm] = clock_of(e);
  const RecordInfo* record = world_.record(f[F::r]);
  if (record && record->timestamp) f[F::behind] = yes(*record->timestamp <= time_of(f[F::wm]));
}

void Deriver::win_trigger(TraceEvent& e) { e.fields[field::kWinTrigger::key] = current_key(); }

// Stored: the windows that become one, as [start, end]. Their counts add up; their firings are
//   forgotten.
void Deriver::win_merge(TraceEvent& e) {
  using F = field::kWinMerge;
  auto& f = e.fields;
  f[F::key] = current_key();
  std::vector<Value> from;
  std::int64_t sum = 0;
  bool has_target = false;
  for (const Value& w : f[F::from].elements()) {
    const bool pair = (w.kind() == Kind::kList || w.kind() == Kind::kRow) && w.size() == 2;
    const Value start = pair ? w[0] : member(w, "start"), end = pair ? w[1] : member(w, "end");
    const Value key = window_key(e, f[F::key], start, end);
    const Value *open = world_.get(table::kWin, key), *fired = world_.get(table::kFired, key);
    std::vector<Value> entry = {T("start"), start, T("end"), end};
    if (open) {
      entry.push_back(T("was"));
      entry.push_back(*open);
      sum += open->as_int();
    }
    if (fired) {
      entry.push_back(T("fired"));
      entry.push_back(*fired);
    }
    has_target = has_target || (start == f[F::start] && end == f[F::end]);
    from.push_back(Value::map(entry));
  }
  f[F::from] = Value::list(from);
  if (!has_target) {
    const Value* open = world_.get(table::kWin, window_key(e, f[F::key], f[F::start], f[F::end]));
    f[F::was] = open ? *open : Value();
    sum += open ? open->as_int() : 0;
  }
  f[F::now] = sum > 0 ? I(sum) : Value();
}

void Deriver::win_fire(TraceEvent& e) {
  using F = field::kWinFire;
  auto& f = e.fields;
  f[F::key] = current_key();
  const Value key = window_key(e, f[F::key], f[F::start], f[F::end]);
  const Value *fired = world_.get(table::kFired, key), *open = world_.get(table::kWin, key);
  const std::int64_t nth = (fired ? fired->as_int() : 0) + 1;
  const Timestamp end = time_of(f[F::end]);
  const Plan::Window* window = plan().window(op_of(e));
  f[F::wm] = clock_of(e);
  const Timestamp clock = window && window->processing_time ? e.time : time_of(f[F::wm]);
  const bool early = end != kMaxTimestamp && clock < wrapping_sub(end, 1);
  f[F::pane] = T(early ? "early" : !fired ? "on time" : "late");
  f[F::was] = fired ? *fired : Value();
  f[F::now] = I(nth);
  f[F::n] = open ? *open : Value();
  const std::string key_text = f[F::key].is_null() ? "" : plain(f[F::key]);
  turn_.window_id = T(plain(op_of(e)) + key_text + plain(window_text(f[F::start], f[F::end])) +
                      "/" + std::to_string(nth));
  turn_.window_op = op_index_;
}

void Deriver::win_evict(TraceEvent& e) {
  using F = field::kWinEvict;
  auto& f = e.fields;
  f[F::key] = current_key();
  const Plan::Window* window = plan().window(op_of(e));
  if (!window) return;
  const auto* items = world_.queue(
      table::kItems,
      Value::list({e.at, op_of(e), window->state, f[F::key], window_text(f[F::start], f[F::end])}));
  const std::int64_t pos = f[F::pos].as_int();
  if (!items || pos < 0 || pos >= static_cast<std::int64_t>(items->size())) return;
  const Value by = member((*items)[static_cast<std::size_t>(pos)], "by");
  const auto record = by.kind() == Kind::kInt ? appended_.find(by.as_int()) : appended_.end();
  if (record != appended_.end()) f[F::r] = record->second;
}

void Deriver::win_purge(TraceEvent& e) {
  using F = field::kWinPurge;
  auto& f = e.fields;
  f[F::key] = current_key();
  const Value key = window_key(e, f[F::key], f[F::start], f[F::end]);
  const Value *open = world_.get(table::kWin, key), *fired = world_.get(table::kFired, key);
  f[F::was] = open ? *open : Value();
  f[F::fired] = fired ? *fired : Value();
}

void Deriver::late(TraceEvent& e) {
  using F = field::kLate;
  auto& f = e.fields;
  f[F::r] = current_record();
  f[F::key] = current_key();
  f[F::wm] = clock_of(e);
  f[F::last] = I(wrapping_sub(time_of(f[F::end]), 1));
  const Plan::Window* window = plan().window(op_of(e));
  f[F::lateness] = I(window ? window->lateness : 0);
  f[F::was] = was(table::kLate, {e.at, op_of(e)});
  f[F::now] = I((f[F::was].is_null() ? 0 : f[F::was].as_int()) + 1);
}

// ---- timers -------------------------------------------------------------------------------------

Value Deriver::timer_key(const TraceEvent& e, const Value& key) const {
  using F = field::kTmReg;  // ts, domain and ns are the first fields of all three kinds
  return Value::list({e.at, op_of(e), key, e.fields[F::ns], e.fields[F::domain], e.fields[F::ts]});
}

void Deriver::tm_reg(TraceEvent& e) {
  using F = field::kTmReg;
  e.fields[F::key] = current_key();
  const Value row = timer_key(e, e.fields[F::key]);
  const Value* set = world_.get(table::kTimer, row);
  e.fields[F::was] = set ? *set : Value();
  e.fields[F::set] = T("set");
  if (!set) timer_events_.at_or_new(row) = e.index;
}

void Deriver::tm_del(TraceEvent& e) {
  using F = field::kTmDel;
  e.fields[F::key] = current_key();
  const Value row = timer_key(e, e.fields[F::key]);
  const Value* set = world_.get(table::kTimer, row);
  e.fields[F::was] = set ? *set : Value();
  timer_events_.erase(row);
}

void Deriver::tm_fire(TraceEvent& e) {
  using F = field::kTmFire;
  auto& f = e.fields;
  set_input(Value());
  if (f[F::key].is_null() && turn_.key) f[F::key] = *turn_.key;
  turn_.key = f[F::key];
  const Value row = timer_key(e, f[F::key]);
  const Value* set = world_.get(table::kTimer, row);
  f[F::was] = set ? *set : Value();
  f[F::wm] = clock_of(e);
  const std::string key_text = f[F::key].is_null() ? "" : "(" + plain(f[F::key]) + ")";
  const bool processing = f[F::domain] == T("processing");
  turn_.timer_id =
      T(plain(op_of(e)) + key_text + (processing ? "@p" : "@") + std::to_string(time_of(f[F::ts])));
  turn_.timer_op = op_index_;
  const std::int64_t* set_by = timer_events_.get(row);
  if (set_by == nullptr) return;
  if (!e.causes) {
    e.causes.emplace(1, *set_by);
    if (turn_.advanced && f[F::domain] == T("event")) e.causes->push_back(*turn_.advanced);
    std::sort(e.causes->begin(), e.causes->end());
    e.causes->erase(std::unique(e.causes->begin(), e.causes->end()), e.causes->end());
  }
  timer_events_.erase(row);
}

}  // namespace weir
