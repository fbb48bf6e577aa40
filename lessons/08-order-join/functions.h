// Lesson 8, order join: the function that pairs. The job itself is job.toml, beside this.
//   pair_up: one waiting row per key and side, in ValueState "info1" and "info2": a second one
//   overwrites the first. As soon as both are there they leave as a row (row1, row2), and nothing
//   stays.
// Follows OrderStream and its EnrichmentFunction in the source notes.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/function_registry.h"
#include "engine/graph/stream_graph.h"
#include "engine/operators/function.h"

namespace weir::lessons {

std::unique_ptr<KeyedCoProcessFunction> make_enrichment();

void register_08(FunctionRegistry& registry);

// Why the pairs of the job's sources depend on what comes first; empty: they do not. An order id
// that one of them has twice is paired with whatever half is waiting then. Reads all of their rows.
Result<std::vector<std::string>> order_join_dependences(const StreamGraph& graph);

}  // namespace weir::lessons
