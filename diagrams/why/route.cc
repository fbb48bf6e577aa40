#include "diagrams/why/route.h"

#include "diagrams/why/find.h"
#include "engine/core/key_group.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

using F = field::kRecSend;

std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

// Behind the '#' of a task.
std::int64_t subtask_of(const Plan::Task& task) {
  const std::string id = plain(task.id);
  const auto hash = id.rfind('#');
  return hash == std::string::npos ? 0 : whole_number(id.substr(hash + 1)).value_or(0);
}

const Plan::Task* task_at(const Plan& plan, int index) {
  if (index < 0 || static_cast<std::size_t>(index) >= plan.tasks().size()) return nullptr;
  return &plan.tasks()[static_cast<std::size_t>(index)];
}

// As the trace finds the key: the fields that key_by names. Null: it cannot be seen.
Value key_in(const World& world, const Value& id, const FieldNames& names) {
  const RecordInfo* info = world.record(id);
  if (info == nullptr || names.empty()) return {};
  std::vector<Value> parts;
  for (const std::string& name : names) {
    Value v = member(info->value, name);
    if (info->value.kind() == Kind::kRow && info->names)
      for (std::size_t i = 0; i < info->names->size() && i < info->value.size(); i++)
        if ((*info->names)[i] == name) v = info->value[i];
    if (v.is_null()) return {};
    parts.push_back(std::move(v));
  }
  return parts.size() == 1 ? parts[0] : Value::row(parts);
}

// The two sums that lead from a key to a subtask.
struct Sums {
  std::string names, key, who;
  std::uint32_t hash = 0, groups = 0, group = 0, parallelism = 0, subtask = 0;
  KeyGroupRange range;
};

std::optional<Sums> sums_of(const Moment& then, const TraceEvent& sent,
                            const Plan::Channel& channel, const Plan::Task& to) {
  const Value key = key_in(then.world(), sent.fields[F::r], channel.key_by);
  if (key.is_null() || !to.groups) return std::nullopt;
  Sums out;
  for (const std::string& name : channel.key_by)
    out.names += (out.names.empty() ? "" : ", ") + shown(name);
  out.key = then.value(key);
  out.who = then.words().place(to.id);
  out.hash = static_cast<std::uint32_t>(flink_murmur(java_hash(key)));
  out.groups = then.plan().max_parallelism();
  out.group = key_group(key, out.groups);
  out.parallelism = static_cast<std::uint32_t>(then.plan().tasks_named(to.name));
  out.subtask = operator_index(out.groups, out.parallelism, out.group);
  out.range = *to.groups;
  // Of an operator with a maximum of its own the sums would be others: then none is said.
  const bool right = out.range.contains(out.group) &&
                     out.subtask == static_cast<std::uint32_t>(subtask_of(to)) &&
                     sent.fields[F::kg] == Value::integer(out.group);
  return right ? std::optional(std::move(out)) : std::nullopt;
}

// To which subtask of the same vertex the sender sent a record before.
const TraceEvent* turn_before(const Moment& then, const TraceEvent& sent, const Plan::Task& to) {
  return then.last(then.place_of(sent), [&](const TraceEvent& e) {
    if (e.kind != EventKind::kRecSend || e.at != sent.at || e.attempt != sent.attempt) return false;
    const Plan::Channel* channel = then.plan().channel(e.fields[F::ch]);
    const Plan::Task* task = channel != nullptr ? task_at(then.plan(), channel->to) : nullptr;
    return task != nullptr && task->name == to.name;
  });
}

std::string how(const Moment& then, const TraceEvent& sent, const Plan::Channel& channel,
                const Plan::Task& to) {
  const std::string part = plain(channel.part), who = then.words().place(to.id);
  const std::int64_t p = then.plan().tasks_named(to.name);
  if (p == 1) return then.say("route.one", {{"who", who}});
  const Filling subtasks{"p", number(p)}, index{"to", number(subtask_of(to))};
  if (part == "forward") {
    const Plan::Task* from = task_at(then.plan(), channel.from);
    return then.say("route.forward",
                    {{"from", number(from != nullptr ? subtask_of(*from) : 0)}, index});
  }
  if (part == "rebalance" || part == "rescale") {
    const TraceEvent* before = turn_before(then, sent, to);
    const std::string turn =
        before == nullptr ? then.say("route.first_turn")
                          : then.say("route.turn_before",
                                     {{"step", number(before->step)},
                                      {"who", then.words().end_of(before->fields[F::ch], "to")}});
    return then.say(part == "rescale" ? "route.rescale" : "route.rebalance",
                    {subtasks, {"turn", turn}});
  }
  if (part == "broadcast") return then.say("route.broadcast", {subtasks});
  if (part == "global") return then.say("route.global");
  if (part == "shuffle") return then.say("route.shuffle", {subtasks});
  if (part == "custom") return then.say("route.custom", {subtasks, index});
  return then.say("route.hash_unseen", {{"who", who}});
}

struct Route {
  const Plan::Channel* channel;
  const Plan::Task* to;
};

std::optional<Route> found(const Moment& then, const TraceEvent& sent) {
  const Plan::Channel* channel = then.plan().channel(sent.fields[F::ch]);
  const Plan::Task* to = channel != nullptr ? task_at(then.plan(), channel->to) : nullptr;
  return to != nullptr ? std::optional(Route{channel, to}) : std::nullopt;
}

}  // namespace

std::vector<WhyLine> route_of(const Moment& m, const TraceEvent& sent) {
  const Moment then(m.timeline(), m.place_of(sent) + 1, m.writing());
  const auto route = found(then, sent);
  if (!route) return {};
  const auto sums = sums_of(then, sent, *route->channel, *route->to);
  if (!sums) {
    const std::string text = how(then, sent, *route->channel, *route->to);
    return {m.line("label.goes_to", text, {{"who", then.words().place(route->to->id)}})};
  }
  const Filling hash{"hash", number(sums->hash)}, groups{"groups", number(sums->groups)},
      group{"group", number(sums->group)};
  return {
      m.line("label.hash", m.say("route.hash", {hash, {"names", sums->names}, {"key", sums->key}})),
      m.line("label.key_group", m.say("route.group", {hash, groups, group})),
      m.line("label.subtask", m.say("route.subtask", {group,
                                                      groups,
                                                      {"p", number(sums->parallelism)},
                                                      {"to", number(sums->subtask)},
                                                      {"who", sums->who},
                                                      {"first", number(sums->range.first)},
                                                      {"last", number(sums->range.last)}}))};
}

std::string short_route(const Moment& m, const TraceEvent& sent) {
  const Moment then(m.timeline(), m.place_of(sent) + 1, m.writing());
  const auto route = found(then, sent);
  if (!route) return {};
  const auto sums = sums_of(then, sent, *route->channel, *route->to);
  if (!sums) return how(then, sent, *route->channel, *route->to);
  return m.say("route.short", {{"hash", number(sums->hash)},
                               {"groups", number(sums->groups)},
                               {"group", number(sums->group)},
                               {"p", number(sums->parallelism)},
                               {"to", number(sums->subtask)},
                               {"who", sums->who}});
}

const TraceEvent* sent_to(const Moment& m, const Value& record, const Value& task,
                          std::size_t before) {
  return m.last(before, [&](const TraceEvent& e) {
    if (e.kind != EventKind::kRecSend || e.fields[F::r] != record) return false;
    const Plan::Channel* channel = m.plan().channel(e.fields[F::ch]);
    const Plan::Task* to = channel != nullptr ? task_at(m.plan(), channel->to) : nullptr;
    return to != nullptr && to->id == task;
  });
}

}  // namespace weir::diagrams::whys
