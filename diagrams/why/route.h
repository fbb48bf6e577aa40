// Route: why a record went to this subtask and to no other: the arithmetic of its key group where a
//   channel is partitioned by a key, else what the channel's partitioner does.
//   Flink: KeyGroupRangeAssignment and the StreamPartitioners.
// The plan is the one that held when it was sent; every number is of it and of the record. Where a
// key cannot be seen in a trace (it was computed), no number is made up.
// Private to the evaluators of why.h.
#pragma once
#include <string>
#include <vector>

#include "diagrams/why/moment.h"

namespace weir::diagrams::whys {

// Of a rec.send: "hash", "key group", "subtask"; or one line, "how".
std::vector<WhyLine> route_of(const Moment& moment, const TraceEvent& sent);
// The same in one line of text: of one record among several that a step sent.
std::string short_route(const Moment& moment, const TraceEvent& sent);
// The last time that a record was sent to a task before a place; nullptr: it never was.
const TraceEvent* sent_to(const Moment& moment, const Value& record, const Value& task,
                          std::size_t before);

}  // namespace weir::diagrams::whys
