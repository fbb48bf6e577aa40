// StepOverlay: what is the case in each task and channel of an ExecPicture at one step of a trace:
// what is drawn over it. A function of the World alone, so that every picture of a step agrees.
//   One entry for each task and channel of the picture, in its order. Where one box stands for
//   several, depths and keys are sums, watermarks the smallest, and a state of one is a state of
//   the box. Times are ms, as they are in the trace.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diagrams/exec_picture.h"
#include "engine/core/time.h"
#include "engine/trace/world.h"

namespace weir::diagrams {

struct TaskNote {
  std::string status;  // "RUNNING"; not yet deployed: "CREATED"
  std::optional<Timestamp> watermark;
  std::size_t keys = 0;                    // with state
  std::optional<std::int64_t> checkpoint;  // whose barriers it waits for
  std::size_t barriers = 0;                // of them here, of `inputs`
  std::size_t inputs = 0;
  bool idle = false;   // all that it sends to takes it for idle
  bool waits = false;  // back-pressured: a channel that it writes to is full
  bool failed() const { return status == "FAILED"; }
};

struct ChannelNote {
  std::size_t depth = 0;
  std::optional<Timestamp> watermark;
  std::optional<std::int64_t> barrier;  // the first that is in it, or that blocks it
  bool blocked = false, full = false;
  std::string status;  // "IDLE", "END OF DATA", "FINISHED"; empty: active
};

struct StepOverlay {
  std::int64_t step = 0;
  Timestamp time = 0;
  std::int64_t attempt = 1;
  std::string job = "CREATED";           // status
  std::optional<std::int64_t> complete;  // the latest checkpoints of these kinds
  std::optional<std::int64_t> running;
  std::vector<TaskNote> tasks;
  std::vector<ChannelNote> channels;
};

// `picture` is one of the World's plan.
StepOverlay overlay_of(const ExecPicture& picture, const World& world, std::int64_t step,
                       Timestamp time);

// "1200"; before the first watermark "-", at the end of all data "end".
std::string watermark_text(const std::optional<Timestamp>& watermark);

}  // namespace weir::diagrams
