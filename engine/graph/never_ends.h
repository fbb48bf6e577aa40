// Whether a job has a source that never ends: it runs until somebody stops it.
#pragma once
#include <algorithm>

#include "engine/graph/stream_graph.h"

namespace weir {

// The first one; nullptr: all of them end. It is of the graph.
inline const StreamNode* unbounded_source(const StreamGraph& graph) {
  const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const StreamNode& n) {
    return n.source && !n.source->bounded;
  });
  return found == graph.nodes.end() ? nullptr : &*found;
}

inline bool never_ends(const StreamGraph& graph) { return unbounded_source(graph) != nullptr; }

}  // namespace weir
