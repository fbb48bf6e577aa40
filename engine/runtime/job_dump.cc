// Job::dump(): the state of a job read from the real objects, in the rows of trace/world.h. It
// iterates backends, queues and channels, and never what feeds the trace.
#include <algorithm>
#include <utility>

#include "engine/connectors/file_sink.h"
#include "engine/env/outside.h"
#include "engine/operators/sink_operators.h"
#include "engine/runtime/job.h"

namespace weir {

namespace {

Value text(std::string_view s) { return Value::text(s); }

Value or_null(const Namespace& ns) { return ns.is_void() ? Value() : text(to_string(ns)); }

void set(Tables& tables, const char* table, std::initializer_list<Value> key, Value value) {
  tables[table][Value::list(key)] = std::move(value);
}

Value object(std::initializer_list<Value> entries) {
  return Value::map(std::span<const Value>(entries.begin(), entries.size()));
}

Value element_row(const ChannelElement& e) {
  const Value kind = text("e");
  switch (e.kind()) {
    case ElementKind::kRecord:
      if (e.has_timestamp())
        return object(
            {kind, text("rec"), text("val"), e.value(), text("ts"), Value::integer(e.timestamp())});
      return object({kind, text("rec"), text("val"), e.value()});
    case ElementKind::kWatermark:
      return object({kind, text("wm"), text("value"), Value::integer(e.timestamp())});
    case ElementKind::kStatus:
      return object({kind, text("status"), text("now"), text(e.idle() ? "IDLE" : "ACTIVE")});
    case ElementKind::kBarrier:
      return object({kind, text("bar"), text("cp"), Value::integer(e.checkpoint())});
    case ElementKind::kCancelCheckpoint:
      return object({kind, text("cancel"), text("cp"), Value::integer(e.checkpoint())});
    case ElementKind::kEndOfData: return object({kind, text("end"), text("what"), text("data")});
    case ElementKind::kEndOfPartition:
      return object({kind, text("end"), text("what"), text("partition")});
  }
  return {};
}

void dump_backend(Tables& tables, const Value& task, const OperatorContext& op) {
  if (op.backend == nullptr) return;
  const auto named = [&op](const Value& key) { return op.named_keys ? key : Value(); };
  op.backend->for_each([&](const KeyedStateBackend::Entry& e) {
    const Value uid = text(op.uid), state = text(e.state), ns = or_null(e.ns), key = named(e.key);
    if (e.kind == StateKind::kList)
      set(tables, "items", {task, uid, state, key, ns}, e.value);
    else
      set(tables, "cell", {task, uid, state, key, ns, Value()}, e.value);
  });
  for (const TimeDomain domain : {TimeDomain::kEvent, TimeDomain::kProcessing})
    op.backend->timers(domain).for_each([&](const Timer& t) {
      const char* word = domain == TimeDomain::kEvent ? "event" : "processing";
      set(tables, "timer",
          {task, text(op.uid), named(t.key), or_null(t.ns), text(word),
           Value::integer(t.timestamp)},
          text("set"));
    });
}

// What a sink has not made visible yet.
void dump_sink(Tables& tables, const Operator& op) {
  const auto say = [&](std::string_view transaction, const char* word) {
    if (!transaction.empty()) set(tables, "tx", {text(transaction)}, text(word));
  };
  if (const auto* sink = dynamic_cast<const TransactionalSink*>(&op)) {
    say(sink->open_transaction(), "open");
    for (const TransactionalSink::Prepared& p : sink->prepared()) say(p.transaction, "prepared");
  } else if (const auto* files = dynamic_cast<const FileSink*>(&op)) {
    say(files->open_transaction(), "open");
    for (const Committer::Request& r : files->committer().requests())
      say(r.committable[0].as_text(), "prepared");
  }
}

}  // namespace

Tables Job::dump() const {
  Tables out;
  set(out, "job", {}, text(job_status_name(status())));
  if (master_->attempt() > 1) set(out, "attempt", {}, Value::integer(master_->attempt()));
  for (const auto& [id, pending] : master_->coordinator().pending())
    set(out, "cp", {Value::integer(id)}, text("running"));
  for (const CompletedCheckpoint& c : store_.retained())
    if (c.id > options_.last_id)  // of this process, which is what the trace is about
      set(out, "cp", {Value::integer(c.id)}, text("complete"));
  for (TaskId t = 0; t < tasks_.size(); t++) dump_task(out, t);
  for (ChannelId c = 0; c < network_.size(); c++) dump_channel(out, c);
  for (std::uint32_t link = 0; link < links_.size(); link++) dump_link(out, link);
  return out;
}

void Job::dump_task(Tables& out, TaskId t) const {
  if (tasks_[t] == nullptr) return;
  const Task& task = *tasks_[t];
  const Value name = text(task_name(t));
  if (task.finished()) return;
  set(out, "task", {name}, text("RUNNING"));
  if (task.chain().current_watermark() != kMinTimestamp)
    set(out, "clock", {name}, Value::integer(task.chain().current_watermark()));
  for (std::size_t i = 0; i < task.chain().size(); i++) {
    dump_backend(out, name, task.chain().context(i));
    dump_sink(out, task.chain().op(i));
  }
  if (const SourceOperator* source = task.source())
    for (const SourceOperator::SplitView& s : source->splits())
      set(out, "pos", {text(s.name)}, Value::integer(s.position));
}

void Job::dump_channel(Tables& out, ChannelId c) const {
  const Channel& channel = network_.channel(c);
  const Value name = text(channel_name(graph_, plan_, c));
  if (!channel.empty()) {
    std::vector<Value> elements;
    for (std::size_t i = 0; i < channel.size(); i++)
      elements.push_back(element_row(channel.at(i).element));
    set(out, "queue", {name}, Value::list(elements));
  }
  const PlannedChannel& planned = plan_.channels[c];
  const Task* to = tasks_[planned.to].get();
  if (to == nullptr || to->finished()) return;
  const WatermarkValve& valve = to->valve(plan_.tasks[planned.to].input_of[planned.index]);
  const std::size_t index = to->index_in_input(planned.index);
  if (valve.watermark(index) != kMinTimestamp)
    set(out, "cwm", {name}, Value::integer(valve.watermark(index)));
  if (channel.blocked())
    set(out, "blocked", {name}, Value::integer(to->barriers()->latest_checkpoint()));
  if (channel.ended)
    set(out, "cstat", {name}, text("FINISHED"));
  else if (to->data_ended(planned.index))
    set(out, "cstat", {name}, text("END OF DATA"));
  else if (valve.idle(index))
    set(out, "cstat", {name}, text("IDLE"));
}

void Job::dump_link(Tables& out, std::uint32_t link) const {
  if (links_.queue(link).empty()) return;
  std::vector<Value> elements;
  for (const ControlLinks::Slot& slot : links_.queue(link)) {
    std::vector<Value> entries{text("e"), text("ctl"), text("msg"),
                               text(control_name(slot.message.kind))};
    if (slot.message.barrier.id != kNoCheckpoint) {
      entries.push_back(text("cp"));
      entries.push_back(Value::integer(slot.message.barrier.id));
    }
    elements.push_back(Value::map(entries));
  }
  const std::string task = task_name(ControlLinks::task_of(link));
  set(out, "queue", {text(ControlLinks::is_to_task(link) ? "jm>" + task : task + ">jm")},
      Value::list(elements));
}

}  // namespace weir
