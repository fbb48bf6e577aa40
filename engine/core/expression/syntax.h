// Syntax: an expression as it was written, and (after check.h) with what its names and kinds are.
//   A tree of values, at most kDeepest levels deep, so that whoever walks it may recurse.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/expression/function_table.h"
#include "engine/core/row_type.h"
#include "engine/core/value.h"

namespace weir::expression {

inline constexpr int kDeepest = 200;

enum class SyntaxKind : unsigned char {
  kMistake,  // something that was not understood; reported already
  kLiteral,
  kName,  // a column or a constant
  kField,
  kIndex,
  kNegate,
  kNot,
  kAnd,  // two parts or more
  kOr,
  kArithmetic,
  kConcat,
  kCompare,
  kIs,  // null, true or false: `value`
  kIn,
  kBetween,
  kLike,
  kCase,  // [subject,] when, then, …[, else]
  kCast,
  kCall,
};

enum class Operator : unsigned char { kAdd, kSub, kMul, kDiv, kMod, kEq, kNe, kLt, kLe, kGt, kGe };

const char* operator_text(Operator op);

// What is known of a value before there is one. A null literal is known to be null.
struct Type {
  bool known = false;
  Kind kind = Kind::kNull;
  std::vector<Field> fields = {};

  static Type of(Kind kind) { return {true, kind, {}}; }
  bool is(Kind k) const { return known && kind == k; }
  bool is_number() const { return is(Kind::kInt) || is(Kind::kDouble); }
  bool is_open() const { return !known || kind == Kind::kNull; }  // goes with every kind
  bool operator==(const Type&) const = default;
};

struct Syntax {
  SyntaxKind kind = SyntaxKind::kMistake;
  TextSpan span = {};     // all of it
  TextSpan mark = {};     // the word or sign that it is named by
  std::string name = {};  // of a column, a field, a function
  Value value = {};       // of a literal; of kIs
  Operator op = Operator::kAdd;
  bool negated = false;  // is not, not in, not between, not like
  bool tries = false;    // try_cast
  bool is_cut = false;   // the grammar went wrong in it: parts may be missing
  bool has_subject = false, has_else = false;
  Kind cast_to = Kind::kNull;
  int depth = 1;
  std::vector<Syntax> parts = {};

  // Filled in by check().
  Type type = {};
  std::size_t index = 0;     // of the column or the field
  bool is_constant = false;  // a name with `value`
  bool is_whole = false;     // a name that is the evaluated value itself
  const FunctionInfo* function = nullptr;
};

// As it would be written: the fewest parentheses, one blank around signs.
std::string syntax_text(const Syntax& syntax);

// Is it a word of the language, so that a column of that name needs backquotes?
bool is_reserved(std::string_view name);

}  // namespace weir::expression
