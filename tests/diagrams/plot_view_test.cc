#include "diagrams/plot_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "engine/core/hash.h"
#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"
#include "tests/diagrams/golden.h"
#include "tests/scenarios.h"

namespace weir::diagrams {
namespace {

using namespace weir::testing;

std::string plot_of(const StreamGraph& graph, const Screen& screen) {
  std::string out;
  PlotView view(screen, [&](std::string_view text) { out += text; });
  run_job(graph, view);
  return out;
}

TEST_CASE("the plot of lesson 11 is the one that its text shows") {
  CHECK(plot_of(fish_job({}), {}) ==
        "   t\n"
        " 420 |                                       [=====1=======)^MAX   end\n"
        " 360 |                        [=====2=======) ^ o                  carp@21\n"
        " 300 |                            ^ o                              pike@17\n"
        " 240 |                     x^                                      perch@14 late\n"
        " 180 |               x      ^                                      eel@12 late\n"
        " 120 |         [=====1======^)o                                    trout@15\n"
        "  60 |          ^ o                                                salmon@11\n"
        "     +---------+--------------+--------------+--------------\n"
        "               10             15             20             25  event time\n");
  CHECK(plot_of(fish_job({.fish = held_up(), .out_of_orderness = 2}), {}) ==
        "   t\n"
        " 420 |                        [=====2=======)[=====1=======)^MAX   end\n"
        " 360 |                                  ^       o                  carp@21\n"
        " 300 |                     x^                                      perch@14 late\n"
        " 240 |         [=====2======^)      o                              pike@17\n"
        " 180 |               o^                                            eel@12\n"
        " 120 |                ^       o                                    trout@15\n"
        "  60 |    ^       o                                                salmon@11\n"
        "     +---------+--------------+--------------+--------------\n"
        "               10             15             20             25  event time\n");
  CHECK(plot_of(fish_job({.fish = in_order()}), {}) ==
        "   t\n"
        " 420 |                                       [=====1=======)^MAX   end\n"
        " 360 |                        [=====2=======) ^ o                  carp@21\n"
        " 300 |                            ^ o                              pike@17\n"
        " 240 |         [=====3======^)o                                    trout@15\n"
        " 180 |                   ^ o                                       perch@14\n"
        " 120 |             ^ o                                             eel@12\n"
        "  60 |          ^ o                                                salmon@11\n"
        "     +---------+--------------+--------------+--------------\n"
        "               10             15             20             25  event time\n");
}

std::vector<Fish> many_fish() {
  std::vector<Fish> out;
  for (int i = 0; i < 500; i++)
    out.push_back({"f" + std::to_string(i), 1'700'000'000'000 + i * 7 - (i * i) % 50});
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text.find('\n', i);
    REQUIRE(end != std::string::npos);
    out.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

TEST_CASE("plots of all sizes and characters, also of names that try to break them") {
  const StreamGraph hostile = fish_job({.fish = hostile_fish()});
  for (const std::size_t width : {60u, 80u, 120u})
    for (const Charset charset : {Charset::kAscii, Charset::kUnicode}) {
      const std::string plot = plot_of(hostile, {.width = width, .charset = charset});
      check_golden("plot-hostile-" + std::string(charset == Charset::kAscii ? "ascii" : "unicode") +
                       "-" + std::to_string(width) + ".txt",
                   plot);
      for (const std::string& line : lines_of(plot)) {
        INFO(line);
        CHECK(text_width(line) <= width);
        CHECK(shown(line) == line);
      }
    }
  check_golden("plot-hostile-plain.txt", plot_of(hostile, {.plain = true}));
  check_golden("plot-fish-plain.txt", plot_of(fish_job({}), {.plain = true}));
  check_golden("plot-fish-unicode-80.txt", plot_of(fish_job({}), {.charset = Charset::kUnicode}));
  check_golden("plot-fish-color-80.txt", plot_of(fish_job({}), {.color = true}));
}

TEST_CASE("windows that overlap stand below each other, and keys that fire together are one bar") {
  check_golden("plot-sliding.txt", plot_of(fish_job({.window = 6, .slide = 3}), {}));
  check_golden("plot-keys.txt", plot_of(fish_job({.by_name = true}), {}));
}

TEST_CASE("records in one place are counted there and listed under the axis") {
  check_golden(
      "plot-collisions.txt",
      plot_of(fish_job({.fish = {{"a", 5}, {"b", 5}, {"c", 5}, {"d", 1}, {"e", 9}}, .every = 0}),
              {}));
}

TEST_CASE("a long run gets rows and columns of several ms, and says so") {
  const FishJob job{.fish = many_fish(), .out_of_orderness = 20, .every = 3, .window = 500};
  const std::string plot = plot_of(fish_job(job), {.width = 100});
  check_golden("plot-long-100.txt", plot);
  for (const std::string& line : lines_of(plot)) CHECK(text_width(line) <= 100);
  CHECK(lines_of(plot).size() < PlotView::kMostLines + 15);
  CHECK(plot.find("A row is 50 ms of processing time, from t on.") != std::string::npos);
  CHECK(plot.find("A column is 60 ms of event time.") != std::string::npos);
}

TEST_CASE("times at the ends of time do not stop a plot") {
  const std::string plot = plot_of(
      fish_job(
          {.fish = {{"first", kMinTimestamp + 20}, {"zero", 0}, {"last", kMaxTimestamp - 20}}}),
      {});
  for (const std::string& line : lines_of(plot)) CHECK(text_width(line) <= 80);
  CHECK(plot.find("zero") != std::string::npos);
}

TEST_CASE("without event time there is nothing to plot") {
  std::string out;
  PlotView view({}, [&](std::string_view text) { out += text; });
  replay(sample_trace("lesson21-aligned"), view);
  CHECK(out == "Nothing to plot: no record of the run has an event time.\n");
}

// ---- against a plain reading of the trace -------------------------------------------------------

struct Moment {
  std::map<Timestamp, char> records;
  std::optional<Timestamp> watermark;
};

class Moments final : public EventConsumer {
 public:
  std::map<Timestamp, Moment> at;

  void header(const Value& /*header*/) override {}
  void event(const TraceEvent& e, const World& world) override {
    const auto field = [&](const char* name) {
      return e.fields[static_cast<std::size_t>(e.info().index_of(name))];
    };
    if (e.kind == EventKind::kWinAssign || e.kind == EventKind::kLate) {
      const Timestamp ts = *world.record(field("r"))->timestamp;
      const bool several = at[e.time].records.contains(ts);
      at[e.time].records[ts] = several ? '+' : e.kind == EventKind::kLate ? 'x' : 'o';
      at[e.time].watermark = clock_;
    }
    if (e.kind == EventKind::kWmAdvance) {
      clock_ = field("now").as_int();
      at[e.time].watermark = clock_;
    }
  }
  void end() override {}

 private:
  std::optional<Timestamp> clock_;
};

TEST_CASE("every record and every watermark of random runs stands where it belongs") {
  int plots = 0, late = 0;
  for (int seed = 0; seed < scenarios(40); seed++) {
    INFO("seed " << seed);
    const auto draw = [&](std::uint64_t n) {
      return static_cast<Timestamp>(stable_hash(static_cast<std::uint64_t>(seed), 5, n) % 16);
    };
    FishJob job{.fish = {}, .out_of_orderness = draw(0) % 5, .every = 10 * (draw(1) % 3)};
    for (std::uint64_t i = 0; i < 12; i++)
      job.fish.push_back({"f" + std::to_string(i), static_cast<Timestamp>(i) + draw(i + 2)});
    Moments moments;
    run_job(fish_job(job), moments);
    const auto lines = lines_of(plot_of(fish_job(job), {.width = 200}));
    // 27 tick marks at the most: all of them are whole, so two of them give the scale.
    const auto axis = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find('|') == std::string::npos && line.find("+-") != std::string::npos;
    });
    REQUIRE(axis != lines.end());
    const std::string& labels = *(axis + 1);
    const std::size_t first = labels.find_first_not_of(' ');
    const std::size_t second = labels.find_first_not_of(' ', labels.find(' ', first));
    const Timestamp low = std::stoll(labels.substr(first));
    const Timestamp high = std::stoll(labels.substr(second));
    const std::size_t per_ms = (second - first) / static_cast<std::size_t>(high - low);
    const auto column = [&](Timestamp ts) {
      return static_cast<std::size_t>(static_cast<std::int64_t>(first) +
                                      (ts - low) * static_cast<std::int64_t>(per_ms));
    };
    REQUIRE(per_ms > 1);
    plots++;
    for (const auto& [time, moment] : moments.at) {
      const std::string start = fmt::format("{:>4} |", time);
      const auto row = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.starts_with(start);
      });
      REQUIRE(row != lines.end());
      INFO(*row);
      for (const auto& [ts, sign] : moment.records) {
        CHECK((*row)[column(ts)] == sign);
        late += sign == 'x' ? 1 : 0;
      }
      if (!moment.watermark) continue;
      const std::size_t marks = static_cast<std::size_t>(std::count(row->begin(), row->end(), '^'));
      CHECK(marks == 1);
      if (*moment.watermark == kMaxTimestamp)
        CHECK(row->find("^MAX") != std::string::npos);
      else if (const char c = (*row)[column(*moment.watermark) + 1]; c < '0' || c > '9')
        CHECK(c == '^');
    }
  }
  CHECK(plots == scenarios(40));
  CHECK(late > plots / 2);
}

}  // namespace
}  // namespace weir::diagrams
