// Node: one step of a compiled expression. Only expression.h and its compiler use it.
//   A compiled expression is an array of nodes in the order in which they are written down: a
//   node, then its children, each with all of its own. So copying one is copying an array, and a
//   child is found without a pointer. Each node is a function that was chosen when the expression
//   was compiled, for the kinds that are known then and for the shape around it, and that gives
//   what its parent asked for: a Value, a truth, an integer or a real number.
#pragma once
#include <cstdint>
#include <string>

#include "engine/core/value.h"

namespace weir {
struct FunctionInfo;
class UserError;
}  // namespace weir

namespace weir::expression {

enum class Truth : std::uint8_t { kFalse, kTrue, kNull };

struct Integer {
  std::int64_t value;
  bool there;  // false: null
};

struct Real {
  double value;
  bool there;
};

struct Node {
  union {
    Value (*value)(const Node& node, const Value& row);
    Truth (*truth)(const Node& node, const Value& row);
    Integer (*integer)(const Node& node, const Value& row);
    Real (*real)(const Node& node, const Value& row) = nullptr;
  };
  Value literal = {};
  std::uint32_t a = 0, b = 0;  // columns, or what else the function needs to know
  std::uint32_t size = 1;      // nodes, this one and all below it
  std::uint32_t parts = 0;     // children
  const FunctionInfo* function = nullptr;

  const Node& first() const { return *(this + 1); }
  const Node& next() const { return *(this + size); }  // its sibling behind it
};

// Throws the error anew, with the text of the expression in front.
[[noreturn]] void fail_in(const std::string& text, const UserError& error);

}  // namespace weir::expression
