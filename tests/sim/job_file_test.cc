// Job files in the simulator: what only a run shows of functions that a job file calls by name.
#include <map>
#include <set>

#include "engine/graph/job_file/compile.h"
#include "engine/state/hashmap/factory.h"
#include "sim/job_file.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir {
namespace {

constexpr const char* kJob = R"(
[job]
parallelism = 3

[[source]]
uid = "numbers"
events = [{ n = 0 }, { n = 1 }, { n = 2 }, { n = 3 }, { n = 4 }, { n = 5 }]

[[operator]]
uid = "spread"
from = "numbers"
partition_by = { key = "n", function = "modulo" }
process = "tag"

[[operator]]
uid = "sorted"
from = "spread"
key_by = "n"
process = "odd_to_the_side"

[[sink]]
uid = "even"
from = "sorted"
print = true

[[sink]]
uid = "odd"
from = "sorted.odd"
print = true
)";

class OddToTheSide final : public KeyedProcessFunction {
 public:
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    if (value[0].as_int() % 2 == 0)
      out.collect(value);
    else
      context.output("odd", value);
  }
};

FunctionRegistry functions() {
  FunctionRegistry out;
  out.add({.name = "modulo",
           .about = "the number modulo the subtasks",
           .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
             return BoundFunction{CustomPartition([](const Value& key, std::uint32_t channels) {
               return static_cast<std::uint32_t>(key.as_int()) % channels;
             })};
           }});
  out.add({.name = "tag",
           .about = "the row as it is",
           .bind = [](const std::vector<RowType>& in) -> Result<BoundFunction> {
             return BoundFunction{MapFunction([](const Value& row) { return row; }), in[0]};
           }});
  out.add({.name = "odd_to_the_side",
           .about = "odd numbers to another output",
           .bind = [](const std::vector<RowType>& in) -> Result<BoundFunction> {
             return BoundFunction{
                 KeyedProcessFactory([] { return std::make_unique<OddToTheSide>(); }),
                 in[0],
                 {{"odd", in[0]}}};
           }});
  return out;
}

TEST_CASE("functions of a job file: custom partitioning, a map, side outputs", "[job_file]") {
  auto parsed = Document::parse("job.toml", kJob);
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  REQUIRE(to_text(diagnostics).empty());
  const FunctionRegistry registry = functions();
  CompiledJob compiled = compile_job(*parsed.document, job, {.functions = &registry});
  REQUIRE(to_text(compiled.diagnostics).empty());
  REQUIRE(compiled.graph.has_value());
  for (const StreamNode& node : compiled.graph->nodes)
    if (node.uid == "spread") CHECK(node.inputs[0][0].ship == Ship::kCustom);

  const auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(*compiled.graph, sim::SimOptions{}, *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run() == sim::RunEnd::kDone);
  std::map<std::string, std::set<std::int64_t>> rows;
  for (const auto& row : (*sim)->outside().visible()) rows[row.uid].insert(row.value[0].as_int());
  CHECK(rows["even"] == std::set<std::int64_t>{0, 2, 4});
  CHECK(rows["odd"] == std::set<std::int64_t>{1, 3, 5});
}

}  // namespace
}  // namespace weir
