// DOT of logical graphs: goldens, and what must hold for any graph with any names.
#include "diagrams/graph_dot.h"

#include <algorithm>
#include <set>

#include "diagrams/dot_writer.h"
#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/diagrams/dot_reader.h"
#include "tests/diagrams/golden.h"
#include "tests/diagrams/graphs.h"
#include "tests/scenarios.h"

using namespace weir;
using namespace weir::diagrams;
using namespace weir::testing;

namespace {

std::string logical(const JobGraph& graph) { return dot_of(picture_of(graph)); }

DotGraph read(const std::string& text) {
  std::string why;
  auto graph = read_dot(text, why);
  if (!graph) FAIL(why << "\n" << text);
  return std::move(*graph);
}

bool has_class(const DotNode& node, const std::string& name) {
  const auto found = node.attributes.find("class");
  return found != node.attributes.end() && found->second == name;
}

std::size_t count_class(const DotGraph& graph, const std::string& name) {
  return static_cast<std::size_t>(
      std::count_if(graph.nodes.begin(), graph.nodes.end(),
                    [&](const DotNode& n) { return has_class(n, name); }));
}

bool is_safe_id(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace

TEST_CASE("DOT of a small graph at three parallelisms") {
  for (const std::uint32_t p : {1u, 2u, 3u})
    check_golden("small-logical-" + std::to_string(p) + ".dot", logical(small_graph(p)));
}

TEST_CASE("DOT of windows, a union, side outputs, two inputs and state at three parallelisms") {
  for (const std::uint32_t p : {1u, 2u, 3u})
    check_golden("rich-logical-" + std::to_string(p) + ".dot", logical(rich_graph(p)));
}

TEST_CASE("DOT of names that try to break out") {
  check_golden("hostile-logical.dot", logical(hostile_graph(2)));
}

TEST_CASE("what a graph has is in its DOT, with the shape and the words for it") {
  const DotGraph dot = read(logical(rich_graph(2)));
  CHECK(dot.name == "rich logical");
  CHECK(count_class(dot, "source") == 3);
  CHECK(count_class(dot, "sink") == 3);
  CHECK(count_class(dot, "stateless") == 2);
  CHECK(count_class(dot, "stateful") == 1);
  CHECK(count_class(dot, "window") == 1);
  CHECK(count_class(dot, "state") == 2);
  const DotNode* windows = dot.node("per-user");
  REQUIRE(windows != nullptr);
  CHECK(windows->attributes.at("shape") == "tab");
  CHECK(label_lines(windows->attributes.at("label")) ==
        std::vector<std::string>{"per-user", "tumbling window x2"});
  CHECK(dot.node("join")->attributes.at("peripheries") == "2");
  const auto edge = [&](const std::string& from, const std::string& to) {
    for (const DotEdge& e : dot.edges)
      if (e.from == from && e.to == to) return e;
    FAIL("no edge " << from << " -> " << to);
    return DotEdge();
  };
  CHECK(edge("clean", "per-user").attributes.at("label") == "hash(user)");
  CHECK(edge("clean", "per-user").attributes.at("style") == "bold");
  CHECK(label_lines(edge("per-user", "late-rows").attributes.at("label")) ==
        std::vector<std::string>{"side output late", "chained"});
  CHECK(edge("orders", "join").attributes.at("headlabel") == "2");
  CHECK(edge("rules", "apply-rules").attributes.at("arrowtail") == "odot");
  CHECK(edge("clicks", "clean").attributes.at("style") == "dashed");
}

TEST_CASE("a graph without anything special has no legend for it") {
  const std::string text = logical(small_graph(1));
  CHECK(text.find("windows") == std::string::npos);
  CHECK(text.find("broadcast") == std::string::npos);
  CHECK(text.find("rebalance") == std::string::npos);
}

TEST_CASE("operators of one chain, and only they, stand in one frame") {
  const JobGraph graph = rich_graph(2);
  const GraphPicture picture = picture_of(graph);
  const DotGraph dot = read(logical(graph));
  for (const PicturedOperator& a : picture.operators)
    for (const PicturedOperator& b : picture.operators) {
      if (a.uid == b.uid) continue;
      const auto &x = dot.node(a.uid)->clusters, &y = dot.node(b.uid)->clusters;
      CHECK((!x.empty() && x == y) == (a.chain == b.chain));
    }
}

TEST_CASE("any graph with any names is DOT that shows the names as they are, and nothing else") {
  const int n = scenarios(400);
  std::size_t cut = 0, stateful = 0;
  for (int seed = 0; seed < n; seed++) {
    INFO("seed " << seed);
    const JobGraph graph = random_graph(static_cast<std::uint64_t>(seed), 9);
    const GraphPicture picture = picture_of(graph);
    const std::string text = dot_of(picture);
    REQUIRE(text == dot_of(picture));
    const DotGraph dot = read(text);
    REQUIRE(dot.sorted);
    for (const char c : text) REQUIRE((c == '\n' || (c >= ' ' && c != '\x7f') || c < 0));
    std::set<std::string> ids;
    std::multiset<std::string> labels, expected;
    for (const DotNode& node : dot.nodes) {
      REQUIRE(is_safe_id(node.attributes.at("id")));
      REQUIRE(ids.insert(node.attributes.at("id")).second);
      if (has_class(node, "legend") || has_class(node, "state")) continue;
      const auto lines = label_lines(node.attributes.at("label"));
      REQUIRE(lines.size() == 2);
      labels.insert(lines[0]);
    }
    for (const PicturedOperator& op : picture.operators) {
      expected.insert(cut_to_width(shown(op.uid), 22));
      cut += text_width(shown(op.uid)) > 22 ? 1 : 0;
    }
    REQUIRE(labels == expected);
    std::size_t streams = 0, stores = 0;
    for (const DotEdge& edge : dot.edges) {
      const auto id = edge.attributes.find("id");
      if (id == edge.attributes.end()) continue;  // of the legend
      REQUIRE(is_safe_id(id->second));
      REQUIRE(ids.insert(id->second).second);
      if (edge.attributes.at("class") == "state")
        stores++;
      else
        streams++;
    }
    REQUIRE(streams == picture.streams.size());
    REQUIRE(stores == count_class(dot, "state"));
    stateful += stores;
  }
  CHECK(cut > 0);
  CHECK(stateful > 0);
}

TEST_CASE("equal wishes get different names, and texts come back from their quotes") {
  DotWriter dot("g");
  CHECK(dot.unique_name("a") == "a");
  CHECK(dot.unique_name("a-2") == "a-2");
  CHECK(dot.unique_name("a") == "a-3");
  CHECK(dot.unique_name("a") == "a-4");
  CHECK(dot.unique_id("ä#1") == "---1");
  CHECK(dot.unique_id("----1") == "----1");
  CHECK(dot.unique_id("--\x7f"
                      "1") == "---1-2");
  CHECK(dot_line("a\"b\\N&lt;\n") == "a\\\"b\\\\N&amp;lt;\\\\x0a");
  CHECK(label_lines(dot_label({"x\\ny", "z"})) == std::vector<std::string>{"x\\ny", "z"});
  dot.node("a",
           {{"label", "graph"}, {"class", "Edge"}, {"width", "1.5"}, {"b", "1.2.3"}, {"c", "."}});
  CHECK(dot.finish() ==
        "digraph \"g\" {\n  \"a\" [b=\"1.2.3\", c=\".\", class=\"Edge\", label=\"graph\", "
        "width=1.5];\n}\n");
}
