// Logical graphs as text: at three widths, in both charsets, in sentences, with any names.
#include "diagrams/graph_text.h"

#include <algorithm>

#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/diagrams/golden.h"
#include "tests/diagrams/graphs.h"
#include "tests/scenarios.h"

using namespace weir;
using namespace weir::diagrams;
using namespace weir::testing;

namespace {

std::string text(const JobGraph& graph, const Screen& screen) {
  return text_of(picture_of(graph), screen);
}

constexpr Screen kPlain{.plain = true};

// Every screen that there is a golden of.
void check_screens(const std::string& name, const JobGraph& graph) {
  std::string all;
  for (const std::size_t width : {60u, 80u, 120u})
    for (const Charset charset : {Charset::kAscii, Charset::kUnicode}) {
      all += "-- " + std::to_string(width) + (charset == Charset::kAscii ? " ASCII" : " Unicode") +
             "\n" + text(graph, {.width = width, .charset = charset});
    }
  check_golden(name + ".txt", all + "-- plain\n" + text(graph, kPlain));
}

std::vector<std::string> lines_of(const std::string& t) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < t.size();) {
    const std::size_t end = t.find('\n', at);
    lines.push_back(t.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::size_t count_of(const std::string& t, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = t.find(part); at != std::string::npos; at = t.find(part, at + 1)) n++;
  return n;
}

}  // namespace

TEST_CASE("a small graph is one line") {
  CHECK(text(small_graph(1), {.width = 120}) ==
        "small: 4 operators in 2 tasks\n"
        "\n"
        " [lines] --> [flat_map split] ==hash(word)==> [process count *state] --> (print out)\n"
        "\n"
        " *state: keeps state by key; -->: within one task\n");
  CHECK(text(small_graph(2), {.width = 120, .charset = Charset::kUnicode}) ==
        "small: 4 operators in 5 tasks\n"
        "\n"
        " [lines] ─rebalance─▶ [flat_map split ×2] ═hash(word)═▶ [process count ×2 ▤] ─▶ "
        "(print out ×2)\n"
        "\n"
        " ×2: in two subtasks; ▤: keeps state by key; ─▶: within one task\n");
  CHECK(text(small_graph(2), kPlain) ==
        "Job small has 4 operators in 5 tasks.\n"
        "lines is a source.\n"
        "split (flat_map) reads from lines by rebalance, in 2 subtasks.\n"
        "count (process) reads from split by hash of word, in 2 subtasks, keeping state by key.\n"
        "out (print sink) reads from count within one task, in 2 subtasks.\n");
}

TEST_CASE("graphs as text at 60, 80 and 120 columns") {
  check_screens("small-logical", small_graph(2));
  check_screens("rich-logical", rich_graph(2));
  check_screens("hostile-logical", hostile_graph(2));
}

TEST_CASE("colours of a graph are added where they are asked for, and change nothing else") {
  std::string all;
  for (const JobGraph& graph : {small_graph(2), rich_graph(2), hostile_graph(2)})
    for (const std::size_t width : {60u, 80u}) {
      const std::string colored = text(graph, {.width = width, .color = true});
      CHECK(colored != text(graph, {.width = width}));
      CHECK(without_colors(colored) == text(graph, {.width = width}));
      if (width == 80) all += colored;
    }
  check_golden("logical-color-80.txt", all);
}

TEST_CASE("of any graph every operator has one box and every stream one arrow, within the screen") {
  const int n = scenarios(400);
  for (int seed = 0; seed < n; seed++) {
    const GraphPicture picture = picture_of(random_graph(static_cast<std::uint64_t>(seed), 9));
    for (const std::size_t width : {60u, 80u, 200u}) {
      INFO("seed " << seed << ", " << width << " columns");
      const std::string out = text_of(picture, {.width = width, .charset = Charset::kUnicode});
      for (const std::string& line : lines_of(out)) REQUIRE(text_width(line) <= width);
      for (const char c : out) REQUIRE((c == '\n' || (c >= ' ' && c != '\x7f') || c < 0));
      REQUIRE(count_of(out, "▶") == picture.streams.size() + count_of(out, "▶: within one task"));
    }
    const auto sources =
        std::count_if(picture.operators.begin(), picture.operators.end(),
                      [](const PicturedOperator& op) { return op.role == Role::kSource; });
    INFO("seed " << seed);
    const std::vector<std::string> sentences = lines_of(text_of(picture, kPlain));
    REQUIRE(sentences.size() == picture.operators.size() + 1);
    REQUIRE(std::count_if(sentences.begin(), sentences.end(), [](const std::string& s) {
              return s.find(" is a source") != std::string::npos;
            }) == sources);
  }
}
