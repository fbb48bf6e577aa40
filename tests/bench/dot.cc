#include "tests/bench/dot.h"

#include <memory>
#include <string>
#include <utility>

#include "diagrams/exec_dot.h"
#include "diagrams/graph_dot.h"
#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "tests/bench/pipeline_job.h"

namespace weir::bench {

namespace {

constexpr int kPictures = 50;

// Ten branches that meet; every fifth operator is keyed, every seventh has a side output.
JobGraph large_graph() {
  JobConfig config;
  config.name = "large";
  config.parallelism = 2;
  StreamBuilder job(config);
  SourceSpec nothing;
  nothing.make = make_inline_source("source", {{}});
  const Stream source = job.source("source", nothing).rows({"key", "value"});
  const auto keyed = [](const Stream& s) { return s.key_by(KeySelector::field(0, "key")); };
  Stream all = source;
  for (unsigned branch = 0, n = 1; branch < 10; branch++) {
    Stream stream = source;
    for (; n < (branch + 1) * kDotOperators / 10; n++) {
      const std::string uid = "operator-" + std::to_string(n);
      if (n % 5 == 0)
        stream = keyed(stream).process(uid, [] { return std::unique_ptr<KeyedProcessFunction>(); });
      else if (n % 7 == 0)
        stream.side_output("late").print(uid);
      else
        stream = stream.map(uid, [](const Value& v) { return v; });
    }
    all = branch == 0 ? stream : all.union_with(stream);
  }
  all.rebalance().print("out");
  return checked(JobGraph::compile(job.build()));
}

template <class Draw>
Outcome drawn(Stopwatch& watch, const Draw& draw) {
  const JobGraph graph = large_graph();
  Outcome outcome;
  outcome.work = kPictures;
  watch.start();
  for (int i = 0; i < kPictures; i++) outcome.bytes = draw(graph).size();
  watch.stop();
  outcome.results = graph.stream.nodes.size();
  return outcome;
}

}  // namespace

Outcome draw_logical(Stopwatch& watch) {
  return drawn(watch, [](const JobGraph& g) { return diagrams::dot_of(diagrams::picture_of(g)); });
}

Outcome draw_tasks(Stopwatch& watch) {
  return drawn(watch, [](const JobGraph& g) {
    return diagrams::dot_of(checked(diagrams::exec_picture(g)));
  });
}

}  // namespace weir::bench
