#include "engine/graph/stream_builder.h"

#include "engine/core/user_error.h"
#include "engine/operators/basic_operators.h"
#include "engine/operators/process_operator.h"
#include "engine/operators/sink_operators.h"

namespace weir {

Stream StreamBuilder::add(StreamNode node) {
  const NodeId id = graph_.add(std::move(node));
  return Stream(*this, {{.from = id}});
}

Stream StreamBuilder::source(std::string uid, SourceSpec spec) {
  StreamNode node{.uid = std::move(uid), .is = "source"};
  node.source = std::move(spec);
  return add(std::move(node));
}

Stream StreamBuilder::connect(const Stream& first, const Stream& second, std::string uid,
                              std::string is, OperatorFactory make) {
  return add({.uid = std::move(uid),
              .is = std::move(is),
              .make = std::move(make),
              .inputs = {first.edges_, second.edges_}});
}

Stream StreamBuilder::connect(const Stream& first, const Stream& second, std::string uid,
                              KeyedCoProcessFactory make) {
  return connect(first, second, std::move(uid), "co-process", [make = std::move(make)] {
    return std::make_unique<KeyedCoProcessOperator>(make());
  });
}

Stream Stream::apply(std::string uid, std::string is, OperatorFactory make) const {
  return builder_->add(
      {.uid = std::move(uid), .is = std::move(is), .make = std::move(make), .inputs = {edges_}});
}

Stream Stream::map(std::string uid, MapFunction f) const {
  return apply(std::move(uid), "map",
               [f = std::move(f)] { return std::make_unique<MapOperator>(f); });
}

Stream Stream::filter(std::string uid, FilterFunction f) const {
  return apply(std::move(uid), "filter",
               [f = std::move(f)] { return std::make_unique<FilterOperator>(f); });
}

Stream Stream::flat_map(std::string uid, FlatMapFunction f) const {
  return apply(std::move(uid), "flat_map",
               [f = std::move(f)] { return std::make_unique<FlatMapOperator>(f); });
}

Stream Stream::process(std::string uid, KeyedProcessFactory make) const {
  return apply(std::move(uid), "process",
               [make = std::move(make)] { return std::make_unique<KeyedProcessOperator>(make()); });
}

Stream Stream::window(std::string uid, WindowConfigFactory make) const {
  const WindowOperatorConfig config = make();
  static constexpr const char* kNames[] = {"tumbling", "sliding", "session"};
  WindowNote note{kNames[config.assigner.index()], config.allowed_lateness};
  Stream out = apply(std::move(uid), "window", [make = std::move(make)] {
    auto op = WindowOperator::create(make());
    if (!op) throw UserError(op.error());
    return std::unique_ptr<Operator>(std::move(*op));
  });
  builder_->graph_.nodes.back().window = std::move(note);
  return out;
}

Stream Stream::window_all(std::string uid, WindowConfigFactory make) const {
  Stream out = key_by(KeySelector::constant()).window(std::move(uid), std::move(make));
  StreamNode& node = builder_->graph_.nodes.back();
  node.non_parallel = true;
  node.parallelism = 1;
  node.max_parallelism = 1;
  return out;
}

Stream Stream::assign_timestamps_and_watermarks(std::string uid, TimestampAssigner assigner,
                                                WatermarkStrategy strategy) const {
  Stream out = apply(std::move(uid), "watermarks",
                     [assigner = std::move(assigner), strategy = std::move(strategy)] {
                       return std::make_unique<TimestampsAndWatermarksOperator>(assigner, strategy);
                     });
  StreamNode& node = builder_->graph_.nodes.back();
  node.own_watermarks = true;
  node.parallelism = builder_->graph_.nodes[edges_.front().from].parallelism;
  return out;
}

Stream Stream::sink(std::string uid, std::string is) const {
  if (is == "print") return apply(std::move(uid), is, [] { return std::make_unique<PrintSink>(); });
  return apply(std::move(uid), is, [] { return std::make_unique<TransactionalSink>(); });
}

Stream Stream::file_sink(std::string uid, FileSinkConfig config) const {
  Stream out =
      apply(std::move(uid), "file", [config] { return std::make_unique<FileSink>(config); });
  builder_->graph_.nodes.back().folder = config.file.empty() ? config.folder : config.file;
  builder_->graph_.nodes.back().one_file = !config.file.empty();
  return out;
}

Stream Stream::key_by(KeySelector key) const {
  Stream out = shipped(Ship::kHash);
  for (StreamEdge& e : out.edges_) e.key = key;
  return out;
}

Stream Stream::shipped(Ship ship) const {
  Stream out = *this;
  for (StreamEdge& e : out.edges_) e.ship = ship;
  return out;
}

Stream Stream::union_with(const Stream& other) const {
  Stream out = *this;
  out.edges_.insert(out.edges_.end(), other.edges_.begin(), other.edges_.end());
  return out;
}

Stream Stream::side_output(std::string tag) const {
  Stream out = *this;
  for (StreamEdge& e : out.edges_) e.tag = tag;
  return out;
}

Stream Stream::rows(std::vector<std::string> names) const {
  std::vector<Field> fields;
  for (std::string& name : names) fields.push_back({std::move(name), Kind::kNull});
  for (const StreamEdge& e : edges_) builder_->graph_.nodes[e.from].rows = RowType(fields);
  return *this;
}

Stream Stream::parallelism(std::uint32_t p) const {
  for (const StreamEdge& e : edges_) builder_->graph_.nodes[e.from].parallelism = p;
  return *this;
}

Stream Stream::chaining(Chaining chaining) const {
  for (const StreamEdge& e : edges_) builder_->graph_.nodes[e.from].chaining = chaining;
  return *this;
}

}  // namespace weir
