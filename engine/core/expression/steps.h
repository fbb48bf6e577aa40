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
  kInteger,       // an int64 column is inside of a range
  kReal,          // a double column is
  kProduct,       // the product of two double columns is
  kMixedProduct,  // that of a double and an int64 column is
  kEqual,         // a text column is equal to a short text
  kWords,         // a column is equal to a null, a bool or a short text, or is not
  kNodes,         // anything else
};
inline constexpr std::size_t kFastForms = 6;  // all but kNodes

// One question about a row, and where to go with its answer. A null answers no.
struct Step {
  Form form = Form::kNodes;
  bool contrary = false;    // asks for the contrary
  bool any_kind = false;    // kWords: no kind is a surprise
  Kind kind = Kind::kNull;  // kWords: of the column, if it is not null
  std::int32_t yes = 0, no = 0;
  std::uint32_t column = 0, other_column = 0;
  union {
    std::int64_t low = 0;  // kInteger: the smallest inside
    double least;          // of a range of doubles
    std::uint64_t nodes;   // kNodes: where they begin
  };
  union {
    std::uint64_t span = 0;  // kInteger: how far the greatest is from the smallest
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
