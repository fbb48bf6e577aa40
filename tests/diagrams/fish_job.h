// The job of lesson 11, and how tests run jobs and keep their traces: six fish pass a camera, one
// note arrives every 60 ms, and windows of five ticks count them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/stream_graph.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"

namespace weir::testing {

using Fish = std::pair<std::string, Timestamp>;

std::vector<Fish> as_they_come();
std::vector<Fish> held_up();  // pike and perch have changed places
std::vector<Fish> in_order();

// Names that try to steer a terminal or to break what stands in columns.
std::vector<Fish> hostile_fish();

struct FishJob {
  std::string camera = "camera";  // uid of the source
  std::vector<Fish> fish = as_they_come();
  Duration out_of_orderness = 0;
  Duration every = 60;
  std::optional<Duration> emit = {};        // nullopt: after every event
  std::optional<Duration> punctuated = {};  // watermark: event time plus this
  bool bounded = true;
  Duration window = 5;
  Duration slide = 0;    // of the windows; 0: they are tumbling
  Duration session = 0;  // sessions with this gap instead, if not 0
  bool by_name = false;  // by the first letter of the fish; else one window for all
};

StreamGraph fish_job(const FishJob& job);

// Runs a job in the simulator and hands its trace to a consumer as it goes on.
void run_job(const StreamGraph& graph, EventConsumer& consumer);
FullTrace trace_of(const StreamGraph& graph);
// One of the traces in tests/trace/data.
FullTrace sample_trace(const std::string& name);
// Hands a trace that was read to a consumer, with the World after each event.
void replay(const FullTrace& trace, EventConsumer& consumer);

}  // namespace weir::testing
