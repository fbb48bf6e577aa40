#include "diagrams/plot_model.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

// 1, 2, 5, 10, 20, …
Duration next_round(Duration length) {
  if (length > std::numeric_limits<Duration>::max() / 10) return length;
  Duration power = 1;
  while (power * 10 <= length) power *= 10;
  return length < 2 * power ? 2 * power : length < 5 * power ? 5 * power : 10 * power;
}

Timestamp first_of(Timestamp time, Duration length) {
  const Timestamp rest = time % length;
  return time - (rest < 0 ? rest + length : rest);
}

void merge(PlotRow& into, PlotRow&& from) {
  for (const Timestamp ts : from.order) {
    PlotRow::Mark& more = from.marks.at(ts);
    const auto mark = into.marks.find(ts);
    if (mark != into.marks.end()) {
      mark->second.count += more.count;
      mark->second.late += more.late;
    } else if (into.marks.size() < PlotModel::kMostMarks) {
      into.order.push_back(ts);
      into.marks.emplace(ts, std::move(more));
    } else {
      into.left_out += more.count;
    }
  }
  for (PlotRow::Bar& bar : from.bars)
    if (into.bars.size() < PlotModel::kMostMarks)
      into.bars.push_back(std::move(bar));
    else
      into.left_out += bar.count;
  into.watermark = from.watermark;
  into.ends += from.ends;
  into.records += from.records;
  into.late += from.late;
  into.left_out += from.left_out;
}

}  // namespace

void PlotModel::choose(const Plan& plan) {
  tasks_.clear();
  for (const Plan::Task& task : plan.tasks())
    for (const Plan::Op& op : task.ops) {
      const Plan::Window* window = plan.window(op.uid);
      if (window == nullptr || window->processing_time) continue;
      if (window_op_.is_null()) window_op_ = op.uid;
      if (op.uid == window_op_) tasks_.push_back(task.id);
    }
  if (window_op_.is_null())
    for (const Plan::Task& task : plan.tasks())
      if (task.ins.empty()) tasks_.push_back(task.id);
  chosen_ = !plan.tasks().empty();
}

bool PlotModel::is_ours(const TraceEvent& e) const {
  if (window_op_.is_null() || std::find(tasks_.begin(), tasks_.end(), e.at) == tasks_.end())
    return false;
  return e.op.is_null() || e.op == window_op_;
}

std::optional<Timestamp> PlotModel::clock(const World& world) const {
  std::optional<Timestamp> low;
  const std::size_t where = window_op_.is_null() ? table::kLast : table::kClock;
  for (const Value& task : tasks_) {
    const Value* t = world.get(where, Value::list({task}));
    if (t == nullptr || t->kind() != Kind::kInt) return std::nullopt;
    if (!low || t->as_int() < *low) low = t->as_int();
  }
  return low;
}

PlotRow& PlotModel::row(Timestamp time) {
  const Timestamp first = first_of(time, length_);
  const auto found = rows_.find(first);
  if (found != rows_.end()) return found->second;
  PlotRow fresh;
  fresh.watermark = watermark_;
  return rows_.emplace(first, std::move(fresh)).first->second;
}

void PlotModel::add_record(const Value& record, bool late, const TraceEvent& e,
                           const World& world) {
  // A record that belongs to several windows is one record.
  if (last_step_ == e.step && last_record_ == record) return;
  last_step_ = e.step;
  last_record_ = record;
  const RecordInfo* info = world.record(record);
  if (info == nullptr || !info->timestamp) return;
  PlotRow& to = row(e.time);
  to.records++;
  to.late += late ? 1 : 0;
  if (!to.marks.contains(*info->timestamp)) {
    if (to.marks.size() >= kMostMarks) {
      to.left_out++;
      return;
    }
    to.order.push_back(*info->timestamp);
    to.marks[*info->timestamp].name = Words(world, writing_).record(record);
  }
  PlotRow::Mark& mark = to.marks[*info->timestamp];
  mark.count++;
  mark.late += late ? 1 : 0;
}

// Of one field its value says enough.
void PlotModel::add_bar(const TraceEvent& e, const World& world) {
  using F = field::kWinFire;
  const Timestamp start = e.fields[F::start].as_int(), end = e.fields[F::end].as_int();
  PlotRow& to = row(e.time);
  for (PlotRow::Bar& bar : to.bars)
    if (bar.start == start && bar.end == end) {
      bar.count++;
      return;
    }
  if (to.bars.size() >= kMostMarks) {
    to.left_out++;
    return;
  }
  const Value& val = e.fields[F::val];
  const bool single = val.kind() == Kind::kRow && val.size() == 1;
  to.bars.push_back(
      {start, end, 1,
       value_words(single ? val[0] : val, world.plan().names_of(e, F::val), writing_)});
}

void PlotModel::note_clock(const TraceEvent& e, const World& world) {
  const std::optional<Timestamp> now = clock(world);
  if (now == watermark_) return;
  watermark_ = now;
  row(e.time).watermark = now;
}

void PlotModel::event(const TraceEvent& e, const World& world, bool visible) {
  if (!chosen_ || e.kind == EventKind::kDeploy) choose(world.plan());
  if (!visible) {
    if (e.kind == EventKind::kWmAdvance || e.kind == EventKind::kWmEmit ||
        e.kind == EventKind::kDeploy || e.kind == EventKind::kRestore)
      watermark_ = clock(world);
    return;
  }
  if (is_ours(e)) {
    if (e.kind == EventKind::kWinAssign)
      add_record(e.fields[field::kWinAssign::r], false, e, world);
    if (e.kind == EventKind::kLate) add_record(e.fields[field::kLate::r], true, e, world);
    if (e.kind == EventKind::kWinFire) add_bar(e, world);
  }
  if (e.kind == EventKind::kRecEmit && window_op_.is_null())
    add_record(e.fields[field::kRecEmit::r], false, e, world);
  if (e.kind == EventKind::kSrcEnd) row(e.time).ends++;
  if (e.kind == EventKind::kWmAdvance || e.kind == EventKind::kWmEmit ||
      e.kind == EventKind::kDeploy || e.kind == EventKind::kRestore)
    note_clock(e, world);
  shrink(kMostRows);
}

void PlotModel::shrink(std::size_t rows) {
  while (rows_.size() > rows && next_round(length_) > length_) lengthen();
}

void PlotModel::lengthen_to(Duration length) {
  while (length_ < length && next_round(length_) > length_) lengthen();
}

void PlotModel::lengthen() {
  length_ = next_round(length_);
  std::map<Timestamp, PlotRow> longer;
  for (auto& [first, row] : rows_) {
    const auto [at, is_new] = longer.try_emplace(first_of(first, length_));
    if (is_new)
      at->second = std::move(row);
    else
      merge(at->second, std::move(row));
  }
  rows_ = std::move(longer);
}

}  // namespace weir::diagrams
