#include "diagrams/page/short_trace.h"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "diagrams/words.h"
#include "engine/core/check.h"
#include "engine/trace/effect_row.h"
#include "engine/trace/generated/event_fields.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/value_json.h"

namespace weir::diagrams {

namespace {

const Value* record_of(const TraceEvent& e) {
  const int r = e.info().index_of("r");
  if (r < 0 || e.fields[static_cast<std::size_t>(r)].is_null()) return nullptr;
  return &e.fields[static_cast<std::size_t>(r)];
}

// Which events stay.
std::vector<bool> staying(std::span<const TraceEvent> events, std::size_t most) {
  std::vector<bool> stays(events.size(), true);
  if (events.size() <= most) return stays;
  std::size_t lines = 0;
  for (const TraceEvent& e : events) {
    const EventFace& face = face_of(e);
    lines += face.milestone || face.log != "micro" ? 1 : 0;
  }
  const bool only_milestones = lines > most;
  std::set<Value> spoken_of;
  for (std::size_t i = 0; i < events.size(); i++) {
    const TraceEvent& e = events[i];
    const EventFace& face = face_of(e);
    stays[i] =
        face.milestone || e.kind == EventKind::kDeploy || (!only_milestones && face.log != "micro");
    if (const Value* r = stays[i] ? record_of(e) : nullptr) spoken_of.insert(*r);
  }
  for (std::size_t i = 0; i < events.size(); i++) {
    const EventKind kind = events[i].kind;
    if (kind != EventKind::kRecEmit && kind != EventKind::kRecMake) continue;
    const Value* r = record_of(events[i]);
    if (r != nullptr && spoken_of.contains(*r)) stays[i] = true;
  }
  return stays;
}

// The rows that an event touches, as World does it.
class Touched {
 public:
  using Row = std::pair<std::size_t, Value>;

  void add(const TraceEvent& e, const Plan& plan) {
    for (const EventEffect& f : e.info().effects) {
      if (f.each < 0) {
        one(e, f, nullptr, plan);
        continue;
      }
      const Value& list = e.fields[static_cast<std::size_t>(f.each)];
      if (list.kind() != Kind::kList) continue;
      for (const Value& entry : list.elements()) one(e, f, &entry, plan);
    }
  }
  std::set<Row> take() { return std::move(rows_); }

 private:
  void one(const TraceEvent& e, const EventEffect& f, const Value* entry, const Plan& plan) {
    if (auto row = effect_row(e, f, entry, plan)) rows_.emplace(row->table, std::move(row->key));
  }

  std::set<Row> rows_;
};

class Shortener {
 public:
  Shortener(const Timeline& timeline, std::size_t most)
      : events_(timeline.events()),
        stays_(staying(events_, most)),
        cursor_(timeline),
        writer_([this](std::string_view line) { out_.text += line; }),
        causes_(events_.size()) {
    WEIR_CHECK(writer_.header(timeline.trace_header()), "a Timeline has a plan that can be read");
  }

  ShortTrace write() {
    std::int64_t logical = -1;  // place of the logical event before
    for (std::size_t i = 0; i < events_.size(); i++) {
      const TraceEvent& e = events_[i];
      note_causes(i, logical);
      if (e.physical == 0) logical = static_cast<std::int64_t>(i);
      if (stays_[i]) {
        flush(i, e.step);
        stay(i);
      } else {
        cursor_.seek(i);
        touched_.add(e, cursor_.world().plan());
        gone_++;
        out_.left++;
      }
      const bool ends = i + 1 == events_.size() || events_[i + 1].step != e.step;
      if (ends && (step_stays_ == e.step || i + 1 == events_.size())) flush(i + 1, e.step);
    }
    out_.text += "{\"k\":\"end\",\"n\":" + std::to_string(lines_) + "}\n";
    return std::move(out_);
  }

 private:
  // The numbers of events that stay and stand for the causes of this one.
  void note_causes(std::size_t i, std::int64_t before) {
    const TraceEvent& e = events_[i];
    std::set<std::int64_t> found;
    const auto add = [&](std::size_t cause) {
      if (stays_[cause])
        found.insert(events_[cause].index);
      else
        found.insert(causes_[cause].begin(), causes_[cause].end());
    };
    if (e.causes) {
      for (const std::int64_t c : *e.causes)
        if (c >= 0 && static_cast<std::size_t>(c) < places_.size())
          add(places_[static_cast<std::size_t>(c)]);
    } else if (before >= 0 && events_[static_cast<std::size_t>(before)].step == e.step) {
      add(static_cast<std::size_t>(before));
    }
    if (e.physical == 0) places_.push_back(i);
    constexpr std::size_t kEnough = 8;
    for (const std::int64_t c : found)
      if (causes_[i].size() < kEnough) causes_[i].push_back(c);
  }

  void stay(std::size_t i) {
    TraceEvent e = events_[i];
    if (out_.left > 0) e.causes = causes_[i];
    writer_.event(e);
    lines_++;
    step_stays_ = e.step;
  }

  // What the events before `place` that are gone have left.
  void flush(std::size_t place, std::int64_t step) {
    if (gone_ == 0) return;
    const TraceEvent& last = events_[place - 1];
    cursor_.seek(place);
    const World& world = cursor_.world();
    std::string& out = out_.text;
    out += "{\"i\":" + std::to_string(last.index) + ",\"p\":1,\"step\":" + std::to_string(step) +
           ",\"t\":" + std::to_string(last.time) +
           ",\"k\":\"left\",\"at\":\"world\",\"n\":" + std::to_string(gone_) + ",\"rows\":[";
    bool first = true;
    for (const auto& [table, key] : touched_.take()) {
      if (!first) out += ',';
      first = false;
      out += "[\"" + std::string(table_names()[table]) + "\",";
      append_trace_value(out, key, nullptr);
      out += ',';
      if (is_queue_table(table)) {
        const WorldQueue* queue = world.queue(table, key);
        append_trace_value(out, queue != nullptr ? Value::list(queue->items()) : Value(), nullptr);
      } else {
        const Value* row = world.get(table, key);
        append_trace_value(out, row != nullptr ? *row : Value(), nullptr);
      }
      out += ']';
    }
    out += "]}\n";
    touched_ = {};
    gone_ = 0;
    lines_++;
  }

  std::span<const TraceEvent> events_;
  std::vector<bool> stays_;
  TimelineCursor cursor_;
  ShortTrace out_;
  NdjsonWriter writer_;
  std::vector<std::vector<std::int64_t>> causes_;  // by place
  std::vector<std::size_t> places_;                // of logical events, by number
  Touched touched_;
  std::size_t gone_ = 0, lines_ = 0;
  std::int64_t step_stays_ = -1;  // of which something has stayed
};

}  // namespace

ShortTrace short_trace(const Timeline& timeline, std::size_t most) {
  if (timeline.events().size() > most) return Shortener(timeline, most).write();
  ShortTrace out;
  NdjsonWriter writer([&](std::string_view line) { out.text += line; });
  WEIR_CHECK(writer.header(timeline.trace_header()), "a Timeline has a plan that can be read");
  for (const TraceEvent& event : timeline.events()) writer.event(event);
  writer.end();
  return out;
}

}  // namespace weir::diagrams
