#include "diagrams/why/moment.h"

#include <utility>

#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

TimelineCursor at_place(const Timeline& timeline, std::size_t place) {
  TimelineCursor cursor(timeline);
  cursor.seek(place);
  return cursor;
}

}  // namespace

Error mistake(std::string text) { return Error{ErrorKind::kBadArgument, std::move(text)}; }

bool is_text(const Value& v, std::string_view text) {
  return v.kind() == Kind::kString && v.as_text() == text;
}

Timestamp time_or_min(const Value& v) {
  return v.kind() == Kind::kInt ? v.as_int() : kMinTimestamp;
}

Moment::Moment(const Timeline& timeline, std::size_t place, Writing writing)
    : cursor_(at_place(timeline, place)), writing_(writing), words_(cursor_.world(), writing) {}

bool Moment::at_end() const { return timeline().ended() && place() == timeline().events().size(); }

Timestamp Moment::now() const { return place() == 0 ? 0 : timeline().events()[place() - 1].time; }

const TraceEvent* Moment::by(const Value& index) const {
  return index.kind() == Kind::kInt ? timeline().index(index.as_int()) : nullptr;
}

std::optional<std::int64_t> Moment::cause_step(const TraceEvent& event) const {
  const TraceEvent* at = &event;
  while (at != nullptr && at->step == event.step) {
    const std::size_t place = place_of(*at);
    if (at->causes) {
      at = at->causes->empty() ? nullptr : timeline().index(at->causes->back());
    } else {
      at = place == 0 ? nullptr : &timeline().events()[place - 1];
    }
    if (at != nullptr && place_of(*at) >= place) return std::nullopt;
  }
  return at != nullptr && at->step > 0 ? std::optional(at->step) : std::nullopt;
}

Value Moment::op_of(const TraceEvent& event) const {
  if (!event.op.is_null()) return event.op;
  const Plan::Task* task = plan().task(event.at);
  return task != nullptr ? task->ops.front().uid : Value();
}

Value Moment::get(std::size_t table, std::initializer_list<Value> key) const {
  const Value* v = world().get(table, Value::list(key));
  return v != nullptr ? *v : Value();
}

}  // namespace weir::diagrams::whys
