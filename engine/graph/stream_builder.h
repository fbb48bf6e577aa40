// StreamBuilder: writing a StreamGraph down in the order in which records flow.
//
//     StreamBuilder job(config);
//     job.source("lines", spec)
//         .flat_map("split", split_at_commas)
//         .key_by(KeySelector::field(0, "word"))
//         .process("count", [] { return std::make_unique<CountWords>(); })
//         .print("out");
//     StreamGraph graph = job.build();
//
//   A Stream is a place in the graph that more can be attached to; it is copyable and lives no
//   longer than its builder. key_by, rebalance, broadcast, forward say how the next operator is
//   reached; union_with gathers several streams in one input. parallelism() and chaining() speak of
//   the operator that was added last.
// Errors are those of JobGraph::compile. Follows Flink's DataStream API.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/connectors/file_sink.h"
#include "engine/graph/stream_graph.h"
#include "engine/operators/function.h"
#include "engine/operators/timestamps_and_watermarks.h"
#include "engine/operators/window_operator.h"

namespace weir {

class StreamBuilder;
using WindowConfigFactory = std::function<WindowOperatorConfig()>;

class Stream {
 public:
  Stream map(std::string uid, MapFunction f) const;
  Stream filter(std::string uid, FilterFunction f) const;
  Stream flat_map(std::string uid, FlatMapFunction f) const;
  // `make` is called once for each execution of a subtask.
  Stream process(std::string uid, KeyedProcessFactory make) const;
  // `make` says what each execution needs: functions are not shared. A mistake in the window's
  // configuration fails the task that opens it.
  Stream window(std::string uid, WindowConfigFactory make) const;
  // The same for all records together: one subtask, whatever the job's parallelism. Windows have no
  // key: WindowContext::key() is null.
  Stream window_all(std::string uid, WindowConfigFactory make) const;
  // Event time from here on; watermarks and timestamps from before do not count. As many subtasks
  // as what is in front of it, as in Flink. An empty assigner keeps the records' timestamps.
  Stream assign_timestamps_and_watermarks(std::string uid, TimestampAssigner assigner,
                                          WatermarkStrategy strategy) const;
  Stream apply(std::string uid, std::string is, OperatorFactory make) const;
  Stream print(std::string uid) const { return sink(std::move(uid), "print"); }
  Stream transactional(std::string uid) const { return sink(std::move(uid), "two-phase"); }
  // Part files in a folder, or one file, that no other sink uses; see connectors/file_sink.h.
  Stream file_sink(std::string uid, FileSinkConfig config) const;

  Stream key_by(KeySelector key) const;
  Stream rebalance() const { return shipped(Ship::kRebalance); }
  Stream broadcast() const { return shipped(Ship::kBroadcast); }
  Stream forward() const { return shipped(Ship::kForward); }
  Stream union_with(const Stream& other) const;
  Stream side_output(std::string tag) const;  // of the operator added last

  Stream rows(std::vector<std::string> names) const;  // of what the operator added last makes
  Stream parallelism(std::uint32_t p) const;  // fixed: a change of the job's does not change it
  Stream chaining(Chaining chaining) const;

 private:
  friend class StreamBuilder;
  Stream(StreamBuilder& builder, std::vector<StreamEdge> edges)
      : builder_(&builder), edges_(std::move(edges)) {}
  Stream shipped(Ship ship) const;
  Stream sink(std::string uid, std::string is) const;

  StreamBuilder* builder_;
  std::vector<StreamEdge> edges_;  // several: a union
};

class StreamBuilder {
 public:
  explicit StreamBuilder(JobConfig config = {}) { graph_.config = std::move(config); }

  Stream source(std::string uid, SourceSpec spec);
  // Two inputs, each keyed: they share the function's keyed state.
  Stream connect(const Stream& first, const Stream& second, std::string uid,
                 KeyedCoProcessFactory make);
  Stream connect(const Stream& first, const Stream& second, std::string uid, std::string is,
                 OperatorFactory make);
  StreamGraph build() { return graph_; }

 private:
  friend class Stream;
  Stream add(StreamNode node);

  StreamGraph graph_;
};

}  // namespace weir
