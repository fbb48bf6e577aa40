#include "engine/trace/effect_row.h"

#include <algorithm>
#include <array>
#include <span>

#include "engine/core/check.h"

namespace weir {

namespace {

constexpr std::size_t kMostKeys = 6;  // that a row of any table has

std::optional<std::size_t> table_named(const Value& name) {
  const auto names = table_names();
  if (name.kind() != Kind::kString) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), name.as_text());
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

Value effect_operand(const TraceEvent& e, const EffectOperand& o, const Value* entry,
                     const Plan& plan) {
  using What = EffectOperand::What;
  switch (o.what) {
    case What::kNone: return {};
    case What::kAt: return e.at;
    case What::kLiteral: return Value::text(o.text);
    case What::kField: return o.field < e.fields.size() ? e.fields[o.field] : Value();
    case What::kMember: return entry != nullptr ? member(*entry, o.text) : Value();
    case What::kOp: {
      if (!e.op.is_null()) return e.op;
      const Plan::Task* task = plan.task(e.at);
      return task != nullptr ? task->ops.front().uid : Value();
    }
  }
  return {};
}

std::optional<EffectRow> effect_row(const TraceEvent& e, const EventEffect& f, const Value* entry,
                                    const Plan& plan) {
  EffectRow row;
  if (f.table >= 0) {
    row.table = static_cast<std::size_t>(f.table);
  } else {
    const auto named = table_named(effect_operand(e, f.table_of, entry, plan));
    if (!named) return std::nullopt;
    row.table = *named;
  }
  if (f.keys.size() == 1 && f.keys[0].what == EffectOperand::What::kMember)
    row.key = effect_operand(e, f.keys[0], entry, plan);
  if (row.key.kind() == Kind::kList) return row;
  WEIR_CHECK(f.keys.size() <= kMostKeys, "a row whose key has more parts than any other");
  std::array<Value, kMostKeys> parts;
  for (std::size_t i = 0; i < f.keys.size(); i++)
    parts[i] = effect_operand(e, f.keys[i], entry, plan);
  row.key = Value::list(std::span(parts).first(f.keys.size()));
  return row;
}

}  // namespace weir
