#include "engine/core/expression/conditions.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "engine/core/expression/number_functions.h"
#include "engine/core/expression/steps.h"
#include "engine/core/time.h"
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
  return expected(s.column, s.kind) && expected(s.other_column, s.other_kind) ? Outcome::kNo
                                                                              : Outcome::kSurprise;
}

[[gnu::always_inline]] inline Outcome answer(const Step& s, bool inside) {
  return inside != s.contrary ? Outcome::kYes : Outcome::kNo;
}

[[gnu::always_inline]] inline bool in_range(const Step& s, std::int64_t i) {
  return static_cast<std::uint64_t>(i) - static_cast<std::uint64_t>(s.low) <= s.span;
}

template <class T>
[[gnu::always_inline]] inline bool in_order(const Step& s, T a, T b) {  // NaN is in none
  const std::uint64_t less = a<b, equal = a == b, greater = a> b;
  return ((less * kLessBit | equal * kEqualBit | greater * kGreaterBit) & s.orders) != 0;
}

bool in_mixed_order(const Step& s, double a, std::int64_t b) {
  const int c = compare_exactly(b, a);
  return c != 2 && ((c > 0 ? kLessBit : c < 0 ? kGreaterBit : kEqualBit) & s.orders) != 0;
}

double real_as(Kind kind, const Value& v) {
  return kind == Kind::kInt ? static_cast<double>(v.as_int()) : v.as_double();
}

template <class T>
T calculated(Operator op, T a, T b) {
  if constexpr (std::is_same_v<T, double>) {
    if (op == Operator::kMul) return a * b;
    if (op == Operator::kAdd) return a + b;
    if (op == Operator::kSub) return a - b;
    return op == Operator::kDiv ? a / b : remainder_of(a, b);
  } else {
    if (op == Operator::kMul) return wrapping_mul(a, b);
    if (op == Operator::kAdd) return wrapping_add(a, b);
    if (op == Operator::kSub) return wrapping_sub(a, b);
    return op == Operator::kDiv ? divide(a, b) : remainder_of(a, b);
  }
}

// One column.
template <Form form>
[[gnu::always_inline]] inline Outcome look_at_one(const Step& s, const Value& v, const Value& row) {
  if constexpr (form == Form::kEqual)
    return same_words(v, s.literal) ? Outcome::kYes : Outcome::kNo;
  if constexpr (form == Form::kInteger)
    if (v.kind() == Kind::kInt) [[likely]]
      return answer(s, in_range(s, v.as_int()));
  if constexpr (form == Form::kReal)
    if (v.kind() == Kind::kDouble) [[likely]]
      return answer(s, in_range(s, v.as_double()));
  if constexpr (form == Form::kWords) {
    if (same_words(v, s.literal)) return answer(s, true);
    if (v.kind() == s.kind || s.any_kind) [[likely]]
      return answer(s, false);
  }
  if constexpr (form == Form::kIn) {
    for (const Value& one : s.literal.elements())
      if (same_words(v, one)) return answer(s, true);
    if (v.kind() == s.kind) [[likely]]
      return answer(s, false);
  }
  return other_outcome(s, row);
}

// Two columns, or a column and the literal.
template <Form form>
[[gnu::always_inline]] inline Outcome look_at_two(const Step& s, const Value& v, const Value& w,
                                                  const Value& row) {
  if (v.kind() != s.kind || w.kind() != s.other_kind) [[unlikely]]
    return other_outcome(s, row);
  if constexpr (form == Form::kProduct)
    return answer(s, in_range(s, v.as_double() * w.as_double()));
  if constexpr (form == Form::kMixedProduct)
    return answer(s, in_range(s, v.as_double() * static_cast<double>(w.as_int())));
  if constexpr (form == Form::kIntegerPair) return answer(s, in_order(s, v.as_int(), w.as_int()));
  if constexpr (form == Form::kRealPair)
    return answer(s, in_order(s, v.as_double(), w.as_double()));
  if constexpr (form == Form::kMixedPair)
    return answer(s, in_mixed_order(s, v.as_double(), w.as_int()));
  const Value& other = s.beside_literal ? s.literal : w;
  if constexpr (form == Form::kIntegerFormula) {
    const std::int64_t b = other.as_int();
    if (b == 0 && (s.op == Operator::kDiv || s.op == Operator::kMod)) [[unlikely]]
      return Outcome::kSurprise;
    return answer(s, in_range(s, calculated(s.op, v.as_int(), b)));
  }
  if constexpr (form == Form::kRealFormula)
    return answer(s,
                  in_range(s, calculated(s.op, real_as(s.kind, v), real_as(other.kind(), other))));
  return Outcome::kNo;
}

