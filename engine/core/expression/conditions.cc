#include "engine/core/expression/conditions.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "engine/core/expression/steps.h"
#include "engine/core/user_error.h"

namespace weir::expression {

namespace {

[[gnu::always_inline]] inline bool in_range(const Step& s, double d) {
  const bool above = d >= s.least, below = d <= s.most;
  return (above & below) != 0;  // & instead of &&: no jump; NaN is in no range
}

// A text of up to 15 bytes, a bool, null: equal if the two words are.
[[gnu::always_inline]] inline bool same_words(const Value& a, const Value& b) {
  std::uint64_t x[2], y[2];
  std::memcpy(x, static_cast<const void*>(&a), sizeof x);
  std::memcpy(y, static_cast<const void*>(&b), sizeof y);
  return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

enum class Outcome : unsigned char { kNo, kYes, kSurprise };

// Not what the form is made for: a null, or a value that the column had not promised.
[[gnu::noinline]] Outcome other_outcome(const Step& s, const Value& row) {
  const auto expected = [&](std::uint32_t column, Kind kind) {
    return row[column].is_null() || row[column].kind() == kind;
  };
  const Kind kind = s.form == Form::kInteger ? Kind::kInt
                    : s.form == Form::kWords ? s.kind
                                             : Kind::kDouble;
  const Kind other = s.form == Form::kMixedProduct ? Kind::kInt : kind;
  return expected(s.column, kind) && expected(s.other_column, other) ? Outcome::kNo
                                                                     : Outcome::kSurprise;
}

[[gnu::always_inline]] inline Outcome answer(const Step& s, bool inside) {
  return inside != s.contrary ? Outcome::kYes : Outcome::kNo;
}

template <Form form>
[[gnu::always_inline]] inline Outcome look(const Step& s, const Value& row) {
  if constexpr (form == Form::kEqual)
    return same_words(row[s.column], s.literal) ? Outcome::kYes : Outcome::kNo;
  if constexpr (form == Form::kInteger) {
    const Value& v = row[s.column];
    if (v.kind() != Kind::kInt) [[unlikely]]
      return other_outcome(s, row);
    const auto above_low =
        static_cast<std::uint64_t>(v.as_int()) - static_cast<std::uint64_t>(s.low);
    return answer(s, above_low <= s.span);
  }
  if constexpr (form == Form::kReal) {
    const Value& v = row[s.column];
    if (v.kind() != Kind::kDouble) [[unlikely]]
      return other_outcome(s, row);
    return answer(s, in_range(s, v.as_double()));
  }
  if constexpr (form == Form::kProduct || form == Form::kMixedProduct) {
    constexpr Kind kOther = form == Form::kProduct ? Kind::kDouble : Kind::kInt;
    const Value& v = row[s.column];
    const Value& w = row[s.other_column];
    if (v.kind() != Kind::kDouble || w.kind() != kOther) [[unlikely]]
      return other_outcome(s, row);
    const double factor = form == Form::kProduct ? w.as_double() : static_cast<double>(w.as_int());
    return answer(s, in_range(s, v.as_double() * factor));
  }
  if constexpr (form == Form::kWords) {
    const Value& v = row[s.column];
    if (same_words(v, s.literal)) return answer(s, true);
    if (v.kind() != s.kind && !s.any_kind) [[unlikely]]
      return other_outcome(s, row);
    return answer(s, false);
  }
  return Outcome::kNo;
}

[[gnu::always_inline]] inline Outcome look_at(const Machine& m, const Step& s, const Value& row) {
  switch (s.form) {
    case Form::kInteger: return look<Form::kInteger>(s, row);
    case Form::kReal: return look<Form::kReal>(s, row);
    case Form::kProduct: return look<Form::kProduct>(s, row);
    case Form::kMixedProduct: return look<Form::kMixedProduct>(s, row);
    case Form::kEqual: return look<Form::kEqual>(s, row);
    case Form::kWords: return look<Form::kWords>(s, row);
    case Form::kNodes: break;
  }
  return m.run_nodes(m.nodes[s.nodes], row) ? Outcome::kYes : Outcome::kNo;
}

}  // namespace

// With the text of the expression in errors.
bool Machine::run_nodes(const Node& node, const Value& row) const {
  try {
    return node.truth(node, row) == Truth::kTrue;
  } catch (const UserError& error) {
    fail_in(text, error);
  }
}

// The answers are jumps, not indexes that are calculated: the processor goes on with the next step
// while the value of this one is still on its way.
bool Machine::run_from(std::int32_t begin, const Value& row) const {
  const Step* const first = steps.data();
  for (const Step* step = first + begin;;) {
    const Outcome outcome = look_at(*this, *step, row);
    if (outcome == Outcome::kYes) {
      if (step->yes < 0) return step->yes == kHolds;
      step = first + step->yes;
    } else {
      if (outcome == Outcome::kSurprise) [[unlikely]]
        return run_nodes(all.front(), row);
      if (step->no < 0) return step->no == kHolds;
      step = first + step->no;
    }
  }
}

namespace {

// ---- function objects -----------------------------------------------------------------------

// Any condition.
struct General {
  Machine m;
  bool operator()(const Value& row) const { return m.run_from(0, row); }
};

// One step.
template <Form form>
struct Alone {
  Step step;
  Machine m;

