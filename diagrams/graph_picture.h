// GraphPicture: a job's operators and streams, as pictures of it need them. The one model from
// which DOT, text and pages draw the logical graph; nothing else looks into a JobGraph for a
// picture.
//   Operators are in the order of the graph, which is one in which inputs come first; streams by
//   the operator that they lead to, in the order of its inputs. A rank is the longest way from a
//   source, in streams. Texts are the user's: whoever draws escapes and cuts them.
// Plain data, made anew for each picture. Never fails: a JobGraph has no mistakes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/job_graph.h"

namespace weir::diagrams {

// A sink is what nothing follows, a window what has windows; keyed state is taken for granted where
// an operator is keyed and is of no kind that has none.
enum class Role : std::uint8_t { kSource, kStateless, kStateful, kWindow, kSink };

struct PicturedOperator {
  std::string uid;
  std::string is;   // "flat_map"; of a window: "tumbling window"
  std::string key;  // by which it is keyed, as streams name it; empty: not keyed
  Role role = Role::kStateless;
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  std::uint32_t chain = 0;  // vertex: operators of one chain run in the same tasks
  std::uint32_t rank = 0;
};

struct PicturedStream {
  std::uint32_t from = 0, to = 0;  // operators
  Ship ship = Ship::kForward;
  std::string key;          // of hash and custom; "record": the whole of it
  std::string tag;          // of a side output; empty: the main one
  std::uint32_t input = 0;  // of an operator with two: 1 or 2; else 0
  bool chained = false;     // a call within one task
};

struct GraphPicture {
  std::string name;  // of the job
  std::vector<PicturedOperator> operators;
  std::vector<PicturedStream> streams;
  std::vector<std::vector<std::uint32_t>> outputs;  // per operator: streams that leave it,
                                                    // the main output's first
  std::vector<std::vector<std::uint32_t>> inputs;   // and that lead to it
  std::vector<std::vector<std::uint32_t>> chains;   // operators, first to last
};

GraphPicture picture_of(const JobGraph& graph);

// "hash(word)", "forward", "custom(by city)".
std::string how_text(const std::string& part, const std::string& key);
// "hash of word", "forward", "rebalance": behind "by".
std::string how_words(const std::string& part, const std::string& key);

}  // namespace weir::diagrams
