// Any text as an expression, a condition and an aggregate, over columns of known and of unknown
// kinds. Every mistake has its place in the text; every expression reads back from its own text,
// and evaluates to something or fails with a UserError.
#include <limits>
#include <string>

#include "engine/core/check.h"
#include "engine/core/expression/aggregate.h"
#include "engine/core/expression/expression.h"
#include "engine/core/user_error.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mistakes.h"

namespace {

using namespace weir;

ExpressionScope scope(bool known) {
  const auto kind = [&](Kind k) { return known ? k : Kind::kNull; };
  return {RowType({{"i", kind(Kind::kInt)},
                   {"j", kind(Kind::kInt)},
                   {"d", kind(Kind::kDouble)},
                   {"e", kind(Kind::kDouble)},
                   {"s", kind(Kind::kString)},
                   {"t", kind(Kind::kString)},
                   {"b", kind(Kind::kBool)},
                   {"c", kind(Kind::kBool)},
                   {"l", kind(Kind::kList), false, {}},
                   {"m", kind(Kind::kMap)},
                   {"r", Kind::kRow, false, {{"f", kind(Kind::kInt)}, {"in", Kind::kNull}}}}),
          {{"MIN", Value::integer(std::numeric_limits<std::int64_t>::min())}},
          false};
}

std::vector<Value> rows() {
  const Value list = Value::list({Value::text("a"), Value::text("b")});
  const Value entries[] = {Value::text("k"), Value::integer(1)};
  const Value map = Value::map(entries);
  const Value nulls = Value::row({{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
  return {nulls,
          Value::row({Value::integer(0), Value::integer(7), Value::number(-0.0), Value::number(2.5),
                      Value::text(""), Value::text("twenty bytes of text"), Value::boolean(true),
                      Value::boolean(false), list, map,
                      Value::row({Value::integer(3), Value::text("x")})}),
          Value::row({Value::integer(std::numeric_limits<std::int64_t>::min()),
                      Value::integer(-1),
                      Value::number(std::numeric_limits<double>::quiet_NaN()),
                      Value::number(1e300),
                      Value::text("é"),
                      {},
                      {},
                      Value::boolean(true),
                      {},
                      map,
                      Value::row({{}, {}})})};
}

void judge(const Expression& e, const ExpressionScope& in) {
  const CompiledExpression again = compile_expression(e.text(), in);
  WEIR_CHECK(again.expression.has_value(), "the text of an expression is none");
  WEIR_CHECK(again.expression->text() == e.text(), "the text of an expression is not canonical");
  const bool condition = e.type().kind == Kind::kBool;
  for (const Value& row : rows()) {
    std::optional<Value> value;
    try {
      value = e.evaluate(row);
      WEIR_CHECK(again.expression->evaluate(row) == *value, "the same text, another value");
      const Kind kind = e.type().kind;
      WEIR_CHECK(kind == Kind::kNull || value->is_null() || value->kind() == kind,
                 "a value is not of the kind that its expression has");
    } catch (const UserError&) {
      value.reset();
    }
    if (!condition || !value) continue;
    const bool holds = !value->is_null() && value->as_bool();
    WEIR_CHECK(e.test(row) == holds, "an expression and its condition differ");
  }
}

void judge(std::string_view text, const ExpressionScope& in) {
  const CompiledExpression value = compile_expression(text, in);
  WEIR_CHECK(value.expression.has_value() == value.mistakes.empty(), "both or neither");
  if (value.expression)
    judge(*value.expression, in);
  else
    fuzz::judge_mistakes(text, value.mistakes);
  const CompiledExpression condition = compile_condition(text, in);
  if (!condition.expression) fuzz::judge_mistakes(text, condition.mistakes);
  const CompiledAggregate aggregate = compile_aggregate(text, in);
  if (!aggregate.aggregate) return fuzz::judge_mistakes(text, aggregate.mistakes);
  const auto function = make_aggregate_function({{"a", *aggregate.aggregate}});
  Value accumulator = function->create_accumulator();
  try {
    for (const Value& row : rows()) function->add_into(accumulator, row);
    function->get_result(function->merge(accumulator, accumulator));
  } catch (const UserError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ExpressionScope known = scope(true), unknown = scope(false);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  judge(text, known);
  judge(text, unknown);
  return 0;
}