template <Form form>
[[gnu::always_inline]] inline Outcome look(const Step& s, const Value& row) {
  constexpr bool kOne = form == Form::kInteger || form == Form::kReal || form == Form::kEqual ||
                        form == Form::kWords || form == Form::kIn;
  if constexpr (kOne) return look_at_one<form>(s, row[s.column], row);
  return look_at_two<form>(s, row[s.column], row[s.other_column], row);
}

[[gnu::always_inline]] inline Outcome look_at(const Machine& m, const Step& s, const Value& row) {
  switch (s.form) {
    case Form::kInteger: return look<Form::kInteger>(s, row);
    case Form::kReal: return look<Form::kReal>(s, row);
    case Form::kEqual: return look<Form::kEqual>(s, row);
    case Form::kWords: return look<Form::kWords>(s, row);
    case Form::kProduct: return look<Form::kProduct>(s, row);
    case Form::kMixedProduct: return look<Form::kMixedProduct>(s, row);
    case Form::kIn: return look<Form::kIn>(s, row);
    case Form::kIntegerPair: return look<Form::kIntegerPair>(s, row);
    case Form::kRealPair: return look<Form::kRealPair>(s, row);
    case Form::kMixedPair: return look<Form::kMixedPair>(s, row);
    case Form::kIntegerFormula: return look<Form::kIntegerFormula>(s, row);
    case Form::kRealFormula: return look<Form::kRealFormula>(s, row);
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

// Two steps of which one must be.
template <Form a, Form b>
struct Either {
  Step first, second;
  Machine m;

  bool operator()(const Value& row) const {
    const Outcome outcome = look<a>(first, row);
    if (outcome == Outcome::kYes) return true;
    if (outcome == Outcome::kSurprise) [[unlikely]]
      return m.run_nodes(m.all.front(), row);
    const Outcome next = look<b>(second, row);
    if (next == Outcome::kSurprise) [[unlikely]]
      return m.run_nodes(m.all.front(), row);
    return next == Outcome::kYes;
  }
};

using Condition = std::function<bool(const Value&)>;

template <template <Form, Form> class Joined, Form a, Form b>
Condition make_joined(Machine m) {
  const Step first = m.steps[0], second = m.steps[1];
  return Joined<a, b>{first, second, std::move(m)};
}

template <Form form>
Condition make_alone(Machine m) {
  const Step step = m.steps[0];
  return Alone<form>{step, std::move(m)};
}

using Make = Condition (*)(Machine);

template <template <Form, Form> class Joined, std::size_t forms, std::size_t... i>
constexpr std::array<Make, forms * forms> all_joined(std::index_sequence<i...>) {
  return {make_joined<Joined, static_cast<Form>(i / forms), static_cast<Form>(i % forms)>...};
}
template <std::size_t... i>
constexpr std::array<Make, sizeof...(i)> all_alone(std::index_sequence<i...>) {
  return {make_alone<static_cast<Form>(i)>...};
}
constexpr auto kAlone = all_alone(std::make_index_sequence<kForms>());
constexpr auto kBoth =
    all_joined<Both, kBothForms>(std::make_index_sequence<kBothForms * kBothForms>());
constexpr auto kEither =
    all_joined<Either, kEitherForms>(std::make_index_sequence<kEitherForms * kEitherForms>());

Make maker_of(const std::vector<Step>& steps) {
  const auto form = [&](std::size_t i) { return static_cast<std::size_t>(steps[i].form); };
  if (steps.size() == 1 && form(0) < kForms) return kAlone[form(0)];
  if (steps.size() < 2) return nullptr;
  const bool both = steps[0].yes == 1 && steps[0].no == kFails && steps[1].no == kFails;
  if (both && form(0) < kBothForms && form(1) < kBothForms)
    return kBoth[form(0) * kBothForms + form(1)];
  const bool either = steps.size() == 2 && steps[0].no == 1 && steps[0].yes == kHolds &&
                      steps[1].yes == kHolds && steps[1].no == kFails;
  if (either && form(0) < kEitherForms && form(1) < kEitherForms)
    return kEither[form(0) * kEitherForms + form(1)];
  return nullptr;
}

}  // namespace

std::function<bool(const Value&)> make_condition(const Syntax& s, const std::string& text) {
  Machine machine;
  machine.text = text;
  plan_steps(s, machine);
  const Make make = maker_of(machine.steps);
  if (make == nullptr) return General{std::move(machine)};
  return make(std::move(machine));
}

}  // namespace weir::expression
