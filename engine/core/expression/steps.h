// Steps: a condition as a list of questions about a row, each with the step that follows on either
// answer. See conditions.h; planned by plan_steps(), asked in conditions.cc.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/expression/node.h"
#include "engine/core/expression/syntax.h"
#include "engine/core/value.h"

namespace weir::expression {

enum class Form : unsigned char {
  // The ones that are written most: two of the first are compiled together in either way, two of
  // the first six for `and`.
  kInteger,       // an int64 column is inside of a range
  kReal,          // a double column is
  kEqual,         // a text column is equal to a short text
  kWords,         // a column is equal to a null, a bool or a short text, or is not
  kProduct,       // the product of two double columns is inside of a range
  kMixedProduct,  // that of a double and an int64 column is
  // Compiled alone only.
  kIn,              // a column is one of several short texts or int64
  kIntegerPair,     // two int64 columns are in one of some orders
  kRealPair,        // two double columns are
  kMixedPair,       // a double and an int64 column are
  kIntegerFormula,  // an int64 column and another one, or a literal, calculated, is inside of a
                    // range
  kRealFormula,     // the same with doubles, or int64 as doubles
  kNodes,           // anything else
};
inline constexpr std::size_t kEitherForms = 4, kBothForms = 6, kForms = 12;

// The orders of a pair, as bits.
inline constexpr std::uint64_t kLessBit = 1, kEqualBit = 2, kGreaterBit = 4;

// One question about a row, and where to go with its answer. A null answers no.
struct Step {
  Form form = Form::kNodes;
  bool contrary = false;                              // asks for the contrary
  bool any_kind = false;                              // kWords: no kind is a surprise
  bool beside_literal = false;                        // formulas: the second operand is `literal`
  Operator op = Operator::kAdd;                       // formulas
  Kind kind = Kind::kNull, other_kind = Kind::kNull;  // of the columns, if they are not null
  std::uint32_t column = 0, other_column = 0;         // the same, if there is one
  std::int32_t yes = 0, no = 0;
  union {
    std::int64_t low = 0;  // of a range of int64: the smallest inside
    double least;          // of a range of doubles
    std::uint64_t nodes;   // kNodes: where they begin
    std::uint64_t orders;  // of a pair: those that are inside
  };
  union {
    std::uint64_t span = 0;  // of a range of int64: how far the greatest is from the smallest
    double most;
  };
  Value literal = {};
};

inline constexpr std::int32_t kHolds = -1, kFails = -2;  // where a step may go that is the last one

// Copied and dropped by functions of its own: else every function object below has them.
struct Machine {
  Machine() = default;
  [[gnu::noinline]] Machine(const Machine& o) = default;
  [[gnu::noinline]] Machine(Machine&& o) = default;
  Machine& operator=(const Machine&) = delete;
  [[gnu::noinline]] ~Machine() = default;

  std::vector<Step> steps;
  std::vector<Node> nodes;  // of all steps that have some, one behind the other
  std::vector<Node> all;    // the whole condition
  std::string text;

  // From that step on.
  [[gnu::noinline]] bool run_from(std::int32_t begin, const Value& row) const;
  [[gnu::noinline]] bool run_nodes(const Node& node, const Value& row) const;
};

// All of it but the text.
void plan_steps(const Syntax& syntax, Machine& machine);

}  // namespace weir::expression
