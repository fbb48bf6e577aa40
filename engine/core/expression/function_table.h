// The operators, forms, functions and aggregates of the expression language, in one table.
//   Parser messages, the checks of arguments, the evaluation of plain functions and the reference
//   for users are all made from it: what is not here does not exist. The order is that of the
//   reference.
//   A plain function (call != nullptr) is pure, is only called with as many arguments and with
//   such kinds as it asks for, and never with a null: any null argument makes the result null. It
//   may throw UserError, without a place. Forms (call == nullptr) are evaluated by the compiler.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/core/value.h"

namespace weir {

// What a parameter takes.
enum class Accepts : std::uint8_t {
  kAnything,
  kBool,
  kInt,
  kNumber,  // int64 or double
  kString,
  kScalar,    // bool, number or string: what has an order
  kSequence,  // list or map
};

enum class Gives : std::uint8_t {
  kBool,
  kInt,
  kDouble,
  kString,
  kStrings,  // a list of strings
  kFirst,    // what its first argument is
  kCommon,   // what all of its values have in common; int64 and double have double
  kOwn,      // the form says it in its help
};

enum class FunctionForm : std::uint8_t { kOperator, kForm, kFunction, kAggregate };

struct Parameter {
  std::string_view name = {};
  Accepts accepts = Accepts::kAnything;
};

inline constexpr std::uint8_t kMostArguments = 16;

// Where the arguments of a call are: in the row, in the expression, or made for the call.
class Arguments {
 public:
  explicit Arguments(std::span<const Value* const> all) : all_(all) {}
  std::size_t size() const { return all_.size(); }
  const Value& operator[](std::size_t i) const { return *all_[i]; }

 private:
  std::span<const Value* const> all_;
};

struct FunctionInfo {
  std::string_view name;     // "substring", "+", "case"
  std::string_view written;  // "substring(text, from[, length])"
  FunctionForm form = FunctionForm::kFunction;
  Gives gives = Gives::kOwn;
  // The last one stands for all that follow when `most` is larger.
  std::array<Parameter, 3> parameters = {};
  std::uint8_t least = 0, most = 0;  // arguments
  std::string_view help;             // one line
  std::string_view flink;            // what it is in Flink SQL; empty: nothing there is like it
  Value (*call)(Arguments arguments) = nullptr;

  const Parameter& parameter(std::size_t i) const {
    std::size_t last = 0;
    while (last + 1 < parameters.size() && !parameters[last + 1].name.empty()) last++;
    return parameters[i < last ? i : last];
  }
};

std::span<const FunctionInfo> all_functions();

// A plain function, an aggregate, or a form that is written like a function (cast, coalesce, if);
// nullptr: there is none of that name.
const FunctionInfo* find_function(std::string_view name);

// "a number", "a list or a map": for sentences.
std::string_view accepted_text(Accepts accepts);

}  // namespace weir
