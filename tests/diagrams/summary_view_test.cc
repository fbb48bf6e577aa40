#include "diagrams/summary_view.h"

#include "engine/connectors/inline_source.h"
#include "engine/core/text_width.h"
#include "engine/graph/stream_builder.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"
#include "tests/diagrams/golden.h"

namespace weir::diagrams {
namespace {

using namespace weir::testing;

std::string summary_of(const StreamGraph& graph, const Screen& screen) {
  std::string out;
  SummaryView view(screen, [&](std::string_view text) { out += text; });
  run_job(graph, view);
  return out;
}

std::string summary_of_sample(const std::string& name, const Screen& screen) {
  std::string out;
  SummaryView view(screen, [&](std::string_view text) { out += text; });
  replay(sample_trace(name), view);
  return out;
}

TEST_CASE("the summary of lesson 11") {
  CHECK(summary_of(fish_job({}), {}) ==
        "run         finished at t=420 after 19 steps\n"
        "records     6 read\n"
        "late        2 dropped\n"
        "watermarks  5 sent by sources\n"
        "windows     3 fired, 0 open\n"
        "results     3 visible\n"
        "state       0 entries at the end\n"
        "\n"
        "operator  in  out\n"
        "camera          6\n"
        "count      6    3\n"
        "out        3\n");
  CHECK(summary_of(fish_job({.punctuated = -1, .bounded = false}), {.plain = true}) ==
        "Run: running at t=360 after 16 steps.\n"
        "Records: 6 read.\n"
        "Late: 2 dropped.\n"
        "Watermarks: 4 sent by sources, 2 not sent.\n"
        "Windows: 2 fired, 1 open.\n"
        "Results: 2 visible.\n"
        "State: 1 entry, 1 timer at the end.\n"
        "Operator camera: 6 out.\n"
        "Operator count: 6 in, 2 out.\n"
        "Operator out: 2 in.\n");
}

TEST_CASE("summaries of runs with checkpoints, a failure and transactions") {
  for (const char* name : {"lesson21-aligned", "lesson21-at-least-once"})
    check_golden("summary-" + std::string(name) + ".txt", summary_of_sample(name, {}));
}

TEST_CASE("names of operators do not break the table") {
  for (const std::size_t width : {60u, 80u, 120u}) {
    const std::string table =
        summary_of(fish_job({.camera = "\xe7\x9b\xb8\xe6\xa9\x9f \x1b[7m " + std::string(90, 'n')}),
                   {.width = width, .charset = Charset::kUnicode});
    check_golden("summary-hostile-" + std::to_string(width) + ".txt", table);
    std::size_t from = 0;
    for (std::size_t end; (end = table.find('\n', from)) != std::string::npos; from = end + 1) {
      const std::string line = table.substr(from, end - from);
      CHECK(text_width(line) <= width);
      CHECK(shown(line) == line);
    }
  }
}

// Ten rows; five are even, and each of these becomes two.
StreamGraph chained(bool side_output) {
  std::vector<Value> rows;
  for (int i = 0; i < 10; i++) rows.push_back(Value::integer(i));
  SourceSpec spec;
  spec.make = make_inline_source("numbers", {rows});
  StreamBuilder job;
  const Stream even = job.source("numbers", spec).filter("even", [](const Value& v) {
    return v.as_int() % 2 == 0;
  });
  const Stream twice = even.flat_map("twice", [](const Value& v, Collector& out) {
    out.collect(v);
    out.collect(v);
  });
  const Stream kept = twice.filter("small", [](const Value& v) { return v.as_int() < 4; });
  kept.print("out");
  if (side_output) even.side_output("none").map("more", [](const Value& v) { return v; });
  return job.build();
}

TEST_CASE("what goes into an operator inside of a chain is what comes out of the one before") {
  CHECK(summary_of(chained(false), {})
            .ends_with("operator  in  out\n"
                       "numbers        10\n"
                       "even      10    5\n"
                       "twice      5   10\n"
                       "small     10    4\n"
                       "out        4\n"));
}

TEST_CASE("where the trace does not tell what goes in, the summary does not either") {
  CHECK(summary_of(chained(true), {})
            .ends_with("operator  in  out\n"
                       "numbers        10\n"
                       "even      10    5\n"
                       "twice          10\n"
                       "small     10    4\n"
                       "out        4\n"
                       "more            0\n"));
}

TEST_CASE("of a part of a run the counts are those of the part") {
  class Part final : public EventConsumer {
   public:
    explicit Part(View& to) : to_(to) {}
    void header(const Value& header) override { to_.header(header); }
    void event(const TraceEvent& e, const World& world) override {
      to_.show(e.step <= 6);
      to_.event(e, world);
    }
    void end() override { to_.end(); }

   private:
    View& to_;
  };
  std::string out;
  SummaryView view({}, [&](std::string_view text) { out += text; });
  Part part(view);
  run_job(fish_job({}), part);
  CHECK(out.find("records     2 read\n") != std::string::npos);
  CHECK(out.find("after 6 steps") != std::string::npos);
}

TEST_CASE("views are made by their names") {
  for (const std::string& name : view_names())
    CHECK(make_view(name, {}, [](std::string_view) {}) != nullptr);
  CHECK(view_names() == std::vector<std::string>{"log", "plot", "summary"});
  CHECK(make_view("graph", {}, [](std::string_view) {}) == nullptr);
}

}  // namespace
}  // namespace weir::diagrams
