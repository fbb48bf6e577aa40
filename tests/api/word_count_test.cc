// The word count of lesson 1, typed: in whole jobs, with failures, the same traces.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/api/adapter.h"
#include "engine/connectors/inline_source.h"
#include "engine/graph/job_file/compile.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/basic_operators.h"
#include "engine/operators/process_operator.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "lessons/01-word-count/functions.h"
#include "sim/simulator.h"
#include "tests/api/driver.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir::testing {
namespace {

constexpr std::size_t kMostSteps = 20'000;

Value line(const char* text) { return Value::row({Value::text(text)}); }

OperatorFactory typed_split() {
  return [] { return make_function_operator(split_lines(), {.call = "flat_map", .keyed = false}); };
}
OperatorFactory untyped_split() {
  return [] {
    return std::make_unique<FlatMapOperator>([](const Value& row, Collector& out) {
      std::string_view rest = row[0].as_text();
      while (true) {
        const std::size_t comma = rest.find(',');
        out.collect(Value::row({Value::text(rest.substr(0, comma))}));
        if (comma == rest.npos) return;
        rest.remove_prefix(comma + 1);
      }
    });
  };
}
OperatorFactory typed_count(const FunctionFactory& make = count_words()) {
  return [make] { return make_function_operator(make, {}); };
}
OperatorFactory untyped_count() {
  return [] { return std::make_unique<KeyedProcessOperator>(lessons::make_count_words()); };
}

StreamGraph word_count(JobConfig config, OperatorFactory split, OperatorFactory count) {
  StreamBuilder job(std::move(config));
  SourceSpec lines;
  lines.make = make_inline_source("lines", {{line("to,be,or,not"), line("to,be"), line("")},
                                            {line("that,is,the,question"), line("to,or,,to")}});
  lines.every = 7;
  job.source("lines", std::move(lines))
      .rows({"line"})
      .apply("split", "flat_map", std::move(split))
      .rows({"word"})
      .key_by(KeySelector::field(0, "word"))
      .apply("count", "process", std::move(count))
      .rows({"word", "count"})
      .transactional("out");
  return job.build();
}

JobConfig config_of(std::uint64_t seed) {
  JobConfig config;
  config.parallelism = 1 + static_cast<std::uint32_t>(seed % 3);
  config.chaining = seed % 2 == 0;
  config.checkpoints.interval = 10;
  config.restart.delay = 5;
  return config;
}

class Lines final : public EventConsumer {
 public:
  void header(const Value& h) override { REQUIRE(writer_.header(h)); }
  void event(const TraceEvent& event, const World&) override { writer_.event(event); }
  void end() override {}
  std::string text;

 private:
  NdjsonWriter writer_{[this](std::string_view line) { text += line; }};
};

struct Ran {
  std::string trace;
  std::vector<std::string> committed;  // sorted
};

// Kills the count at two decisions that the seed chooses.
Ran run(const StreamGraph& graph, std::uint64_t seed, const std::string& backend_name) {
  const auto backends = backend(backend_name);
  Lines lines;
  DerivingSink sink(lines);
  sim::SimOptions options;
  options.seed = seed;
  options.trace = &sink;
  options.network = {1, 6};
  options.snapshot = {1, 9};
  auto sim = sim::Simulator::create(graph, options, *backends);
  REQUIRE(sim);
  for (const std::uint64_t at : {20 + seed % 17, 90 + seed % 29}) {
    sim::Fault fault;
    fault.decision.kind = sim::DecisionKind::kFailTask;
    for (TaskId t = 0; t < (*sim)->job().plan().tasks.size(); ++t)
      if ((*sim)->job().task_name(t).find("count") != std::string::npos)
        fault.decision.work.target = t;
    fault.at_decision = at;
    (*sim)->add_fault(std::move(fault));
  }
  std::size_t steps = 0;
  while (steps < kMostSteps && (*sim)->step()) ++steps;
  CHECK(steps < kMostSteps);
  CHECK((*sim)->job().status() == JobStatus::kFinished);
  CHECK((*sim)->job().master().restarts() >= 1);
  Ran out;
  for (const auto& row : (*sim)->outside().visible())
    out.committed.push_back(row.value.to_string());
  std::sort(out.committed.begin(), out.committed.end());
  (*sim)->end_trace();
  REQUIRE(!sink.error());
  out.trace = std::move(lines.text);
  return out;
}

// The first line in which they differ; empty: none.
std::string difference(const std::string& a, const std::string& b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() && y == b.end()) return {};
  const auto line_at = [](const std::string& text, std::size_t at) {
    const std::size_t begin = text.rfind('\n', at) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
  };
  const auto at = static_cast<std::size_t>(x - a.begin());
  return line_at(a, at) + "\n" + line_at(b, at);
}

TEST_CASE(
    "a typed word count leaves the trace of the untyped one, on every backend") {
  const auto last = static_cast<std::uint64_t>(scenarios(12));
  for (std::uint64_t seed = 0; seed < last; ++seed) {
    const JobConfig config = config_of(seed);
    for (const std::string& name : backends()) {
      CAPTURE(seed, name);
      const Ran typed = run(word_count(config, typed_split(), typed_count()), seed, name);
      const Ran untyped = run(word_count(config, untyped_split(), untyped_count()), seed, name);
      CHECK(difference(typed.trace, untyped.trace).empty());
      CHECK(typed.committed == untyped.committed);
      CHECK(typed.committed.size() == 15);
    }
  }
}

TEST_CASE("a count by live() is right on the heap, also after failures, and wrong elsewhere") {
  JobConfig config = config_of(1);
  config.live_objects = true;
  const Ran right = run(word_count(config, typed_split(), typed_count()), 1, "hashmap");
  for (const std::string& name : backends()) {
    CAPTURE(name);
    const Ran live = run(word_count(config, typed_split(), typed_count(count_live())), 1, name);
    CHECK((live.committed == right.committed) == (name == "hashmap"));
  }
}

TEST_CASE("[state] live_objects of a job file is JobConfig's") {
  const auto live_objects = [](const std::string& state) {
    const std::string text = state +
                             "\n[[source]]\nuid = \"in\"\nevents = [{ n = 1 }]\n"
                             "[[sink]]\nuid = \"out\"\nfrom = \"in\"\nprint = true\n";
    const Document::Parsed parsed = Document::parse("job.toml", text);
    REQUIRE(parsed.document);
    Diagnostics diagnostics;
    const JobFile job = read_job(*parsed.document, {}, diagnostics);
    const CompiledJob compiled = compile_job(*parsed.document, job, {});
    INFO(to_text(compiled.diagnostics));
    REQUIRE(compiled.graph);
    return compiled.graph->config.live_objects;
  };
  CHECK(!live_objects(""));
  CHECK(!live_objects("[state]\nlive_objects = false"));
  CHECK(live_objects("[state]\nlive_objects = true"));
}

}  // namespace
}  // namespace weir::testing
