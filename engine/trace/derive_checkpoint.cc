// Control messages, checkpoints, barriers, snapshots, effects outside, files.
#include "engine/trace/derive.h"

namespace weir {

namespace {

Value I(std::int64_t v) { return Value::integer(v); }
Value T(std::string_view s) { return Value::text(s); }

// The rows of a table whose key begins with this task, without the task.
std::map<Value, Value> rows_of(const WorldRows& rows, const Value& task) {
  std::map<Value, Value> out;
  for (auto row = rows.lower_bound(Value::list({task})); row != rows.end() && row->first[0] == task;
       ++row)
    out.emplace(Value::list(row->first.elements().subspan(1)), row->second);
  return out;
}

template <class Map>
std::optional<std::int64_t> found(const Map& map, const Value& key) {
  const auto at = map.find(key);
  return at == map.end() ? std::nullopt : std::optional<std::int64_t>(at->second);
}

}  // namespace

// ---- job, tasks, control links ------------------------------------------------------------------

void Deriver::job_status(TraceEvent& e) { e.fields[field::kJobStatus::was] = was(table::kJob, {}); }

void Deriver::task_status(TraceEvent& e) {
  e.fields[field::kTaskStatus::was] = was(table::kTask, {e.at});
}

void Deriver::ctl_send(TraceEvent& e) {
  using F = field::kCtlSend;
  e.fields[F::pos] = I(queue_size(e.fields[F::ch]));
}

void Deriver::ctl_take(TraceEvent& e) { take(e, 0, 0); }

// ---- coordinator --------------------------------------------------------------------------------

void Deriver::cp_trigger(TraceEvent& e) {
  using F = field::kCpTrigger;
  CheckpointNotes& n = notes(e.fields[F::cp]);
  n.triggered = e.time;
  n.of = 0;
  n.parallelism.clear();
  for (const Plan::Task& t : plan().tasks()) {
    if (was(table::kTask, {t.id}) != T("FINISHED")) n.of++;
    n.parallelism[t.name]++;
  }
  e.fields[F::of] = I(n.of);
  e.fields[F::now] = T("running");
}

void Deriver::cp_ack(TraceEvent& e) {
  using F = field::kCpAck;
  auto& f = e.fields;
  std::int64_t acknowledged = 1;
  const auto& rows = world_.rows(table::kSnap);
  for (auto row = rows.lower_bound(Value::list({f[F::cp]}));
       row != rows.end() && row->first[0] == f[F::cp]; ++row)
    if (row->second == T("acknowledged") && row->first[1] != f[F::task]) acknowledged++;
  f[F::n] = I(acknowledged);
  f[F::of] = I(notes(f[F::cp]).of);
  f[F::was] = was(table::kSnap, {f[F::cp], f[F::task]});
  f[F::now] = T("acknowledged");
}

void Deriver::cp_complete(TraceEvent& e) {
  using F = field::kCpComplete;
  const CheckpointNotes& n = notes(e.fields[F::cp]);
  e.fields[F::was] = was(table::kCp, {e.fields[F::cp]});
  e.fields[F::now] = T("complete");
  if (n.triggered) e.fields[F::took] = I(wrapping_sub(e.time, *n.triggered));
}

void Deriver::cp_abort(TraceEvent& e) {
  using F = field::kCpAbort;
  e.fields[F::was] = was(table::kCp, {e.fields[F::cp]});
  e.fields[F::now] = T("aborted");
  notes(e.fields[F::cp]).snapshots.clear();
}

void Deriver::cp_drop(TraceEvent& e) {
  using F = field::kCpDrop;
  e.fields[F::was] = was(table::kCp, {e.fields[F::cp]});
  e.fields[F::now] = T("dropped");
  notes(e.fields[F::cp]).snapshots.clear();
}

// ---- barriers -----------------------------------------------------------------------------------

// Where an unaligned barrier goes if the engine does not say: in front, but not past another
//   barrier.
std::int64_t Deriver::overtaking_place(const Value& ch) const {
  const auto* queue = queue_of(ch);
  if (!queue) return 0;
  std::size_t pos = queue->size();
  while (pos > 0 && member((*queue)[pos - 1], "e") != T("bar")) pos--;
  return static_cast<std::int64_t>(pos);
}

void Deriver::bar_send(TraceEvent& e) {
  using F = field::kBarSend;
  auto& f = e.fields;
  broadcast(e, F::chs, false);
  std::vector<Value> list;
  for (const Value& entry : f[F::chs].elements()) {
    const Value ch = member(entry, "ch");
    const auto* queue = queue_of(ch);
    const std::int64_t size = queue_size(ch);
    std::int64_t pos = size;
    if (f[F::places].kind() == Kind::kList && list.size() < f[F::places].size()) {
      const Value& place = f[F::places][list.size()];
      pos = place.kind() == Kind::kInt ? place.as_int() : size;
    } else if (f[F::ahead].as_bool() && !f[F::ahead].is_null() && !plan().elements_on_the_wire()) {
      pos = overtaking_place(ch);
    }
    if (pos < 0 || pos > size) {
      fail("no place " + std::to_string(pos) + " in " + std::string(ch.as_text()));
      return;
    }
    std::vector<Value> members = {T("ch"), ch, T("pos"), I(pos)}, over;
    for (std::int64_t i = pos; i < size; i++)
      if (const Value r = member((*queue)[static_cast<std::size_t>(i)], "r"); !r.is_null())
        over.push_back(r);
    if (!over.empty()) members.insert(members.end(), {T("over"), Value::list(over)});
    if (const Value due = member(entry, "due"); !due.is_null())
      members.insert(members.end(), {T("due"), due});
    if (pos > 0)
      if (const Value r = member((*queue)[static_cast<std::size_t>(pos - 1)], "r"); !r.is_null())
        f[F::behind] = r;
    list.push_back(Value::map(members));
  }
  f[F::chs] = Value::list(list);
}

void Deriver::bar_recv(TraceEvent& e) {
  using F = field::kBarRecv;
  auto& f = e.fields;
  const std::int64_t pos = f[F::pos].kind() == Kind::kInt ? f[F::pos].as_int() : 0;
  take(e, F::ch, pos);
  if (!f[F::cp].is_null()) notes(f[F::cp]).first_barrier.emplace(e.at, e.time);
  f[F::was] = was(table::kSeen, {e.at, f[F::cp]});
  f[F::seen] = I((f[F::was].is_null() ? 0 : f[F::was].as_int()) + 1);
  f[F::of] = I(task_ ? static_cast<std::int64_t>(task_->ins.size()) : 0);
  f[F::prev] = was(table::kBarrier, {f[F::ch]});
  const auto* queue = queue_of(f[F::ch]);
  std::vector<Value> over;
  for (std::int64_t i = 0; queue && i < pos && i < static_cast<std::int64_t>(queue->size()); i++)
    if (const Value r = member((*queue)[static_cast<std::size_t>(i)], "r"); !r.is_null())
      over.push_back(r);
  if (!over.empty()) f[F::over] = Value::list(over);
}

void Deriver::bar_cancel(TraceEvent& e) { take(e, field::kBarCancel::ch, 0); }

void Deriver::cancel_send(TraceEvent& e) { broadcast(e, field::kCancelSend::chs, false); }

void Deriver::al_block(TraceEvent& e) {
  using F = field::kAlBlock;
  e.fields[F::seen] = was(table::kSeen, {e.at, e.fields[F::cp]});
  e.fields[F::of] = I(task_ ? static_cast<std::int64_t>(task_->ins.size()) : 0);
  blocked_since_[e.fields[F::ch]] = e.time;
}

void Deriver::al_switch(TraceEvent& e) {
  using F = field::kAlSwitch;
  const auto first = found(notes(e.fields[F::cp]).first_barrier, e.at);
  if (first) e.fields[F::waited] = I(wrapping_sub(e.time, *first));
}

void Deriver::al_open(TraceEvent& e) {
  using F = field::kAlOpen;
  auto& f = e.fields;
  f[F::cp] = was(table::kBlocked, {f[F::ch]});
  if (const auto since = found(blocked_since_, f[F::ch]))
    f[F::took] = I(wrapping_sub(e.time, *since));
  f[F::n] = I(queue_size(f[F::ch]));
  blocked_since_.erase(f[F::ch]);
}

// ---- snapshots ----------------------------------------------------------------------------------

void Deriver::snap_sync(TraceEvent& e) {
  using F = field::kSnapSync;
  auto& f = e.fields;
  CheckpointNotes& n = notes(f[F::cp]);
  Snapshot s;
  s.cells = rows_of(world_.rows(table::kCell), e.at);
  s.timers = rows_of(world_.rows(table::kTimer), e.at);
  s.wins = rows_of(world_.rows(table::kWin), e.at);
  s.fired = rows_of(world_.rows(table::kFired), e.at);
  const auto& items = world_.queues(table::kItems);
  for (auto row = items.lower_bound(Value::list({e.at}));
       row != items.end() && row->first[0] == e.at; ++row)
    s.items.emplace(Value::list(row->first.elements().subspan(1)), row->second);
  for (const Plan::Source& p : plan().sources()) {
    const Value* owner = get(table::kOwner, {p.part});
    if ((owner ? *owner : p.task) != e.at) continue;
    const Value pos = was(table::kPos, {p.part});
    s.positions[Value::list({p.part})] = pos.is_null() ? I(0) : pos;
  }
  for (const auto& [part, owner] :
       world_.rows(table::kOwner))  // splits that the plan does not list
    if (owner == e.at && !plan().source(part[0]))
      if (const Value* pos = world_.get(table::kPos, part)) s.positions[part] = *pos;
  f[F::n] = I(static_cast<std::int64_t>(s.cells.size() + s.items.size() + s.positions.size()));
  f[F::was] = was(table::kSnap, {f[F::cp], e.at});
  f[F::now] = T("written locally");
  const Timestamp first = found(n.first_barrier, e.at).value_or(e.time);
  if (n.triggered) f[F::wait] = I(wrapping_sub(first, *n.triggered));
  f[F::align] = I(wrapping_sub(e.time, first));
  n.sync[e.at] = e.time;
  n.sync_event[e.at] = e.index;
  n.snapshots[e.at] = std::move(s);
}

// The element that becomes part of the checkpoint: in the queue, or just taken from it.
void Deriver::snap_chan(TraceEvent& e) {
  using F = field::kSnapChan;
  auto& f = e.fields;
  const std::int64_t pos = f[F::pos].as_int();
  Value element = turn_.taken;
  if (pos >= 0) {
    const auto* queue = queue_of(f[F::ch]);
    if (!queue || pos >= static_cast<std::int64_t>(queue->size())) {
      fail("nothing at " + std::to_string(pos) + " in the channel");
      return;
    }
    element = (*queue)[static_cast<std::size_t>(pos)];
  }
  f[F::e] = member(element, "e");
  f[F::r] = member(element, "r");
  f[F::value] = member(element, "value");
  f[F::now] = member(element, "now");
  if (f[F::e].is_null()) fail("nothing was taken in this turn");
}

void Deriver::snap_async(TraceEvent& e) {
  using F = field::kSnapAsync;
  auto& f = e.fields;
  const CheckpointNotes& n = notes(f[F::cp]);
  f[F::was] = was(table::kSnap, {f[F::cp], e.at});
  f[F::now] = T("stored");
  if (const auto sync = found(n.sync, e.at)) f[F::took] = I(wrapping_sub(e.time, *sync));
  if (const auto by = found(n.sync_event, e.at)) cause(e, *by);
}

// ---- outside ------------------------------------------------------------------------------------

void Deriver::fx_begin(TraceEvent& e) {
  using F = field::kFxBegin;
  e.fields[F::was] = was(table::kFx, {e.fields[F::fx]});
  effect_events_[e.fields[F::fx]] = e.index;
}

void Deriver::fx_end(TraceEvent& e) {
  using F = field::kFxEnd;
  e.fields[F::what] = was(table::kFx, {e.fields[F::fx]});
  if (const auto by = found(effect_events_, e.fields[F::fx])) cause(e, *by);
  effect_events_.erase(e.fields[F::fx]);
}

void Deriver::file_use(TraceEvent& e) {
  using F = field::kFileUse;
  e.fields[F::was] = was(table::kFile, {e.fields[F::file]});
  e.fields[F::now] = I((e.fields[F::was].is_null() ? 0 : e.fields[F::was].as_int()) + 1);
}

void Deriver::file_free(TraceEvent& e) {
  using F = field::kFileFree;
  e.fields[F::was] = was(table::kFile, {e.fields[F::file]});
  const std::int64_t now = (e.fields[F::was].is_null() ? 0 : e.fields[F::was].as_int()) - 1;
  e.fields[F::now] = I(now);
  if (now <= 0) e.fields[F::gone] = Value::boolean(true);
}

}  // namespace weir
