// Tasks and channels as text: at three widths, in both charsets, in sentences, with any names.
#include "diagrams/exec_text.h"

#include "engine/core/text_width.h"
#include "tests/catch.h"
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

}  // namespace

TEST_CASE("tasks, key groups and channels of a small graph") {
  CHECK(text_of(exec(small_graph(2)), {}) ==
        "small\n"
        "5 tasks on 1 task manager, 6 channels\n"
        "\n"
        "task     operators   tm/slot  key groups\n"
        "lines#0  lines       0/0      -\n"
        "split#0  split       0/0      -\n"
        "split#1  split       0/1      -\n"
        "count#0  count, out  0/0      0-63 (64)\n"
        "count#1  count, out  0/1      64-127 (64)\n"
        "\n"
        " lines#0 --rebalance--> split#0-1  2 channels, all to all\n"
        " split#0-1 ==hash(word)==> count#0-1  4 channels, all to all\n");
}

TEST_CASE("tasks as text at 60, 80 and 120 columns") {
  for (const auto& [name, graph] :
       {std::pair{"rich-exec", rich_graph(3)}, std::pair{"hostile-exec", hostile_graph(2)},
        std::pair{"wide-exec", small_graph(100)}}) {
    std::string all;
    for (const std::size_t width : {60u, 80u, 120u})
      for (const Charset charset : {Charset::kAscii, Charset::kUnicode})
        all += "-- " + std::to_string(width) +
               (charset == Charset::kAscii ? " ASCII" : " Unicode") + "\n" +
               text_of(exec(graph), {.width = width, .charset = charset});
    check_golden(std::string(name) + ".txt",
                 all + "-- plain\n" + text_of(exec(graph), {.plain = true}));
  }
}

TEST_CASE("colours of tasks are added where they are asked for, and change nothing else") {
  for (const JobGraph& graph : {small_graph(2), rich_graph(3), hostile_graph(2)})
    for (const std::size_t width : {60u, 80u}) {
      const std::string colored = text_of(exec(graph), {.width = width, .color = true});
      CHECK(colored != text_of(exec(graph), {.width = width}));
      CHECK(without_colors(colored) == text_of(exec(graph), {.width = width}));
    }
  check_golden("rich-exec-color-80.txt", text_of(exec(rich_graph(3)), {.color = true}));
}

TEST_CASE("tables of tasks fit into the screen, whatever the names are") {
  const int n = scenarios(200);
  for (int seed = 0; seed < n; seed++) {
    const ExecPicture picture = exec(random_graph(static_cast<std::uint64_t>(seed), 8));
    for (const std::size_t width : {60u, 80u, 120u}) {
      INFO("seed " << seed << ", " << width << " columns");
      const std::string out = text_of(picture, {.width = width});
      std::size_t rows = 0;
      for (std::size_t at = 0; at < out.size(); rows++) {
        const std::size_t end = out.find('\n', at);
        const std::string line = out.substr(at, end - at);
        REQUIRE(text_width(line) <= width);
        REQUIRE(line == shown(line));
        at = end + 1;
      }
      REQUIRE(rows >= picture.tasks.size() + 4);
    }
  }
}
