// FunctionRegistry: C++ functions that job files call by name.
//   A function is bound when the graph is built: it sees the rows of its inputs, finds the columns
//   it needs, and says what rows it makes. What it needs and does not find is an Error of kind
//   kBadArgument, a sentence for the user.
// Ownership: the registry owns the entries; bound functions hold what they need by value and live
//   with the graph. Names are unique (WEIR_CHECK).
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/row_type.h"
#include "engine/graph/partitioner.h"
#include "engine/operators/function.h"
#include "engine/time/watermark_generator.h"
#include "engine/window/window_function.h"

namespace weir {

using WindowFunctionFactory = std::function<std::unique_ptr<WindowFunction>()>;

// What a registered function is decides where it can stand: process with key_by, with connect, or
// with window; flat_map; process without key_by (a map); watermarks;
// partition_by.
using AnyFunction =
    std::variant<MapFunction, FlatMapFunction, KeyedProcessFactory, KeyedCoProcessFactory,
                 WindowFunctionFactory, WatermarkGeneratorFactory, CustomPartition>;

struct BoundFunction {
  AnyFunction function;
  RowType rows = {};                                               // that it makes
  std::vector<std::pair<std::string, RowType>> side_outputs = {};  // by tag
};

struct RegisteredFunction {
  std::string name;
  std::string about;  // half a sentence
  std::function<Result<BoundFunction>(const std::vector<RowType>& inputs)> bind;
  // Its results are running ones: rows that begin with the key, each in the place of the one before
  // of that key.
  bool running = false;
  // Why its results depend on the order of arrival; empty: they do not, or the lesson says so.
  std::string order_dependence = {};
};

class FunctionRegistry {
 public:
  void add(RegisteredFunction function);
  const RegisteredFunction* find(std::string_view name) const;  // nullptr: there is none
  std::vector<std::string> names() const;                       // sorted

 private:
  std::vector<RegisteredFunction> functions_;  // by name
};

// "a function of keyed rows", for sentences.
const char* kind_of(const AnyFunction& function);

}  // namespace weir
