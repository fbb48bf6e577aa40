// Expression: a condition or a value over the fields of a row, as people write it in job files and
// in queries; compiled once, when the graph is built.
//
// Grammar, weakest first; all but `not`, `-` and the comparisons go from left to right:
//   a or b · a and b · not a
//   a = b (also ==) · != (also <>) · < <= > >= · a [not] between b and c · a [not] in (b, c, …)
//     · a [not] like b · a is [not] null | true | false          one of them, not a < b < c
//   a + b · a - b · a || b (texts put together)
//   a * b · a / b · a % b
//   -a
//   a.field · a[index]
//   literals (core/lexer.h; a length of time is an int64 of ms) · a column · `odd name`
//     · (a) · function(a, b)
//     · case when a then b … [else c] end · case a when b then c … [else d] end
//     · cast(a as int64|double|string|bool), try_cast(…): null where cast fails
//   Functions, operators and forms with a line of help each: all_functions(). Words of the language
//   are in small letters; a column that is called like one stands in backquotes.
//
// Kinds: int64, double, string, bool, list, map, row, as columns declare them. A column of unknown
//   kind, and what is made of it, is checked when it is evaluated. int64 and double meet as
//   double, and are compared exactly; nothing else is converted without cast.
// Nulls: as in SQL. What has a null operand is null, a comparison too; `and`, `or`, `not` are
//   three-valued; a condition that is null does not hold.
// Numbers: int64 wraps as Java's long, / of two int64 drops the fraction, % has the sign of the
//   left side; doubles are IEEE's: x = x is false for NaN, -0.0 = 0.0.
// Texts: compared by bytes; length, substring and position count characters (code points).
// Order: from left to right. `and` stops at false, `or` at true, `case`, `if` and `coalesce` at
//   what decides; test() as soon as it is known whether the condition is true, an `and` at null,
//   say. What is not reached cannot fail.
// Errors: mistakes of the text: all of them, and no expression. At run time UserError
//   (kUserFunction), which fails the task: an int64 divided by 0, a cast of what does not fit, a
//   text put together of more than 16 MiB, a value of unknown kind that an operator cannot take. A
//   comparison of two kinds is none: it is null.
// Ownership: an Expression keeps nothing of text or scope and is pure; copying it copies an array.
// Follows Flink SQL where all_functions() says so.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/expression/function_table.h"
#include "engine/core/expression/node.h"
#include "engine/core/lexer.h"
#include "engine/core/row_type.h"
#include "engine/core/user_error.h"

namespace weir {

struct ExpressionConstant {
  std::string name;
  Value value;
};

// What names mean. Columns hide constants.
struct ExpressionScope {
  RowType row = {};
  std::vector<ExpressionConstant> constants = {};
  bool whole_value = false;  // what is evaluated is no row but the one field of `row`
};

class Expression {
 public:
  // `row` has at least the fields of the scope's.
  Value evaluate(const Value& row) const {
    try {
      return nodes_.front().value(nodes_.front(), row);
    } catch (const UserError& error) {
      expression::fail_in(text_, error);
    }
  }
  // As a condition: null is false. For expressions of kind bool or of unknown kind.
  bool test(const Value& row) const { return condition_(row); }
  // The same as a function of its own: one call less than a function that calls test().
  const std::function<bool(const Value&)>& condition() const { return condition_; }

  // Of the result: the whole field if this is a plain column; else without a name. kNull: the kind
  // is not known.
  const Field& type() const { return type_; }
  std::optional<std::size_t> column() const { return column_; }  // if this is a plain column
  bool is_column() const { return column_.has_value(); }
  // Canonical: compiled again it is this expression, and has this text.
  const std::string& text() const { return text_; }

 private:
  friend class ExpressionCompiler;
  Expression() = default;

  std::vector<expression::Node> nodes_;
  std::function<bool(const Value&)> condition_;
  Field type_;
  std::optional<std::size_t> column_;
  std::string text_;
};

struct CompiledExpression {
  std::optional<Expression> expression;  // there are no mistakes
  std::vector<TextMistake> mistakes;     // bytes of the text, by place
};

CompiledExpression compile_expression(std::string_view text, const ExpressionScope& scope);
// The same, and the result is true or false (or of unknown kind).
CompiledExpression compile_condition(std::string_view text, const ExpressionScope& scope);

// As a part of a larger text: stops in front of the first token that does not belong to it, which
// the caller judges. The places of mistakes are those of the tokens. After a mistake in the grammar
// the cursor stands where it was found.
CompiledExpression compile_expression(TokenCursor& cursor, const ExpressionScope& scope);
CompiledExpression compile_condition(TokenCursor& cursor, const ExpressionScope& scope);

}  // namespace weir
