#include "tests/diagrams/graphs.h"

#include <array>
#include <utility>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/hash.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/basic_operators.h"
#include "engine/window/tumbling_windows.h"
#include "tests/catch.h"

namespace weir::testing {

namespace {

SourceSpec nothing(const std::string& uid) {
  SourceSpec spec;
  spec.make = make_inline_source(uid, {{}});
  return spec;
}

JobGraph compiled(StreamGraph graph) {
  auto out = JobGraph::compile(std::move(graph));
  if (!out) FAIL(out.error().text);
  return std::move(*out);
}

OperatorFactory any_operator() {
  return [] { return std::make_unique<FilterOperator>([](const Value&) { return true; }); };
}

WindowOperatorConfig ten_seconds() {
  WindowOperatorConfig config(*TumblingEventTimeWindows::of(10'000));
  config.allowed_lateness = 2'000;
  config.late_tag = "late";
  return config;
}

struct Names {
  std::string job = "rich", clicks = "clicks", orders = "orders", clean = "clean", bad = "bad";
  std::string windows = "per-user", late = "late-rows", join = "join", rules = "rules";
  std::string apply = "apply-rules", out = "out", key = "user";
};

StreamGraph rich(std::uint32_t parallelism, const Names& n) {
  JobConfig config;
  config.name = n.job;
  config.parallelism = parallelism;
  config.task_managers = 2;
  config.channel_capacity = 4;
  StreamBuilder job(config);
  const auto keyed = [&](const Stream& s) { return s.key_by(KeySelector::field(0, n.key)); };
  const std::vector<std::string> rows{n.key, "at"};
  const Stream clicks = job.source(n.clicks, nothing(n.clicks)).rows(rows);
  const Stream orders = job.source(n.orders, nothing(n.orders)).rows(rows).parallelism(1);
  const Stream rules = job.source(n.rules, nothing(n.rules)).parallelism(1);
  const Stream clean = clicks.union_with(orders)
                           .rebalance()
                           .filter(n.clean, [](const Value&) { return true; })
                           .rows(rows);
  clean.side_output(n.bad).print("print " + n.bad);
  const Stream windows = keyed(clean).window(n.windows, ten_seconds).rows(rows);
  windows.side_output("late").file_sink(n.late, {"late", [](const Value&) { return ""; }});
  const Stream joined =
      job.connect(keyed(windows), keyed(orders), n.join, "co-process", any_operator()).rows(rows);
  job.connect(joined.forward(), rules.broadcast(), n.apply, "broadcast", any_operator())
      .transactional(n.out);
  return job.build();
}

constexpr std::array<const char*, 14> kPieces{"\"",
                                              "\\",
                                              "\n",
                                              "\x1b[31m",
                                              "\xe2\x80\xae"
                                              "abc",
                                              "拖把",
                                              "e\xcc\x81",
                                              "&lt;&amp;",
                                              "\\N\\G",
                                              "#0>x#1",
                                              "</title>",
                                              "\xff\xfe",
                                              "a b-c",
                                              "{|<f0>}"};

std::string hostile_name(std::uint64_t seed, std::uint64_t n) {
  std::string out;
  const std::uint64_t pieces = 1 + stable_hash(seed, 1, n) % 4;
  for (std::uint64_t i = 0; i < pieces; i++)
    out += kPieces[stable_hash(seed, 2, 10 * n + i) % kPieces.size()];
  if (stable_hash(seed, 3, n) % 5 == 0) out += std::string(200, 'x');
  return out + std::to_string(n);
}

}  // namespace

JobGraph small_graph(std::uint32_t parallelism) {
  JobConfig config;
  config.name = "small";
  config.parallelism = parallelism;
  StreamBuilder job(config);
  job.source("lines", nothing("lines"))
      .parallelism(1)
      .flat_map("split", [](const Value&, Collector&) {})
      .rows({"word"})
      .key_by(KeySelector::field(0, "word"))
      .process("count", [] { return std::unique_ptr<KeyedProcessFunction>(); })
      .print("out");
  return compiled(job.build());
}

JobGraph rich_graph(std::uint32_t parallelism) { return compiled(rich(parallelism, {})); }

JobGraph hostile_graph(std::uint32_t parallelism) {
  Names n;
  n.job = "say \"hi\"\n\x1b[2J";
  n.clicks = "a\"b\\";
  n.orders = "a\"b\\\\";
  n.clean = "\x1b[31mred\x07";
  n.bad = "\xe2\x80\xaeright to left";
  n.windows = "订单汇总-每用户-每十秒-滚动窗口-结果";
  n.late = std::string(200, 'l');
  n.join = "two\nlines";
  n.rules = "&lt;&#34;";
  n.apply = "\\N\\L\\n";
  n.out = "node";
  n.key = "e\xcc\x81\"key\"";
  return compiled(rich(parallelism, n));
}

JobGraph random_graph(std::uint64_t seed, std::uint32_t most) {
  StreamGraph graph;
  graph.config.name = hostile_name(seed, 1'000);
  graph.config.task_managers = 1 + static_cast<std::uint32_t>(stable_hash(seed, 4, 0) % 3);
  const auto operators = static_cast<std::uint32_t>(1 + stable_hash(seed, 5, 0) % most);
  const auto draw = [seed](std::uint64_t what, std::uint64_t n, std::uint64_t below) {
    return static_cast<std::uint32_t>(stable_hash(seed, what, n) % below);
  };
  for (std::uint32_t n = 0; n < operators; n++) {
    StreamNode node;
    node.uid = hostile_name(seed, n);
    node.parallelism = 1 + draw(6, n, 3);
    if (n == 0 || draw(7, n, 4) == 0) {
      node.is = "source";
      node.source = nothing(node.uid);
      graph.add(std::move(node));
      continue;
    }
    node.is = std::array{"map", "process", "window", "co-process"}[draw(8, n, 4)];
    node.make = any_operator();
    node.inputs.resize(1 + draw(9, n, 2));
    for (std::uint32_t i = 0; i < node.inputs.size(); i++) {
      for (std::uint32_t k = 0; k <= draw(10, 2 * n + i, 2); k++) {
        StreamEdge edge;
        edge.from = draw(11, 4 * n + 2 * i + k, n);
        if (draw(12, 4 * n + 2 * i + k, 3) > 0)
          edge.ship = static_cast<Ship>(1 + draw(13, 4 * n + 2 * i + k, 6));
        if (edge.ship == Ship::kHash) edge.key = KeySelector::field(0, hostile_name(seed, 50 + n));
        if (draw(14, 4 * n + 2 * i + k, 5) == 0) edge.tag = hostile_name(seed, 90 + n);
        node.inputs[i].push_back(std::move(edge));
      }
    }
    graph.add(std::move(node));
  }
  return compiled(std::move(graph));
}

JobGraph long_graph(std::uint32_t operators) {
  JobConfig config;
  config.name = "long";
  config.parallelism = 2;
  StreamBuilder job(config);
  Stream stream = job.source("source", nothing("source")).rows({"key", "value"});
  for (std::uint32_t n = 1; n < operators; n++) {
    const std::string uid = "operator-" + std::to_string(n);
    stream = n % 10 == 0 ? stream.key_by(KeySelector::field(0, "key"))
                               .process(uid, [] { return std::unique_ptr<KeyedProcessFunction>(); })
                         : stream.map(uid, [](const Value& v) { return v; });
  }
  return compiled(job.build());
}

}  // namespace weir::testing
