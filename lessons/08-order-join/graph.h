// Lesson 8, order join: two files of orders, connected and joined by order id, printed.
//   Rows: "orderinfo1" makes [order_id, product, price], "orderinfo2" [order_id, ordered_at, city],
//   "join" pairs of them, which "out" shows. Columns are found by name; their order is the file's,
//   and others may stand beside them. order_id is an integer, price a double, the rest text.
//   Orders come every 10 ms, what is known of where they go every 20 ms, a checkpoint every 30 ms;
//   all in virtual time. So some orders always wait in state for their other half.
// Errors: those of read_csv_names() and csv_column_mistakes().
// Follows OrderStream and its EnrichmentFunction in the source notes.
#pragma once
#include <memory>

#include "engine/core/result.h"
#include "engine/graph/stream_graph.h"
#include "engine/operators/function.h"
#include "lessons/lesson.h"

namespace weir::lessons {

// One waiting row per key and side, in ValueState "info1" and "info2": a second one overwrites the
// first. As soon as both are there they leave as a row (row1, row2), and nothing stays.
std::unique_ptr<KeyedCoProcessFunction> make_enrichment();

Result<StreamGraph> order_join(const LessonSettings& settings);

// Why the pairs of these two files depend on what comes first; empty: they do not. An order id that
// is in one of them twice is paired with whatever half is waiting then. Reads both files.
Result<std::vector<std::string>> order_join_dependences(const LessonSettings& settings);

}  // namespace weir::lessons
