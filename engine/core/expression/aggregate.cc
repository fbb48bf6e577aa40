#include "engine/core/expression/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/expression/check.h"
#include "engine/core/expression/compile.h"
#include "engine/core/expression/dynamic.h"
#include "engine/core/expression/parser.h"
#include "engine/core/time.h"
#include "engine/core/user_error.h"

namespace weir {

namespace {

using expression::Operator;

AggregateKind kind_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, AggregateKind>, 7> kKinds = {
      {{"count", AggregateKind::kCount},
       {"sum", AggregateKind::kSum},
       {"min", AggregateKind::kMin},
       {"max", AggregateKind::kMax},
       {"avg", AggregateKind::kAvg},
       {"first", AggregateKind::kFirst},
       {"last", AggregateKind::kLast}}};
  for (const auto& [known, kind] : kKinds)
    if (known == name) return kind;
  WEIR_CHECK(false, "an aggregate of the function table has no implementation");
}

Value added(const Value& sum, const Value& v) {
  if (!sum.is_null()) return expression::calculate(Operator::kAdd, sum, v);
  if (v.kind() != Kind::kInt && v.kind() != Kind::kDouble)
    expression::fail_kind("a sum", "numbers", v);
  return v;
}

// As added(), and a double where int64 would wrap.
Value added_exactly(const Value& sum, const Value& v) {
  std::int64_t total = 0;
  if (sum.kind() == Kind::kInt && v.kind() == Kind::kInt &&
      __builtin_add_overflow(sum.as_int(), v.as_int(), &total))
    return Value::number(static_cast<double>(sum.as_int()) + static_cast<double>(v.as_int()));
  return added(sum, v);
}

class Aggregates final : public AggregateFunction {
 public:
  explicit Aggregates(std::vector<NamedAggregate> all) : all_(std::move(all)) {}

  Value create_accumulator() const override {
    std::vector<Value> fields;
    for (const NamedAggregate& each : all_) {
      const AggregateKind kind = each.aggregate.kind;
      if (kind == AggregateKind::kAvg) fields.emplace_back();
      const bool counts = kind == AggregateKind::kCount || kind == AggregateKind::kAvg;
      fields.push_back(counts ? Value::integer(0) : Value());
    }
    return Value::row(fields);
  }

  Value add(const Value& element, const Value& accumulator) const override {
    Value out = accumulator;
    add_into(out, element);
    return out;
  }

  void add_into(Value& accumulator, const Value& element) const override {
    std::size_t at = 0;
    for (const NamedAggregate& each : all_) {
      const AggregateExpression& a = each.aggregate;
      if (!a.argument) {
        take(a, accumulator, at, Value::integer(1));
      } else if (const auto column = a.argument->column()) {
        take(a, accumulator, at, element[*column]);
      } else {
        take(a, accumulator, at, a.argument->evaluate(element));
      }
      at += a.kind == AggregateKind::kAvg ? 2 : 1;
    }
  }

  Value get_result(const Value& accumulator) const override {
    RowBuilder row(all_.size());
    std::size_t at = 0;
    for (const NamedAggregate& each : all_) {
      if (each.aggregate.kind == AggregateKind::kAvg) {
        row.add(average(accumulator[at], accumulator[at + 1]));
        at++;
      } else {
        row.add(accumulator[at]);
      }
      at++;
    }
    return row.take();
  }

  Value merge(const Value& a, const Value& b) const override {
    Value out = a;
    std::size_t at = 0;
    for (const NamedAggregate& each : all_) {
      const AggregateKind kind = each.aggregate.kind;
      if (kind == AggregateKind::kAvg) {
        if (!b[at].is_null()) out.set_field(at, added_exactly(a[at], b[at]));
        at++;
      }
      if (kind == AggregateKind::kCount || kind == AggregateKind::kAvg)
        out.set_field(at, Value::integer(wrapping_add(a[at].as_int(), b[at].as_int())));
      else
        take(each.aggregate, out, at, b[at]);
      at++;
    }
    return out;
  }

 private:
  static Value average(const Value& sum, const Value& rows) {
    if (sum.is_null()) return {};
    return Value::number(expression::real_of(sum).value / static_cast<double>(rows.as_int()));
  }

  // One more value for the aggregate whose fields begin at `at`.
  static void take(const AggregateExpression& a, Value& accumulator, std::size_t at,
                   const Value& v) {
    if (v.is_null()) return;
    const Value& so_far = accumulator[at];
    try {
      switch (a.kind) {
        case AggregateKind::kCount:
          return accumulator.set_field(at, Value::integer(wrapping_add(so_far.as_int(), 1)));
        case AggregateKind::kSum: return accumulator.set_field(at, added(so_far, v));
        case AggregateKind::kMin:
          if (so_far.is_null() || expression::rank(v, so_far) < 0) accumulator.set_field(at, v);
          return;
        case AggregateKind::kMax:
          if (so_far.is_null() || expression::rank(v, so_far) > 0) accumulator.set_field(at, v);
          return;
        case AggregateKind::kAvg:
          accumulator.set_field(at, added_exactly(so_far, v));
          return accumulator.set_field(
              at + 1, Value::integer(wrapping_add(accumulator[at + 1].as_int(), 1)));
        case AggregateKind::kFirst:
          if (so_far.is_null()) accumulator.set_field(at, v);
          return;
        case AggregateKind::kLast: return accumulator.set_field(at, v);
      }
    } catch (const UserError& error) {
      throw UserError(error.error().kind, fmt::format("{}: {}", a.text, error.what()));
    }
  }

  std::vector<NamedAggregate> all_;
};

}  // namespace

CompiledAggregate compile_aggregate(std::string_view text, const ExpressionScope& scope) {
  Lexed lexed = lex(text);
  CompiledAggregate out{std::nullopt, std::move(lexed.mistakes)};
  if (!out.mistakes.empty()) return out;
  TokenCursor cursor(lexed.tokens);
  expression::Syntax syntax = expression::parse(cursor, out.mistakes);
  if (out.mistakes.empty() && !cursor.at_end())
    out.mistakes.push_back(expression::left_over(cursor));
  expression::check_aggregate(syntax, scope, out.mistakes);
  expression::sort_mistakes(out.mistakes);
  if (!out.mistakes.empty()) return out;
  AggregateExpression& aggregate = out.aggregate.emplace();
  aggregate.kind = kind_of(syntax.name);
  if (!syntax.parts.empty())
    aggregate.argument = expression::make_expression(syntax.parts[0], scope);
  aggregate.type = expression::field_of(syntax.type);
  aggregate.text = expression::syntax_text(syntax);
  return out;
}

std::vector<Field> aggregate_fields(const std::vector<NamedAggregate>& aggregates) {
  std::vector<Field> fields;
  for (const NamedAggregate& each : aggregates) {
    fields.push_back(each.aggregate.type);
    fields.back().name = each.name;
  }
  return fields;
}

std::unique_ptr<AggregateFunction> make_aggregate_function(std::vector<NamedAggregate> aggregates) {
  return std::make_unique<Aggregates>(std::move(aggregates));
}

}  // namespace weir
