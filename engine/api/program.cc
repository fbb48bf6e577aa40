#include "engine/api/program.h"

#include <cstdio>
#include <map>
#include <utility>

#include "engine/api/adapter.h"
#include "engine/api/user_call.h"
#include "engine/connectors/inline_source.h"
#include "engine/connectors/printed_row.h"
#include "engine/core/check.h"
#include "engine/env/outside.h"
#include "engine/operators/basic_operators.h"
#include "engine/operators/sink_operators.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/backend_loader.h"

namespace weir {

namespace {

using runtime::NodeKind;
using runtime::NodeSpec;
using runtime::RowFunction;

constexpr int kFailed = 1, kCannotStart = 2;

class MapCall final : public Operator {
 public:
  explicit MapCall(std::unique_ptr<RowFunction> function) : function_(std::move(function)) {}
  void process(Record& record) override {
    context().emit(guarded([&] { return function_->call(record.value); }), timestamp_of(record));
  }

 private:
  std::unique_ptr<RowFunction> function_;
};

class FilterCall final : public Operator {
 public:
  explicit FilterCall(std::unique_ptr<RowFunction> function) : function_(std::move(function)) {}
  void process(Record& record) override {
    if (guarded([&] { return function_->call(record.value).as_bool(); }))
      context().forward(record);
    else if (context().trace != nullptr)
      context().trace->rec_drop("filtered out");
  }

 private:
  std::unique_ptr<RowFunction> function_;
};

// What the sinks print, as it comes: with several sinks the sink's name stands in front, with
// several subtasks of one their number.
class Printer final : public MemoryOutside {
 public:
  struct Sink {
    RowType rows;
    bool name_subtasks = false;
  };
  std::map<std::string, Sink> sinks;

  void print(const std::string& uid, std::uint32_t subtask, const Value& row) override {
    const Sink& sink = sinks.at(uid);
    std::string line = sink.name_subtasks ? std::to_string(subtask + 1) + "> " : std::string();
    if (sinks.size() > 1) line += uid + ": ";
    line += fields_text(row, sink.rows) + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
};

class Listing final : public runtime::Program {
 public:
  int add(NodeSpec spec) override {
    if (spec.uid.empty()) spec.uid = free_name(spec.kind);
    nodes_.push_back(std::move(spec));
    return static_cast<int>(nodes_.size()) - 1;
  }
  const runtime::Key* key(std::ptrdiff_t field, std::unique_ptr<RowFunction> function) override {
    functions_.push_back(std::move(function));
    keys_.push_back(std::make_unique<runtime::Key>(runtime::Key{field, functions_.back().get()}));
    return keys_.back().get();
  }
  void set_uid(int node, std::string uid) override {
    nodes_[static_cast<std::size_t>(node)].uid = std::move(uid);
  }
  void set_parallelism(int p) override { config_.parallelism = at_least_one("parallelism", p); }
  void set_max_parallelism(int p) override {
    config_.max_parallelism = at_least_one("max_parallelism", p);
  }
  void set_state_backend(std::string name) override { backend_ = std::move(name); }
  int execute(std::string_view job_name) override;

 private:
  static constexpr const char* kKinds[] = {"source",   "map",     "filter",
                                           "flat_map", "process", "print"};