  bool operator()(const Value& row) const {
    const Outcome outcome = look<form>(step, row);
    if (outcome == Outcome::kSurprise) [[unlikely]]
      return m.run_nodes(m.all.front(), row);
    return outcome == Outcome::kYes;
  }
};

// Two steps that must both be answered by yes, and perhaps more behind them.
template <Form a, Form b>
struct Both {
  Step first, second;
  Machine m;

  bool operator()(const Value& row) const {
    const Outcome outcome = look<a>(first, row);
    if (outcome == Outcome::kSurprise) [[unlikely]]
      return m.run_nodes(m.all.front(), row);
    if (outcome == Outcome::kNo) return false;
    const Outcome next = look<b>(second, row);
    if (next == Outcome::kSurprise) [[unlikely]]
      return m.run_nodes(m.all.front(), row);
    if (next == Outcome::kNo) return false;
    return second.yes == kHolds || m.run_from(second.yes, row);
  }
};

using Condition = std::function<bool(const Value&)>;

template <Form a, Form b>
Condition make_both(Machine m) {
  const Step first = m.steps[0], second = m.steps[1];
  return Both<a, b>{first, second, std::move(m)};
}

template <Form form>
Condition make_alone(Machine m) {
  const Step step = m.steps[0];
  return Alone<form>{step, std::move(m)};
}

using Make = Condition (*)(Machine);

template <std::size_t... i>
constexpr std::array<Make, sizeof...(i)> all_both(std::index_sequence<i...>) {
  return {make_both<static_cast<Form>(i / kFastForms), static_cast<Form>(i % kFastForms)>...};
}
template <std::size_t... i>
constexpr std::array<Make, sizeof...(i)> all_alone(std::index_sequence<i...>) {
  return {make_alone<static_cast<Form>(i)>...};
}
constexpr auto kBoth = all_both(std::make_index_sequence<kFastForms * kFastForms>());
constexpr auto kAlone = all_alone(std::make_index_sequence<kFastForms>());

bool is_fast(const Step& step) { return step.form != Form::kNodes; }
std::size_t index_of(Form form) { return static_cast<std::size_t>(form); }

}  // namespace

std::function<bool(const Value&)> make_condition(const Syntax& s, const std::string& text) {
  Machine machine;
  machine.text = text;
  plan_steps(s, machine);
  const std::vector<Step>& steps = machine.steps;
  if (steps.size() == 1 && is_fast(steps[0]))
    return kAlone[index_of(steps[0].form)](std::move(machine));
  const bool both = steps.size() > 1 && is_fast(steps[0]) && is_fast(steps[1]) &&
                    steps[0].yes == 1 && steps[0].no == kFails && steps[1].no == kFails;
  if (!both) return General{std::move(machine)};
  return kBoth[index_of(steps[0].form) * kFastForms + index_of(steps[1].form)](std::move(machine));
}

}  // namespace weir::expression
