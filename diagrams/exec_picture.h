// ExecPicture: the tasks of a job and the channels between them, as pictures need them; made from
// the plan that every trace carries, so that a picture of a run and one of a graph are the same
// picture.
//   Tasks and channels are in the order of the plan. Of an operator with more than kMostSubtasks of
//   them one box stands for all; so does one arrow for the channels from or to it. Texts are the
//   user's: whoever draws escapes and cuts them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/graph/job_graph.h"
#include "engine/trace/plan.h"

namespace weir::diagrams {

inline constexpr std::size_t kMostSubtasks = 24;

struct PicturedTask {
  std::string id;      // "count#0"; several as one: "count x128"
  std::string vertex;  // "count"
  struct Op {
    std::string uid, is;
  };
  std::vector<Op> ops;
  std::size_t subtask = 0;  // the first one
  std::optional<KeyGroupRange> groups;
  std::int64_t manager = 0, slot = 0;
  std::uint32_t rank = 0;
  std::vector<std::size_t> tasks;  // in the plan
};

struct PicturedChannel {
  std::string id;  // of the first one
  std::size_t from = 0, to = 0;
  std::string part;  // "hash"
  std::string key;   // names of fields; empty: none, or not known
  std::int64_t input = 0;
  std::int64_t capacity = 0;          // of all together
  std::vector<std::size_t> channels;  // in the plan
};

struct ExecPicture {
  std::string name;  // of the job
  std::vector<PicturedTask> tasks;
  std::vector<PicturedChannel> channels;
};

ExecPicture exec_picture(const Plan& plan, std::string name);
// Of the first attempt. kBadData if the plan cannot be read back, which is a bug.
Result<ExecPicture> exec_picture(const JobGraph& graph);

// The id in at most `columns`, shown; what is cut is in front of the number: "coun…#0".
std::string cut_id(const PicturedTask& task, std::size_t columns, std::string_view mark = "…");

// "0-63 (64)".
std::string groups_text(const KeyGroupRange& groups);

}  // namespace weir::diagrams
