#include "diagrams/state_window.h"

#include <string>

#include "engine/core/namespace.h"
#include "engine/window/merging_windows.h"

namespace weir::diagrams {

Value state_window(const World& world, const Value& task, const Value& op, const Value& key,
                   const Value& start, const Value& end) {
  Namespace kept{start.as_int(), end.as_int()};
  const Value sessions = Value::text(MergingWindowSet::kStateName);
  const WorldQueue* set = world.queue(table::kItems, Value::list({task, op, sessions, key, {}}));
  for (std::size_t i = 0; set != nullptr && i < set->size(); i++) {
    const Value session = member((*set)[i], "elem");
    if (session[0] == start && session[1] == end) kept = {session[2].as_int(), session[3].as_int()};
  }
  return Value::text(to_string(kept));
}

}  // namespace weir::diagrams
