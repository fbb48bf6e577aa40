// Failure, deployment and restore: what ends with an execution, and what a checkpoint brings back.
//   Nothing is copied into the trace at a snapshot: a restore follows from what the World held at
//   each snap.sync of that checkpoint. After a rescale keyed state goes to the task whose key
//   groups hold its key; state without a key only comes back if the task is the same and its
//   operator runs as often as before (operator lists are told by restore.list).
#include <algorithm>

#include "engine/trace/derive.h"

namespace weir {

namespace {

Value I(std::int64_t v) { return Value::integer(v); }
Value T(std::string_view s) { return Value::text(s); }

using Members = std::vector<Value>;

void add(Members& to, std::string_view name, const Value& v) {
  if (v.is_null()) return;
  to.push_back(T(name));
  to.push_back(v);
}

Value list_of(const WorldQueue& queue) { return Value::list(queue.items()); }

// The task at the other end of a control link, or null.
Value linked_task(const Value& ch) {
  const std::string_view s = ch.kind() == Kind::kString ? ch.as_text() : std::string_view();
  if (s.starts_with("jm>")) return T(s.substr(3));
  if (s.ends_with(">jm")) return T(s.substr(0, s.size() - 3));
  return {};
}

// What a row is now and what it was when the snapshot was taken: one entry for each row in either.
template <class Entry>
void differences(const std::map<Value, Value>& now, const std::map<Value, Value>& then,
                 Entry entry) {
  std::map<Value, std::pair<Value, Value>> both;
  for (const auto& [key, v] : now) both[key].first = v;
  for (const auto& [key, v] : then) both[key].second = v;
  for (const auto& [key, pair] : both) entry(key, pair.first, pair.second);
}

}  // namespace

void Deriver::fail_event(TraceEvent& e) {
  using F = field::kFail;
  e.fields[F::was] = was(table::kTask, {e.at});
  e.fields[F::now] = T("FAILED");
  failed_at_ = e.time;
}

void Deriver::restart(TraceEvent& e) {
  using F = field::kRestart;
  e.fields[F::was] = was(table::kAttempt, {});
  e.fields[F::now] = I(attempt_);
  if (failed_at_) e.fields[F::waited] = I(wrapping_sub(e.time, *failed_at_));
}

void Deriver::rescale(TraceEvent& e) {
  using F = field::kRescale;
  auto& f = e.fields;
  const std::int64_t before = plan().parallelism(f[F::uid]), after = f[F::now].as_int();
  const std::uint32_t groups = plan().max_parallelism();
  const Value* known = get(table::kPar, {f[F::uid]});
  f[F::was] = known ? *known : Value();
  f[F::before] = I(before);
  std::vector<Value> moved;
  std::int64_t n = 0;
  const std::string uid(f[F::uid].as_text());
  const auto owner = [&](std::int64_t parallelism, std::uint32_t group) -> std::int64_t {
    if (parallelism < 1 || parallelism > groups) return 0;
    return operator_index(groups, static_cast<std::uint32_t>(parallelism), group);
  };
  for (std::uint32_t first = 0; first < groups;) {
    const std::int64_t from = owner(before, first), to = owner(after, first);
    std::uint32_t next = first;
    while (next < groups && owner(before, next) == from && owner(after, next) == to) next++;
    if (from != to) {
      n += next - first;
      moved.push_back(Value::map(Members{T("first"), I(first), T("last"), I(next - 1), T("from"),
                                         T(uid + "#" + std::to_string(from)), T("to"),
                                         T(uid + "#" + std::to_string(to))}));
    }
    first = next;
  }
  f[F::moved] = Value::list(moved);
  f[F::n] = I(n);
}

// ---- deployment ---------------------------------------------------------------------------------

// Tasks whose execution is over: they do not run, or are not in the next plan.
std::set<Value> Deriver::gone_tasks(const Plan& next) const {
  std::set<Value> out;
  const auto consider = [&](const Value& task) {
    if (was(table::kTask, {task}) != T("RUNNING") || !next.task(task)) out.insert(task);
  };
  for (const Plan::Task& t : plan().tasks()) consider(t.id);
  for (const auto& [key, status] : world_.rows(table::kTask))
    if (key.size() == 1 && key[0] != T("jm")) consider(key[0]);
  return out;
}

void Deriver::deploy(TraceEvent& e) {
  using F = field::kDeploy;
  const Result<Plan> next = Plan::read(e.fields[F::plan]);
  if (!next) {
    fail(next.error().text);
    return;
  }
  deployed_ = true;
  const std::set<Value> gone = gone_tasks(*next);
  const auto by_task = [&](const Value& key) { return gone.contains(key[0]); };
  const auto by_channel = [&](const Value& key) {
    if (const Value task = linked_task(key[0]); !task.is_null()) return gone.contains(task);
    const Plan::Channel* c = plan().channel(key[0]);
    if (!c) return true;
    const auto& tasks = plan().tasks();
    return gone.contains(tasks[static_cast<std::size_t>(c->from)].id) ||
           gone.contains(tasks[static_cast<std::size_t>(c->to)].id);
  };
  const auto by_part = [&](const Value& key) {
    if (const Value* owner = world_.get(table::kOwner, key)) return gone.contains(*owner);
    const Plan::Source* s = plan().source(key[0]);
    return !s || gone.contains(s->task);
  };
  const auto no_longer_there = [&](const Value& key) {
    return gone.contains(key[0]) && !next->task(key[0]);
  };
  std::vector<Value> list;
  const auto clear = [&](std::size_t t, const auto& goes) {
    const Value name = T(table_names()[t]);
    for (const auto& [key, v] : world_.rows(t))
      if (goes(key))
        list.push_back(Value::map(Members{T("table"), name, T("id"), key, T("was"), v}));
    for (const auto& [key, queue] : world_.queues(t))
      if (goes(key))
        list.push_back(
            Value::map(Members{T("table"), name, T("id"), key, T("was"), list_of(queue)}));
  };
  using namespace table;
  for (const std::size_t t : {kCell, kItems, kTimer, kClock, kWin, kFired, kLast, kLate, kSeen})
    clear(t, by_task);
  for (const std::size_t t : {kQueue, kCwm, kCstat, kBlocked, kBarrier, kFull})
    clear(t, by_channel);
  for (const auto& [part, pos] : world_.rows(kPos)) had_[part] = pos;
  for (const std::size_t t : {kPos, kMax, kEnded, kPaused, kSwm, kOwner}) clear(t, by_part);
  clear(kTask, no_longer_there);
  e.fields[F::gone] = Value::list(list);
  timer_events_.clear();
  blocked_since_.clear();
}

// ---- restore ------------------------------------------------------------------------------------

Deriver::Snapshot Deriver::snapshot_for(const Value& cp, const Plan::Task& task) const {
  Snapshot out;
  const auto notes_at = checkpoints_.find(cp);
  if (notes_at == checkpoints_.end()) return out;
  const CheckpointNotes& n = notes_at->second;
  const auto parallelism = n.parallelism.find(task.name);
  const bool same =
      parallelism == n.parallelism.end() || parallelism->second == plan().tasks_named(task.name);
  // Keys of the snapshot's tables begin with the operator; the key is at `key_at`.
  const auto mine = [&](const Value& from, const Value& row, std::size_t key_at) {
    if (!Plan::op_index(task, row[0]) || row[0].is_null()) return false;
    const Value& key = row[key_at];
    if (key.is_null() || !task.groups) return same && from == task.id;
    return task.groups->contains(key_group(key, plan().max_parallelism()));
  };
  for (const auto& [from, s] : n.snapshots) {
    for (const auto& [row, v] : s.cells)
      if (mine(from, row, 2)) out.cells.emplace(row, v);
    for (const auto& [row, v] : s.items)
      if (mine(from, row, 2)) out.items.emplace(row, v);
    for (const auto& [row, v] : s.timers)
      if (mine(from, row, 1)) out.timers.emplace(row, v);
    for (const auto& [row, v] : s.wins)
      if (mine(from, row, 1)) out.wins.emplace(row, v);
    for (const auto& [row, v] : s.fired)
      if (mine(from, row, 1)) out.fired.emplace(row, v);
    for (const auto& [part, pos] : s.positions) {
      const Plan::Source* source = plan().source(part[0]);
      if (!source) continue;
      // A plan says who reads a split at a first start only; then those go on that did.
      const bool goes_on = source->task.is_null() && same && from == task.id;
      if (source->task == task.id || goes_on) out.positions.emplace(part, pos);
    }
  }
  return out;
}

bool Deriver::same_parallelism(const CheckpointNotes& n, const Plan::Task& task) const {
  const auto then = n.parallelism.find(task.name);
  return then != n.parallelism.end() && then->second == plan().tasks_named(task.name);
}

namespace {

template <class Rows>
std::map<Value, Value> own_rows(const Rows& rows, const Value& task) {
  std::map<Value, Value> out;
  for (auto row = rows.lower_bound(Value::list({task})); row != rows.end() && row->first[0] == task;
       ++row)
    out.emplace(Value::list(row->first.elements().subspan(1)), row->second);
  return out;
}

template <class Queues>
std::map<Value, Value> as_lists(const Queues& queues) {
  std::map<Value, Value> out;
  for (const auto& [key, queue] : queues) out.emplace(key, list_of(queue));
  return out;
}

Value entries(const std::map<Value, Value>& now, const std::map<Value, Value>& then,
              std::initializer_list<const char*> names) {
  std::vector<Value> out;
  differences(now, then, [&](const Value& key, const Value& was, const Value& back) {
    Members m;
    std::size_t i = 0;
    for (const char* name : names) add(m, name, key[i++]);
    add(m, "was", was);
    add(m, "now", back);
    out.push_back(Value::map(m));
  });
  return Value::list(out);
}

}  // namespace

void Deriver::restore_state(TraceEvent& e, const Snapshot& s) {
  using F = field::kRestore;
  auto& f = e.fields;
  f[F::cells] = entries(own_rows(world_.rows(table::kCell), e.at), s.cells,
                        {"op", "state", "key", "ns", "mk"});
  f[F::timers] = entries(own_rows(world_.rows(table::kTimer), e.at), s.timers,
                         {"op", "key", "ns", "domain", "ts"});
  f[F::wins] =
      entries(own_rows(world_.rows(table::kWin), e.at), s.wins, {"op", "key", "start", "end"});
  const Value items = entries(own_rows(as_lists(world_.queues(table::kItems)), e.at),
                              as_lists(s.items), {"op", "state", "key", "ns"});
  if (items.size() > 0) f[F::items] = items;
}

// Channels in, with what was in flight, if they are the ones they were.
void Deriver::restore_queues(TraceEvent& e, const Plan::Task& task) {
  using F = field::kRestore;
  const Value& cp = e.fields[F::cp];
  const auto notes_at = checkpoints_.find(cp);
  std::vector<Value> list;
  for (const std::size_t c : task.ins) {
    const Plan::Channel& channel = plan().channels()[c];
    const Value before = slots(table::kQueue, Value::list({channel.id}));
    std::vector<Value> back;
    const auto* kept =
        cp.is_null() ? nullptr : world_.queue(table::kInflight, Value::list({cp, channel.id}));
    const bool same = notes_at == checkpoints_.end() ||
                      (same_parallelism(notes_at->second, task) &&
                       same_parallelism(notes_at->second,
                                        plan().tasks()[static_cast<std::size_t>(channel.from)]));
    if (kept && same) {
      for (const Value& slot : *kept) {
        Members m;
        for (const char* name : {"e", "r", "value", "now"}) add(m, name, member(slot, name));
        add(m, "by", I(e.index));
        back.push_back(Value::map(m));
      }
    }
    // Senders may have been quicker than this task: what they sent since the deployment stays,
    // behind what was in flight.
    if (deployed_) {
      if (back.empty()) continue;
      for (const Value& slot : before.elements()) back.push_back(slot);
    }
    if (before.is_null() && back.empty()) continue;
    list.push_back(Value::map(Members{T("ch"), channel.id, T("was"),
                                      before.is_null() ? Value::list({}) : before, T("now"),
                                      Value::list(back)}));
  }
  e.fields[F::queues] = Value::list(list);
}

// Positions; and clocks, marks of channels and of splits, which go back to the beginning.
void Deriver::restore_marks(TraceEvent& e, const Plan::Task& task, const Snapshot& s) {
  using F = field::kRestore;
  std::vector<Value> offs, misc;
  const auto mark = [&](std::size_t t, const Value& key, const Value& now) {
    const Value* v = world_.get(t, key);
    if (!v && now.is_null()) return;
    Members m = {T("table"), T(table_names()[t]), T("id"), key};
    add(m, "was", v ? *v : Value());
    add(m, "now", now);
    misc.push_back(Value::map(m));
  };
  // With a deploy event all of these are clear, but for what senders have done to their channels
  // since.
  if (!deployed_)
    for (const std::size_t t :
         {table::kBlocked, table::kBarrier, table::kCwm, table::kCstat, table::kFull})
      for (const std::size_t c : task.ins) mark(t, Value::list({plan().channels()[c].id}), {});
  for (const std::size_t t : {table::kClock, table::kLast}) mark(t, Value::list({e.at}), {});
  const auto& seen = world_.rows(table::kSeen);
  for (auto row = seen.lower_bound(Value::list({e.at})); row != seen.end() && row->first[0] == e.at;
       ++row)
    mark(table::kSeen, row->first, {});
  for (const Plan::Source& p : plan().sources()) {
    const Value key = Value::list({p.part});
    const auto back = s.positions.find(key);
    if (p.task != e.at && (!p.task.is_null() || back == s.positions.end())) continue;
    Members m = {T("part"), p.part};
    add(m, "was", was(table::kPos, {p.part}));
    if (back != s.positions.end()) add(m, "now", back->second);
    if (const auto had = had_.find(key); had != had_.end()) add(m, "had", had->second);
    if (m.size() > 2) offs.push_back(Value::map(m));
    for (const std::size_t t : {table::kMax, table::kEnded, table::kPaused, table::kSwm})
      mark(t, key, {});
  }
  differences(own_rows(world_.rows(table::kFired), e.at), s.fired,
              [&](const Value& key, const Value&, const Value& back) {
                std::vector<Value> full = {e.at};
                full.insert(full.end(), key.elements().begin(), key.elements().end());
                mark(table::kFired, Value::list(full), back);
              });
  e.fields[F::offs] = Value::list(offs);
  e.fields[F::misc] = Value::list(misc);
}

void Deriver::restore(TraceEvent& e) {
  using F = field::kRestore;
  if (!task_) {
    fail("a restore of what is no task");
    return;
  }
  const Snapshot s = e.fields[F::cp].is_null() ? Snapshot() : snapshot_for(e.fields[F::cp], *task_);
  e.fields[F::status] = T("RUNNING");
  e.fields[F::was] = was(table::kTask, {e.at});
  restore_state(e, s);
  restore_queues(e, *task_);
  restore_marks(e, *task_, s);
  for (const auto& [key, v] : s.timers) {
    std::vector<Value> full = {e.at};
    full.insert(full.end(), key.elements().begin(), key.elements().end());
    timer_events_.at_or_new(Value::list(full)) = e.index;
  }
}

void Deriver::restore_list(TraceEvent& e) {
  using F = field::kRestoreList;
  auto& f = e.fields;
  f[F::was] = slots(table::kItems, Value::list({e.at, f[F::uid], f[F::state], Value(), Value()}));
  f[F::slots] = fresh_slots(e, f[F::now]);
}

void Deriver::restore_flight(TraceEvent& e) {
  using F = field::kRestoreFlight;
  auto& f = e.fields;
  const auto* kept = world_.queue(table::kInflight, Value::list({f[F::cp], f[F::from]}));
  const std::int64_t pos = f[F::pos].as_int();
  if (!kept || pos < 0 || pos >= static_cast<std::int64_t>(kept->size())) {
    fail("nothing was in flight there");
    return;
  }
  const Value& element = (*kept)[static_cast<std::size_t>(pos)];
  f[F::e] = member(element, "e");
  f[F::r] = member(element, "r");
  f[F::value] = member(element, "value");
  f[F::now] = member(element, "now");
}

}  // namespace weir
