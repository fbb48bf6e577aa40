// Chooses the nodes (node.h) of an expression that has been checked without a mistake.
//   Every part is compiled for what its parent asks of it: the kinds that are known, and the usual
//   shapes (a column beside a literal, a column beside a column), have functions of their own,
//   which still look whether a value is there and of its kind.
#pragma once
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/core/expression/node.h"
#include "engine/core/expression/syntax.h"

namespace weir::expression {

// The public form of it, for evaluate() and test().
Expression make_expression(const Syntax& syntax, const ExpressionScope& scope);

std::vector<Node> compile_value(const Syntax& syntax);
// For a condition: null and false are the same to who asks.
std::vector<Node> compile_test(const Syntax& syntax);

// For arithmetic and comparisons of known kinds (typed_nodes.cc), by where their operands are.
enum class Shape : unsigned char {
  kColumnLiteral,  // row[a], literal
  kColumnColumn,   // row[a], row[b]
  kPartLiteral,    // a child, literal
  kParts,          // two children: integers, reals or texts
};

using IntegerCall = decltype(Node::integer);
using RealCall = decltype(Node::real);
using TruthCall = decltype(Node::truth);

IntegerCall integer_arithmetic(Operator op, Shape shape);
RealCall real_arithmetic(Operator op, Shape shape);
// Of integers, of reals (a column may hold either), of texts.
TruthCall integer_comparison(Operator op, Shape shape);
TruthCall real_comparison(Operator op, Shape shape);
TruthCall text_comparison(Operator op, Shape shape);

}  // namespace weir::expression
