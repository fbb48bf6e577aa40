#include "diagrams/step_overlay.h"

#include <algorithm>
#include <map>
#include <set>

namespace weir::diagrams {

namespace {

Value key_of(const Value& id) { return Value::list({id}); }

bool says(const Value* v, std::string_view text) { return v != nullptr && *v == Value::text(text); }

class Overlay {
 public:
  Overlay(const ExecPicture& picture, const World& world) : picture_(picture), world_(world) {}

  StepOverlay make(std::int64_t step, Timestamp time) {
    StepOverlay out;
    out.step = step;
    out.time = time;
    if (const Value* n = world_.get(table::kAttempt, Value::list({}))) out.attempt = n->as_int();
    if (const Value* s = world_.get(table::kJob, Value::list({}))) out.job = s->as_text();
    for (const auto& [key, status] : world_.rows(table::kCp)) {
      if (says(&status, "complete")) out.complete = key.at(0).as_int();
      if (says(&status, "running")) out.running = key.at(0).as_int();
    }
    count_keys();
    for (const PicturedChannel& channel : picture_.channels) {
      ChannelNote note;
      for (const std::size_t c : channel.channels) add(note, c, c == channel.channels.front());
      out.channels.push_back(std::move(note));
    }
    for (const PicturedTask& task : picture_.tasks) {
      TaskNote note;
      for (const std::size_t t : task.tasks) add(note, t, t == task.tasks.front());
      out.tasks.push_back(std::move(note));
    }
    return out;
  }

 private:
  const Value* get(std::size_t table, const Value& id) const {
    return world_.get(table, key_of(id));
  }

  void count_keys() {
    const auto count = [this](const Value& row) {
      if (!row.at(3).is_null()) keys_[row.at(0)].insert(row.at(3));
    };
    for (const auto& [key, value] : world_.rows(table::kCell)) count(key);
    for (const auto& [key, queue] : world_.queues(table::kItems)) count(key);
  }

  // No watermark yet is below every one.
  static void smallest(std::optional<Timestamp>& of, const Value* value, bool first) {
    const auto mark = value != nullptr ? std::optional(value->as_int()) : std::nullopt;
    if (first || !mark || (of && *mark < *of)) of = mark;
  }

  void add(ChannelNote& note, std::size_t index, bool first) const {
    const Value& id = world_.plan().channels()[index].id;
    smallest(note.watermark, get(table::kCwm, id), first);
    if (const auto* queue = world_.queue(table::kQueue, key_of(id))) {
      note.depth += queue->size();
      for (const Value& element : *queue)
        if (!note.barrier && member(element, "e") == Value::text("bar"))
          note.barrier = member(element, "cp").as_int();
    }
    if (const Value* cp = get(table::kBlocked, id)) {
      note.blocked = true;
      note.barrier = cp->as_int();
    }
    note.full = note.full || get(table::kFull, id) != nullptr;
    const Value* status = get(table::kCstat, id);
    const bool active = status == nullptr || says(status, "ACTIVE");
    const std::string text = active ? "" : std::string(status->as_text());
    note.status = first || note.status == text ? text : "";  // some of several are active
  }

  // What its receiver knows of a channel, or will when it has read what is in it.
  bool declares_idle(std::size_t index) const {
    const Value& id = world_.plan().channels()[index].id;
    bool idle = says(get(table::kCstat, id), "IDLE");
    if (const auto* queue = world_.queue(table::kQueue, key_of(id)))
      for (const Value& element : *queue)
        if (member(element, "e") == Value::text("status"))
          idle = member(element, "now") == Value::text("IDLE");
    return idle;
  }

  void add(TaskNote& note, std::size_t index, bool first) const {
    const Plan::Task& task = world_.plan().tasks()[index];
    const Value* status = get(table::kTask, task.id);
    const std::string text = status != nullptr ? std::string(status->as_text()) : "CREATED";
    if (first || text == "FAILED") note.status = text;
    if (note.status != text && !note.failed()) note.status = "MIXED";
    smallest(note.watermark, get(table::kClock, task.id), first);
    if (const auto keys = keys_.find(task.id); keys != keys_.end())
      note.keys += keys->second.size();
    note.inputs += task.ins.size();
    for (const std::size_t c : task.ins)
      if (const Value* cp = get(table::kBlocked, world_.plan().channels()[c].id)) {
        note.checkpoint = cp->as_int();
        note.barriers++;
      }
    for (const std::size_t c : task.outs)
      note.waits = note.waits || get(table::kFull, world_.plan().channels()[c].id) != nullptr;
    const bool idle =
        !task.outs.empty() && std::all_of(task.outs.begin(), task.outs.end(),
                                          [this](std::size_t c) { return declares_idle(c); });
    note.idle = first ? idle : note.idle && idle;
  }

  const ExecPicture& picture_;
  const World& world_;
  std::map<Value, std::set<Value>> keys_;  // by task
};

}  // namespace

StepOverlay overlay_of(const ExecPicture& picture, const World& world, std::int64_t step,
                       Timestamp time) {
  return Overlay(picture, world).make(step, time);
}

std::string watermark_text(const std::optional<Timestamp>& watermark) {
  if (!watermark || *watermark == kMinTimestamp) return "-";
  return *watermark == kMaxTimestamp ? "end" : std::to_string(*watermark);
}

}  // namespace weir::diagrams
