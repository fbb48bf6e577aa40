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

Value Moment::op_of(const TraceEvent& event) const {
  if (!event.op.is_null()) return event.op;
  if (const Plan::Task* task = plan().task(event.at)) return task->ops.front().uid;
  // A subtask of an earlier attempt, of which there are fewer now.
  if (event.at.kind() != Kind::kString) return {};
  const std::string_view name = event.at.as_text().substr(0, event.at.as_text().rfind('#'));
  for (const Plan::Task& task : plan().tasks())
    if (is_text(task.name, name)) return task.ops.front().uid;
  return {};
}

Value Moment::get(std::size_t table, std::initializer_list<Value> key) const {
  const Value* v = world().get(table, Value::list(key));
  return v != nullptr ? *v : Value();
}

}  // namespace weir::diagrams::whys
