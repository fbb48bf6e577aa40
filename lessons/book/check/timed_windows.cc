#include "lessons/book/check/timed_windows.h"

#include <utility>

namespace weir::book {

namespace {

Value text(std::string_view s) { return Value::text(s); }
Value entry(std::string_view name, Value value) {
  return Value::map(std::vector<Value>{text(name), std::move(value)});
}

}  // namespace

std::vector<Value> TimedHappening::out() const {
  std::vector<Value> all = record;
  all.insert(all.end(), generator.begin(), generator.end());
  all.insert(all.end(), watermark.begin(), watermark.end());
  return all;
}

void TimedWindowsWatcher::event(const TraceEvent& e, const World& world) {
  if (e.kind == EventKind::kRecEmit)
    happenings_.push_back({"event", e.time, e.step, {}, {}, {}});
  else if (e.kind == EventKind::kSrcEnd)
    happenings_.push_back({"end_of_input", e.time, e.step, {}, {}, {}});
  else if (e.kind == EventKind::kWmEmit || e.kind == EventKind::kWmIgnore)
    generator(e);
  else if (e.at == windows_ && !happenings_.empty())
    windows(e, world);
}

void TimedWindowsWatcher::generator(const TraceEvent& e) {
  const bool ignored = e.kind == EventKind::kWmIgnore;
  // From upstream comes nothing but MAX, which no generator says.
  if (ignored && e.fields[field::kWmIgnore::last].is_null()) return;
  const Value& value = e.fields[ignored ? field::kWmIgnore::value : field::kWmEmit::value];
  if (value == Value::integer(kMaxTimestamp)) return;
  if (happenings_.empty() || happenings_.back().step != e.step)
    happenings_.push_back({"tick", e.time, e.step, {}, {}, {}});
  happenings_.back().generator.push_back(entry("generator", value));
}

void TimedWindowsWatcher::windows(const TraceEvent& e, const World& world) {
  TimedHappening& now = happenings_.back();
  const auto timestamp = [&](std::size_t r) {
    const RecordInfo* record = world.record(e.fields[r]);
    return record != nullptr && record->timestamp ? Value::integer(*record->timestamp)
                                                  : Value::null();
  };
  if (e.kind == EventKind::kRecRecv) {
    const Value& watermark = e.fields[field::kRecRecv::wm];
    now.record.push_back(Value::map(
        std::vector<Value>{text("record"), timestamp(field::kRecRecv::r), text("window_watermark"),
                           watermark.is_null() ? Value::integer(kMinTimestamp) : watermark}));
  } else if (e.kind == EventKind::kLate) {
    now.record.push_back(entry("late", timestamp(field::kLate::r)));
  } else if (e.kind == EventKind::kWinAssign) {
    contents_[e.fields[field::kWinAssign::start]].push_back(timestamp(field::kWinAssign::r));
  } else if (e.kind == EventKind::kWmAdvance) {
    now.watermark.push_back(entry("watermark", e.fields[field::kWmAdvance::now]));
  } else if (e.kind == EventKind::kWinFire) {
    const Value &start = e.fields[field::kWinFire::start], &end = e.fields[field::kWinFire::end];
    const Value& result = e.fields[field::kWinFire::val];
    now.watermark.push_back(Value::map(
        std::vector<Value>{text("fire"), Value::list({start, end}), text("count"),
                           result.kind() == Kind::kRow && result.size() > 0 ? result[0] : result,
                           text("ts"), Value::list(contents_[start])}));
  }
}

std::vector<Value> elements_of(const Value& object, std::string_view name) {
  const Value list = member(object, name);
  if (list.kind() != Kind::kList) return {};
  return {list.elements().begin(), list.elements().end()};
}

std::vector<Value> heard_steps(const Value& recorded) {
  std::vector<Value> out;
  Value last = Value::integer(kMinTimestamp);
  for (const Value& step : elements_of(recorded, "steps")) {
    std::vector<Value> heard;
    for (const Value& said : elements_of(step, "out")) {
      if (const Value watermark = member(said, "watermark"); !watermark.is_null()) last = watermark;
      const Value generator = member(said, "generator");
      const bool quiet =
          !generator.is_null() && (generator == last || last == Value::integer(kMaxTimestamp));
      if (!quiet) heard.push_back(said);
    }
    out.push_back(Value::map(
        std::vector<Value>{text("do"), member(step, "do"), text("out"), Value::list(heard)}));
  }
  return out;
}

}  // namespace weir::book
