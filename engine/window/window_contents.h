// WindowContents: what windows keep of their elements until they are removed, as keyed state under
// the window's namespace. A closed set of ways:
//   reduce     one value, folded; the first element as it is
//   aggregate  one accumulator
//   list       the elements, in order of arrival
// A reduced or aggregated window stays small however many elements it takes. All calls are for the
// current key.
// Merging of sessions is that of Flink's heap backend: the sources are folded first, in their
// order, then into the target.
// Errors: what the functions throw. Follows Flink's ReducingState, AggregatingState and ListState
// below a WindowOperator.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "engine/core/function.h"
#include "engine/state/keyed_backend.h"
#include "engine/trace/ids.h"
#include "engine/window/time_window.h"

namespace weir {

class TraceRecorder;

struct ReduceSpec {
  std::unique_ptr<ReduceFunction> function;
};
struct AggregateSpec {
  std::unique_ptr<AggregateFunction> function;
};
struct ListSpec {};

using WindowContentsSpec = std::variant<ReduceSpec, AggregateSpec, ListSpec>;

class WindowContents {
 public:
  explicit WindowContents(WindowContentsSpec spec);

  // Once, before all else. Backend and recorder (nullptr: off) outlive this.
  Result<void> open(KeyedStateBackend& backend, TraceRecorder* trace, const std::string& name);

  // True if there was nothing under `ns` before.
  bool add(const Namespace& ns, const Value& element);
  // The contents as a window function sees them: the elements as a list, or the one result;
  // nullopt: nothing there.
  std::optional<Value> get(const Namespace& ns);
  std::span<const Value> elements(const Value& contents) const {
    return is_list() ? contents.elements() : std::span<const Value>(&contents, 1);
  }
  bool is_list() const { return reduce_ == nullptr && aggregate_ == nullptr; }
  void clear(const Namespace& ns);
  // Moves the contents of `sources` into `target`.
  void merge(const Namespace& target, std::span<const TimeWindow> sources);

 private:
  Value folded(Value a, const Value& b) const;

  std::unique_ptr<ReduceFunction> reduce_;
  std::unique_ptr<AggregateFunction> aggregate_;  // neither: a list
  KeyedStateBackend* backend_ = nullptr;
  TraceRecorder* trace_ = nullptr;
  StateId state_ = 0;
  NameId name_ = 0;
};

}  // namespace weir
