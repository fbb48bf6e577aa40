#include "engine/trace/world.h"

#include "engine/core/check.h"
#include "engine/trace/effect_row.h"

namespace weir {

namespace {

// Of a record that the source gave none.
Value short_name(const RecordInfo& info, const Value& show) {
  if (info.value.kind() == Kind::kString) return info.value;
  if (info.value.kind() != Kind::kRow) return {};
  if (info.names != nullptr && show.kind() == Kind::kString)
    for (std::size_t i = 0; i < info.names->size() && i < info.value.size(); i++)
      if ((*info.names)[i] == show.as_text()) return info.value[i];
  for (const Value& field : info.value.elements())
    if (field.kind() == Kind::kString) return field;
  return {};
}

Value list_value(const WorldQueue& queue) { return Value::list(queue.items()); }

// Queue tables know no empty rows.
bool is_nothing(bool queue_table, const Value& v) {
  return v.is_null() || (queue_table && v.kind() == Kind::kList && v.size() == 0);
}

}  // namespace

World::World() : tables_(table_names().size()) {}

Result<World> World::create(const Value& header) {
  World w;
  const Value plan = member(header, "plan");
  Result<Plan> read = Plan::read(plan.is_null() ? Value::map({}) : plan);
  if (!read) return read.error();
  w.plans_.emplace_back(std::move(*read));
  return w;
}

const WorldRows::Way& World::Table::way_to(const Value& key) const {
  if (!(asked == key)) {
    way = rows.way_to(key);
    asked = key;
  }
  return way;
}

const Value* World::get(std::size_t table, const Value& key) const {
  return tables_[table].way_to(key).value();
}

const WorldQueue* World::queue(std::size_t table, const Value& key) const {
  return tables_[table].queues.get(key);
}

const RecordInfo* World::record(const Value& id) const { return records_.find(id); }

bool World::wrong(std::size_t table, const Value& key, const std::string& text) {
  problem_ = std::string(table_names()[table]) + key.to_string() + " " + text;
  return false;
}

Error World::error(const TraceEvent& e) const {
  return Error{ErrorKind::kCorrupt, "event " + std::to_string(e.index) + " (" +
                                        std::string(e.info().name) + "): " + problem_};
}

bool World::set(std::size_t table, const Value& key, const Value& was, const Value& now) {
  if (!is_queue_table(table)) {
    auto& rows = tables_[table].rows;
    const WorldRows::Way& row = tables_[table].way_to(key);
    const bool there = row.value() != nullptr;
    if (!(there ? *row.value() == was : was.is_null()))
      return wrong(table, key,
                   "is " + (there ? *row.value() : Value()).to_string() + ", the event says " +
                       was.to_string());
    if (now == was) return true;  // a timer that is set again, say
    if (there && now.is_null())
      rows.remove(row);
    else if (there)
      rows.change(row) = now;
    else if (!now.is_null())
      rows.add(row, key, now);
    tables_[table].asked = Value();
    return true;
  }
  auto& queues = tables_[table].queues;
  const WorldQueue* row = queues.get(key);
  const Value current = row == nullptr ? Value() : list_value(*row);
  const bool alike = is_nothing(true, was) ? row == nullptr : current == was;
  if (!alike)
    return wrong(table, key, "is " + current.to_string() + ", the event says " + was.to_string());
  queues.erase(key);
  if (is_nothing(true, now)) return true;
  if (now.kind() != Kind::kList) return wrong(table, key, "cannot be " + now.to_string());
  queues.set(key, WorldQueue(now.elements()));
  return true;
}

bool World::change_queue(const TraceEvent& e, const EventEffect& f, bool undo, const Value* entry,
                         std::size_t table, const Value& key) {
  const bool take = f.verb == EffectVerb::kTake;
  std::vector<Value> members;
  members.reserve(2 * (f.arguments.size() + 2));
  members.push_back(Value::text("e"));
  members.push_back(f.element.empty() ? effect_operand(e, f.element_of, entry, plan())
                                      : Value::text(f.element));
  for (const EffectArgument& a : f.arguments) {
    Value v = effect_operand(e, a.value, entry, plan());
    if (v.is_null()) continue;
    members.push_back(Value::text(a.name));
    members.push_back(std::move(v));
  }
  const bool has_cause = e.causes && !e.causes->empty();
  if (!take || has_cause) {
    members.push_back(Value::text("by"));
    members.push_back(Value::integer(take ? e.causes->front() : e.index));
  }
  const Value element = Value::map(members);
  auto& queues = tables_[table].queues;
  const WorldQueues::Way row = queues.way_to(key);
  const WorldQueue nothing;
  const WorldQueue& queue = row.value() == nullptr ? nothing : *row.value();
  const Value place = effect_operand(e, f.at, entry, plan());
  const auto size = static_cast<std::int64_t>(queue.size());
  const std::int64_t pos = place.kind() == Kind::kInt           ? place.as_int()
                           : take || f.verb == EffectVerb::kPut ? 0
                                                                : size - (undo ? 1 : 0);
  const bool taken = take != undo;
  if (pos < 0 || pos > size - (taken ? 1 : 0) ||
      (taken && !(queue[static_cast<std::size_t>(pos)] == element)))
    return wrong(table, key,
                 taken ? "at " + std::to_string(pos) + " is not " + element.to_string() + " but " +
                             list_value(queue).to_string()
                       : "has no place " + std::to_string(pos));
  if (!taken)
    (row.value() == nullptr ? queues.add(row, key, {}) : queues.change(row))
        .insert(static_cast<std::size_t>(pos), element);
  else if (size == 1)
    queues.remove(row);
  else
    queues.change(row).erase(static_cast<std::size_t>(pos));
  return true;
}

bool World::one(const TraceEvent& e, const EventEffect& f, bool undo, const Value* entry) {
  const auto row = effect_row(e, f, entry, plan());
  if (!row) return wrong(0, effect_operand(e, f.table_of, entry, plan()), "is no table");
  const auto& [table, key] = *row;
  if (f.verb != EffectVerb::kSet) return change_queue(e, f, undo, entry, table, key);
  const Value was = effect_operand(e, f.was, entry, plan()),
              now = effect_operand(e, f.now, entry, plan());
  return undo ? set(table, key, now, was) : set(table, key, was, now);
}

bool World::effect(const TraceEvent& e, const EventEffect& f, bool undo) {
  if (f.each < 0) return one(e, f, undo, nullptr);
  const Value list = e.fields[static_cast<std::size_t>(f.each)];
  if (list.is_null()) return true;
  if (list.kind() != Kind::kList) return wrong(0, list, "is no list");
  const auto entries = list.elements();
  for (std::size_t i = 0; i < entries.size(); i++)
    if (!one(e, f, undo, &entries[undo ? entries.size() - 1 - i : i])) return false;
  return true;
}

// Records that come to be. The names of their fields are those of the plan in force.
void World::remember(const TraceEvent& e) {
  const bool emit = e.kind == EventKind::kRecEmit;
  const Value& id = e.fields[emit ? field::kRecEmit::r : field::kRecMake::r];
  const Value& ts = e.fields[emit ? field::kRecEmit::ts : field::kRecMake::ts];
  RecordInfo info;
  info.value = e.fields[emit ? field::kRecEmit::val : field::kRecMake::val];
  if (ts.kind() == Kind::kInt) info.timestamp = ts.as_int();
  info.made = !emit;
  info.names = plan().names_of(e, emit ? field::kRecEmit::val : field::kRecMake::val);
  if (emit) {
    info.row = e.fields[field::kRecEmit::row];
    info.named = !info.row.is_null();
    const Plan::Source* source = plan().source(e.fields[field::kRecEmit::part]);
    if (!info.named) info.row = short_name(info, source != nullptr ? source->show : Value());
  }
  records_.add(id, std::move(info), plans_.back());
}

Result<void> World::do_event(const TraceEvent& e) {
  const auto effects = e.info().effects;
  for (const EventEffect& f : effects)
    if (!effect(e, f, false)) return error(e);
  if (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) remember(e);
  if (e.kind == EventKind::kDeploy) {
    Result<Plan> plan = Plan::read(e.fields[field::kDeploy::plan]);
    if (!plan) return plan.error();
    plans_.emplace_back(std::move(*plan));
  }
  return {};
}

Result<void> World::undo_event(const TraceEvent& e) {
  if (e.kind == EventKind::kDeploy && plans_.size() > 1) plans_.pop_back();
  if (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) records_.remove();
  const auto effects = e.info().effects;
  for (auto f = effects.rbegin(); f != effects.rend(); ++f)
    if (!effect(e, *f, true)) return error(e);
  return {};
}

Tables World::dump() const {
  Tables out;
  for (std::size_t t = 0; t < tables_.size(); t++) {
    const std::string name(table_names()[t]);
    if (!tables_[t].rows.empty())
      out[name] = std::map<Value, Value>(tables_[t].rows.begin(), tables_[t].rows.end());
    for (const auto& [key, queue] : tables_[t].queues) out[name][key] = list_value(queue);
  }
  return out;
}

bool World::running(const Value& task) const {
  const Value* status = get(table::kTask, Value::list({task}));
  return status && *status == Value::text("RUNNING");
}

// An element of a queue as the engine knows it: without its origin, a record by what it holds.
Value World::plain_element(const Value& element) const {
  std::vector<Value> members;
  for (std::size_t i = 0; i < element.size(); i++) {
    const Value& name = element.at(2 * i);
    if (name == Value::text("by") || name == Value::text("r")) continue;
    members.push_back(name);
    members.push_back(element.at(2 * i + 1));
  }
  const RecordInfo* info = record(member(element, "r"));
  if (info && member(element, "val").is_null()) {
    members.push_back(Value::text("val"));
    members.push_back(info->value);
    if (info->timestamp && member(element, "e") == Value::text("rec")) {
      members.push_back(Value::text("ts"));
      members.push_back(Value::integer(*info->timestamp));
    }
  }
  return Value::map(members);
}

Tables World::comparable() const {
  Tables out;
  const auto keep_task = [&](const Value& key) { return running(key.at(0)); };
  const auto keep_channel = [&](const Value& key) {
    const Plan::Channel* c = plan().channel(key.at(0));
    return c && running(plan().tasks()[static_cast<std::size_t>(c->to)].id);
  };
  const auto keep_part = [&](const Value& key) {
    if (const Value* owner = get(table::kOwner, key)) return running(*owner);
    const Plan::Source* s = plan().source(key.at(0));
    return s && running(s->task);
  };
  const auto keep_all = [](const Value& key) { return key != Value::list({Value::text("jm")}); };
  const auto copy = [&](std::size_t t, const auto& keep) {
    for (const auto& [key, value] : tables_[t].rows)
      if (keep(key)) out[std::string(table_names()[t])][key] = value;
  };
  for (const std::size_t t : {table::kCell, table::kTimer, table::kClock}) copy(t, keep_task);
  for (const std::size_t t : {table::kCwm, table::kCstat, table::kBlocked}) copy(t, keep_channel);
  copy(table::kPos, keep_part);
  for (const std::size_t t : {table::kTx, table::kCp, table::kTask, table::kJob, table::kAttempt})
    copy(t, keep_all);
  for (const auto& [key, queue] : tables_[table::kItems].queues) {
    if (!keep_task(key)) continue;
    std::vector<Value> elements;
    for (const Value& slot : queue) elements.push_back(member(slot, "elem"));
    out["items"][key] = Value::list(elements);
  }
  for (const std::size_t t : {table::kQueue, table::kOut})
    for (const auto& [key, queue] : tables_[t].queues) {
      std::vector<Value> elements;
      for (const Value& slot : queue) elements.push_back(plain_element(slot));
      out[std::string(table_names()[t])][key] = Value::list(elements);
    }
  return out;
}

}  // namespace weir
