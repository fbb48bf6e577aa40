// DOT of tasks and channels: goldens, and what must hold for any graph.
#include "diagrams/exec_dot.h"

#include <algorithm>
#include <set>

#include "engine/core/text_width.h"
#include "engine/graph/execution_plan.h"
#include "tests/catch.h"
#include "tests/diagrams/dot_reader.h"
#include "tests/diagrams/golden.h"
#include "tests/diagrams/graphs.h"
#include "tests/scenarios.h"

using namespace weir;
using namespace weir::diagrams;
using namespace weir::testing;

namespace {

ExecPicture exec(const JobGraph& graph) {
  auto picture = exec_picture(graph);
  if (!picture) FAIL(picture.error().text);
  return std::move(*picture);
}

DotGraph read(const std::string& text) {
  std::string why;
  auto graph = read_dot(text, why);
  if (!graph) FAIL(why << "\n" << text);
  return std::move(*graph);
}

bool is_task(const DotNode& node) {
  const std::string& of = node.attributes.at("class");
  return of == "task" || of == "keyed";
}

std::size_t channels_in(const DotGraph& dot) {
  std::size_t n = 0;
  for (const DotEdge& e : dot.edges) n += e.attributes.contains("id") ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("DOT of tasks and channels at three parallelisms") {
  for (const std::uint32_t p : {1u, 2u, 3u}) {
    check_golden("small-exec-" + std::to_string(p) + ".dot", dot_of(exec(small_graph(p))));
    check_golden("rich-exec-" + std::to_string(p) + ".dot", dot_of(exec(rich_graph(p))));
  }
  check_golden("hostile-exec.dot", dot_of(exec(hostile_graph(2))));
}

TEST_CASE("every task and every channel is drawn once, in the slot of its task manager") {
  const int n = scenarios(200);
  for (int seed = 0; seed < n; seed++) {
    INFO("seed " << seed);
    const JobGraph graph = random_graph(static_cast<std::uint64_t>(seed), 8);
    const ExecutionPlan plan = make_plan(graph);
    const DotGraph dot = read(dot_of(exec(graph)));
    REQUIRE(dot.sorted);
    std::set<std::string> ids;
    std::multiset<std::pair<std::string, std::string>> drawn, expected;
    for (const DotNode& node : dot.nodes) {
      REQUIRE(ids.insert(node.attributes.at("id")).second);
      if (!is_task(node)) continue;
      REQUIRE(node.clusters.size() == 2);
      drawn.emplace(label_lines(node.attributes.at("label"))[0], node.clusters[1]);
    }
    for (TaskId t = 0; t < plan.tasks.size(); t++) {
      const PlannedTask& task = plan.tasks[t];
      const std::string number = '#' + std::to_string(task.subtask);
      const std::string& uid = graph.vertices[task.vertex].name;
      expected.emplace(
          cut_to_width(shown(uid), 22 - number.size()) + number,
          "cluster_tm" + std::to_string(task.task_manager) + "_s" + std::to_string(task.subtask));
    }
    REQUIRE(drawn == expected);
    REQUIRE(channels_in(dot) == plan.channels.size());
  }
}

TEST_CASE("key groups of the tasks of an operator are all there, each once") {
  const ExecPicture picture = exec(small_graph(3));
  std::vector<std::uint32_t> owners(128);
  for (const PicturedTask& task : picture.tasks) {
    CHECK(task.groups.has_value() == (task.vertex == "count"));
    if (!task.groups) continue;
    for (std::uint32_t g = 0; g < 128; g++) owners[g] += task.groups->contains(g) ? 1 : 0;
  }
  CHECK(std::count(owners.begin(), owners.end(), 1u) == 128);
}

TEST_CASE("of more than 24 subtasks one box stands for all, and says for how many") {
  const ExecPicture most = exec(small_graph(24));
  CHECK(most.tasks.size() == 1 + 24 + 24);
  CHECK(most.channels.size() == 24 + 24 * 24);
  const ExecPicture more = exec(small_graph(25));
  REQUIRE(more.tasks.size() == 3);
  REQUIRE(more.channels.size() == 2);
  CHECK(more.tasks[1].id == "split x25");
  CHECK(more.tasks[2].tasks.size() == 25);
  CHECK(groups_text(*more.tasks[2].groups) == "0-127 (128)");
  CHECK(more.channels[1].channels.size() == 25 * 25);
  CHECK(more.channels[1].capacity == 25 * 25 * 1024);
  const DotGraph dot = read(dot_of(more));
  CHECK(label_lines(dot.node("count x25")->attributes.at("label")) ==
        std::vector<std::string>{"count x25", "process count", "print out", "kg 0-127 (128)"});
  CHECK(channels_in(dot) == 2);
}

TEST_CASE("a chain too long for its box says how many more there are") {
  const ExecPicture picture = exec(long_graph(9));
  REQUIRE(picture.tasks.size() == 2);
  CHECK(label_lines(read(dot_of(picture)).node("source#1")->attributes.at("label")) ==
        std::vector<std::string>{"source#1", "source", "map operator-1", "map operator-2",
                                 "map operator-3", "map operator-4", "and 4 more"});
}
