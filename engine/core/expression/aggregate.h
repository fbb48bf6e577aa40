// Aggregates over the rows of a key or of a window: count, sum, min, max, avg, first, last; each of
// one expression (count also of none), and all of an operator's together as one AggregateFunction.
//   Nulls are passed over. Of nothing but nulls everything is null, and count 0. sum of int64 wraps
//   as Java's long; avg is a double, exact while the sum fits an int64. min and max have the order
//   of Values: NaN is above all, -0.0 equal to 0.0 (the earlier one stays). first and last go by
//   arrival; merge() takes what its first argument saw as earlier.
// The accumulator is a row that is edited in place: avg has two fields of it (sum, rows), all
//   others one, so that a look at the state shows them. The result is a row with a field each.
// Errors: mistakes of the text, all of them. At run time UserError (kUserFunction): what the
//   expression throws; the sum of what is no number; the smallest of a number and a text.
// Follows the functions of Flink SQL that the table names (function_table.h), but that avg of
//   int64 is an int64 there. Flink's state of them differs.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/core/function.h"

namespace weir {

enum class AggregateKind : std::uint8_t { kCount, kSum, kMin, kMax, kAvg, kFirst, kLast };

// One of them, compiled. A value: copying copies its expression.
struct AggregateExpression {
  AggregateKind kind = AggregateKind::kCount;
  std::optional<Expression> argument = {};  // count() has none
  Field type = {};                          // of the result; without a name
  std::string text = {};                    // canonical
};

struct CompiledAggregate {
  std::optional<AggregateExpression> aggregate;  // there are no mistakes
  std::vector<TextMistake> mistakes;             // bytes of the text, by place
};

CompiledAggregate compile_aggregate(std::string_view text, const ExpressionScope& scope);

struct NamedAggregate {
  std::string name;
  AggregateExpression aggregate;
};

// The fields of the result row.
std::vector<Field> aggregate_fields(const std::vector<NamedAggregate>& aggregates);

std::unique_ptr<AggregateFunction> make_aggregate_function(std::vector<NamedAggregate> aggregates);

}  // namespace weir
