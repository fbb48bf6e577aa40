// The logical graph of a job for Graphviz: operators, the streams between them, and what runs in
// one task.
//   Shapes: a source is an arrow box (cds), a sink a folder, a window a tab, an operator with keyed
//   state has a double frame and its store beside it, others are rounded boxes. Streams: forward
//   thin, by key bold, dealt out dashed, broadcast dotted from a circle; each says it in words,
//   too. A frame is a chain of several operators: one task. A legend names the shapes that are
//   there.
// Byte-stable: operators by rank, uid and place in the graph, streams by their ends; boxes have a
// fixed size, so texts move nothing. Escaping and ids: dot_writer.h.
#pragma once
#include <string>

#include "diagrams/graph_picture.h"

namespace weir::diagrams {

std::string dot_of(const GraphPicture& picture);

}  // namespace weir::diagrams
