#include "engine/trace/plan.h"

#include "engine/trace/generated/event_fields.h"

namespace weir {

namespace {

Error bad(const std::string& text) {
  return Error{ErrorKind::kBadData, "the plan of the trace: " + text};
}

// A list, or nothing.
std::vector<Value> list_of(const Value& map, std::string_view name) {
  const Value v = member(map, name);
  if (v.kind() != Kind::kList) return {};
  return {v.elements().begin(), v.elements().end()};
}

FieldNames names_in(const Value& v) {
  FieldNames out;
  if (v.kind() == Kind::kString) out.emplace_back(v.as_text());
  if (v.kind() != Kind::kList) return out;
  for (const Value& e : v.elements())
    if (e.kind() == Kind::kString) out.emplace_back(e.as_text());
  return out;
}

std::optional<std::int64_t> int_in(const Value& map, std::string_view name) {
  const Value v = member(map, name);
  return v.kind() == Kind::kInt ? std::optional(v.as_int()) : std::nullopt;
}

}  // namespace

Value member(const Value& map, std::string_view name) {
  if (map.kind() != Kind::kMap) return {};
  const Value* v = map.find(Value::text(name));
  return v ? *v : Value();
}

Result<void> Plan::read_task(const Value& v) {
  Task t;
  t.id = member(v, "id");
  t.name = member(v, "name");
  t.manager = int_in(v, "tm").value_or(0);
  t.slot = int_in(v, "slot").value_or(0);
  if (t.id.kind() != Kind::kString) return bad("a task without id");
  for (const Value& o : list_of(v, "ops")) {
    Op op;
    op.uid = member(o, "uid");
    op.is = member(o, "is");
    op.tag = member(o, "tag");
    op.key_by = names_in(member(o, "key_by"));
    op.out = names_in(member(o, "out"));
    op.own_watermarks = member(o, "is") == Value::text("watermarks");
    op.upstream = static_cast<int>(t.ops.size()) - 1;
    if (op.uid.kind() != Kind::kString) return bad("an operator without uid");
    const Value from = member(o, "from");
    for (std::size_t i = 0; i < t.ops.size(); i++)
      if (t.ops[i].uid == from) op.upstream = static_cast<int>(i);
    t.ops.push_back(std::move(op));
  }
  if (t.ops.empty()) return bad("a task without operators");
  const auto kg = list_of(v, "kg");
  if (kg.size() == 2 && kg[0].kind() == Kind::kInt && kg[1].kind() == Kind::kInt) {
    if (kg[0].as_int() < 0 || kg[0].as_int() > kUpperBoundMaxParallelism)
      return bad("key groups out of range");
    t.groups = KeyGroupRange{static_cast<std::uint32_t>(kg[0].as_int()), kg[1].as_int()};
  }
  if (!task_by_id_.add(t.id, tasks_.size())) return bad("a task twice");
  tasks_.push_back(std::move(t));
  return {};
}

Result<void> Plan::read_channel(const Value& v) {
  Channel c;
  c.id = member(v, "id");
  c.op = member(v, "op");
  c.key_by = names_in(member(v, "key_by"));
  c.part = member(v, "part");
  c.capacity = int_in(v, "cap").value_or(0);
  c.input = int_in(v, "input").value_or(0);
  const std::size_t* from = task_by_id_.get(member(v, "from"));
  const std::size_t* to = task_by_id_.get(member(v, "to"));
  if (c.id.kind() != Kind::kString) return bad("a channel without id");
  if (from == nullptr || to == nullptr) return bad("a channel between unknown tasks");
  c.from = static_cast<int>(*from);
  c.to = static_cast<int>(*to);
  tasks_[*from].outs.push_back(channels_.size());
  tasks_[*to].ins.push_back(channels_.size());
  if (!channel_by_id_.add(c.id, channels_.size())) return bad("a channel twice");
  channels_.push_back(std::move(c));
  return {};
}

Result<void> Plan::read_rest(const Value& plan) {
  for (const Value& v : list_of(plan, "sources")) {
    Source s{member(v, "part"), member(v, "task"), int_in(v, "bound"), member(v, "show")};
    if (s.part.kind() != Kind::kString) return bad("a source without part");
    source_by_part_.add(s.part, sources_.size());
    sources_.push_back(std::move(s));
  }
  for (const Value& v : list_of(plan, "windows")) {
    const bool processing = member(v, "time") == Value::text("processing");
    windows_.at_or_new(member(v, "op")) =
        Window{int_in(v, "lateness").value_or(0), member(v, "state"), processing,
               names_in(member(v, "result"))};
  }
  for (const Value& v : list_of(plan, "states"))
    states_[Value::list({member(v, "op"), member(v, "state")})] =
        State{names_in(member(v, "row")), int_in(v, "ttl")};
  return {};
}

// What an operator gets is what the one before it makes; what it makes is, unless it says so, what
//   it gets.
void Plan::resolve_names() {
  for (std::size_t round = 0; round < tasks_.size() + 1; round++) {
    bool changed = false;
    for (Task& t : tasks_) {
      for (Op& op : t.ops) {
        const FieldNames* in = nullptr;
        if (op.upstream >= 0) {
          in = &t.ops[static_cast<std::size_t>(op.upstream)].out;
        } else if (!t.ins.empty()) {
          const Channel& c = channels_[t.ins.front()];
          const Task& from = tasks_[static_cast<std::size_t>(c.from)];
          in = &from.ops[op_index(from, c.op).value_or(0)].out;
          if (c.op.is_null()) in = &from.ops.back().out;
        }
        if (!in || in->empty()) continue;
        changed = changed || op.in != *in || op.out.empty();
        op.in = *in;
        if (op.out.empty()) op.out = *in;
      }
    }
    if (!changed) return;
  }
}

Result<Plan> Plan::read(const Value& plan) {
  Plan p;
  if (plan.kind() != Kind::kMap) return bad("expected an object");
  const std::int64_t max = int_in(plan, "maxpar").value_or(kDefaultLowerBoundMaxParallelism);
  if (max < 1 || max > kUpperBoundMaxParallelism) return bad("maxpar is out of range");
  p.max_parallelism_ = static_cast<std::uint32_t>(max);
  p.wire_ = !member(plan, "wire").is_null();
  for (const Value& v : list_of(plan, "tasks"))
    if (auto ok = p.read_task(v); !ok) return ok.error();
  for (const Value& v : list_of(plan, "channels"))
    if (auto ok = p.read_channel(v); !ok) return ok.error();
  if (auto ok = p.read_rest(plan); !ok) return ok.error();
  p.resolve_names();
  return p;
}

const Plan::Task* Plan::task(const Value& id) const {
  const std::size_t* i = task_by_id_.get(id);
  return i == nullptr ? nullptr : &tasks_[*i];
}

const Plan::Channel* Plan::channel(const Value& id) const {
  const std::size_t* i = channel_by_id_.get(id);
  return i == nullptr ? nullptr : &channels_[*i];
}

const Plan::Source* Plan::source(const Value& part) const {
  const std::size_t* i = source_by_part_.get(part);
  return i == nullptr ? nullptr : &sources_[*i];
}

const Plan::Window* Plan::window(const Value& op) const { return windows_.get(op); }

const Plan::State* Plan::state(const Value& op, const Value& state) const {
  const auto i = states_.find(Value::list({op, state}));
  return i == states_.end() ? nullptr : &i->second;
}

std::optional<std::size_t> Plan::op_index(const Task& task, const Value& uid) {
  if (uid.is_null()) return 0;
  for (std::size_t i = 0; i < task.ops.size(); i++)
    if (task.ops[i].uid == uid) return i;
  return std::nullopt;
}

std::int64_t Plan::tasks_named(const Value& name) const {
  std::int64_t n = 0;
  for (const Task& t : tasks_) n += t.name == name ? 1 : 0;
  return n;
}

std::int64_t Plan::parallelism(const Value& uid) const {
  std::int64_t n = 0;
  for (const Task& t : tasks_) n += op_index(t, uid).has_value() && !uid.is_null() ? 1 : 0;
  return n;
}

const FieldNames* Plan::names_of(const TraceEvent& e, std::size_t index) const {
  const Task* t = task(e.at);
  const auto op = t ? op_index(*t, e.op) : std::nullopt;
  if (!op) return nullptr;
  const Op& o = t->ops[*op];
  if (e.kind == EventKind::kWinFire) {
    const Window* w = window(o.uid);
    return w != nullptr && !w->result.empty() ? &w->result : &o.out;
  }
  if (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) return &o.out;
  if (e.kind == EventKind::kSinkWrite || e.kind == EventKind::kSinkUpsert) return &o.in;
  const KindInfo& info = e.info();
  const FieldInfo& f = info.fields[index];
  const int of = info.index_of("state");
  if (!info.name.starts_with("st.") || of < 0 || f.type == FieldType::kKey || f.name == "mk")
    return nullptr;
  const State* s = state(o.uid, e.fields[static_cast<std::size_t>(of)]);
  return s && !s->row.empty() ? &s->row : nullptr;
}

}  // namespace weir
