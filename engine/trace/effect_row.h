// What an effect of the catalogue means for one event: the values of its operands, and the row that
// it changes. World does effects by it; who wants to know which rows an event touches asks it too.
//   `entry` is the entry of the event's list that an effect for each of them is about, else
//   nullptr; `plan` the one in force. Operands of nothing are null. Pure functions.
#pragma once
#include <cstddef>
#include <optional>

#include "engine/core/value.h"
#include "engine/trace/event.h"
#include "engine/trace/plan.h"

namespace weir {

struct EffectRow {
  std::size_t table = 0;  // one of weir::table
  Value key;              // always a list
};

Value effect_operand(const TraceEvent& e, const EffectOperand& o, const Value* entry,
                     const Plan& plan);
// nullopt: what the event names as the table is none.
std::optional<EffectRow> effect_row(const TraceEvent& e, const EventEffect& f, const Value* entry,
                                    const Plan& plan);

}  // namespace weir