  static const char* name_of(NodeKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
  std::uint32_t at_least_one(const char* what, int p) {
    if (p >= 1) return static_cast<std::uint32_t>(p);
    mistake_ = std::string(what) + " must be at least 1, it is " + std::to_string(p);
    return 1;
  }
  std::string free_name(NodeKind kind) const;
  const runtime::Schema* schema_of(const NodeSpec& node) const;
  StreamEdge edge_into(const NodeSpec& node) const;
  StreamNode node_of(const NodeSpec& spec) const;
  StreamGraph graph(std::string_view job_name) const;
  std::map<std::string, Printer::Sink> sinks() const;

  std::string mistake_;  // empty: none yet
  JobConfig config_;
  std::string backend_ = "hashmap";
  std::vector<NodeSpec> nodes_;
  std::vector<std::unique_ptr<RowFunction>> functions_;
  std::vector<std::unique_ptr<runtime::Key>> keys_;
};

// "map", and after it "map-2".
std::string Listing::free_name(NodeKind kind) const {
  std::string name = name_of(kind);
  const auto taken = [this, &name] {
    for (const NodeSpec& node : nodes_)
      if (node.uid == name) return true;
    return false;
  };
  for (int n = 2; taken(); ++n) name = std::string(name_of(kind)) + '-' + std::to_string(n);
  return name;
}

const runtime::Schema* Listing::schema_of(const NodeSpec& node) const {
  if (node.schema != nullptr) return node.schema;
  return schema_of(nodes_[static_cast<std::size_t>(node.from)]);
}

StreamEdge Listing::edge_into(const NodeSpec& node) const {
  StreamEdge edge{static_cast<NodeId>(node.from)};
  if (node.key == nullptr) return edge;
  edge.ship = Ship::kHash;
  if (node.key->field >= 0) {
    const auto index = static_cast<std::size_t>(node.key->field);
    const RowType rows = row_type_of(*schema_of(nodes_[edge.from]));
    edge.key = KeySelector::field(index, rows[index].name);
  } else {
    const RowFunction* const function = node.key->function;
    edge.key = KeySelector::function(
        [function](const Value& row) { return guarded([&] { return function->call(row); }); },
        "key_by");
  }
  return edge;
}

// Prototypes stay here, which outlives the job: each subtask gets copies.
StreamNode Listing::node_of(const NodeSpec& spec) const {
  StreamNode node{.uid = spec.uid, .is = name_of(spec.kind)};
  if (spec.from >= 0) node.inputs = {{edge_into(spec)}};
  if (spec.schema != nullptr) node.rows = row_type_of(*spec.schema);
  const RowFunction* const function = spec.function.get();
  const runtime::Factory* const factory = spec.factory.get();
  switch (spec.kind) {
    case NodeKind::kSource:
      node.source = SourceSpec{.make = make_inline_source(spec.uid, {spec.rows})};
      node.parallelism = 1;
      break;
    case NodeKind::kMap:
      node.make = [function] { return std::make_unique<MapCall>(function->copy()); };
      break;
    case NodeKind::kFilter:
      node.make = [function] { return std::make_unique<FilterCall>(function->copy()); };
      break;
    case NodeKind::kFlatMap:
      node.make = [factory] {
        return make_function_operator([factory] { return factory->make(); },
                                      {.call = "flat_map", .keyed = false});
      };
      break;
    case NodeKind::kProcess:
      node.make = [factory] {
        return make_function_operator([factory] { return factory->make(); }, {});
      };
      break;
    case NodeKind::kPrint: node.make = [] { return std::make_unique<PrintSink>(); }; break;
  }
  return node;
}

StreamGraph Listing::graph(std::string_view job_name) const {
  StreamGraph graph;
  graph.config = config_;
  graph.config.name = job_name;
  // Nothing fails here but the program itself, and that fails again.
  graph.config.restart.kind = RestartKind::kNone;
  for (const NodeSpec& node : nodes_) graph.add(node_of(node));
  return graph;
}

std::map<std::string, Printer::Sink> Listing::sinks() const {
  std::map<std::string, Printer::Sink> out;
  for (const NodeSpec& node : nodes_)
    if (node.kind == NodeKind::kPrint)
      out[node.uid] = {row_type_of(*schema_of(node)), config_.parallelism > 1};
  return out;
}

int Listing::execute(std::string_view job_name) {
  const auto complain = [](const std::string& text, int code) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", text.c_str());
    return code;
  };
  if (!mistake_.empty()) return complain(mistake_, kCannotStart);
  const auto backends = load_backend(backend_);
  if (!backends) return complain(backends.error().text, kCannotStart);
  Printer printer;
  printer.sinks = sinks();
  InlineOptions options;
  options.outside = &printer;
  options.backends = backends->get();
  auto executor = InlineExecutor::create(graph(job_name), options);
  if (!executor) return complain(executor.error().text, kCannotStart);
  (*executor)->run();
  const Job& job = (*executor)->job();
  if (job.status() == JobStatus::kFailed)
    return complain("the job has failed: " + job.master().failure(), kFailed);
  return 0;
}

}  // namespace

std::unique_ptr<runtime::Program> runtime::make_program() { return std::make_unique<Listing>(); }

}  // namespace weir
