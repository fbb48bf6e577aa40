// Under which window an open window keeps its state: under itself; but sessions that have grown
// together keep theirs under one of the windows that they were (engine/window/merging_windows.h).
// Read from the World, where the operator's set of sessions is a state like any other.
#pragma once
#include "engine/trace/world.h"

namespace weir::diagrams {

// `key` is null without one. The namespace of its cells and items, as a text: "[10,15)".
Value state_window(const World& world, const Value& task, const Value& op, const Value& key,
                   const Value& start, const Value& end);

}  // namespace weir::diagrams
