#include "diagrams/log_view.h"

#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"
#include "tests/diagrams/golden.h"

namespace weir::diagrams {
namespace {

using namespace weir::testing;

std::string log_of(const StreamGraph& graph, const Screen& screen) {
  std::string out;
  LogView view(screen, [&](std::string_view text) { out += text; });
  run_job(graph, view);
  return out;
}

TEST_CASE("the log tells the run of lesson 11") {
  check_golden("log-fish-ascii-80.txt", log_of(fish_job({}), {}));
  check_golden("log-fish-unicode-80.txt", log_of(fish_job({}), {.charset = Charset::kUnicode}));
  check_golden("log-fish-plain.txt", log_of(fish_job({}), {.plain = true}));
  check_golden("log-fish-micro-80.txt", log_of(fish_job({}), {.micro = true}));
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

TEST_CASE("no line of a log is wider than the screen, whatever the data is") {
  for (const std::size_t width : {60u, 80u, 120u, 200u})
    for (const Charset charset : {Charset::kAscii, Charset::kUnicode}) {
      const std::string log =
          log_of(fish_job({.camera = "\xe7\x9b\xb8\xe6\xa9\x9f \x1b[7m", .fish = hostile_fish()}),
                 {.width = width, .charset = charset});
      for (const std::string& line : lines_of(log)) {
        INFO(line);
        CHECK(text_width(line) <= width);
        CHECK(shown(line) == line);
      }
      if (width < 200)
        check_golden("log-hostile-" +
                         std::string(charset == Charset::kAscii ? "ascii" : "unicode") + "-" +
                         std::to_string(width) + ".txt",
                     log);
    }
}

TEST_CASE("a plain log cuts no sentence but values that are too long") {
  const std::string log = log_of(fish_job({.fish = hostile_fish()}), {.plain = true});
  check_golden("log-hostile-plain.txt", log);
  for (const std::string& line : lines_of(log)) {
    INFO(line);
    CHECK(shown(line) == line);
    CHECK(line.ends_with("."));
  }
}

TEST_CASE("colours are added where they are asked for, and change nothing else") {
  const std::string colored = log_of(fish_job({}), {.color = true});
  check_golden("log-fish-color-80.txt", colored);
  CHECK(without_colors(colored) == log_of(fish_job({}), {}));
}

TEST_CASE("a record behind the watermark that is counted all the same says so") {
  const std::string log = log_of(fish_job({.out_of_orderness = 2}), {});
  CHECK(
      log.find("   8  180  count   [ eel@12 joins [10,15): fish 1 -> 2 (behind the watermark)\n") !=
      std::string::npos);
}

TEST_CASE("a watermark that is not sent is told") {
  const std::string log = log_of(fish_job({.punctuated = -1}), {});
  CHECK(log.find("   7  180  camera  o reads eel@12\n"
                 "                   ^ watermark 11 not sent: 14 was sent before\n") !=
        std::string::npos);
}

TEST_CASE("only what is shown is written, and columns fit what was not") {
  std::string out;
  LogView view({}, [&](std::string_view text) { out += text; });
  class Part final : public EventConsumer {
   public:
    explicit Part(LogView& to) : to_(to) {}
    void header(const Value& header) override { to_.header(header); }
    void event(const TraceEvent& e, const World& world) override {
      to_.show(e.step >= 5 && e.step <= 6);
      to_.event(e, world);
    }
    void end() override { to_.end(); }

   private:
    LogView& to_;
  };
  Part part(view);
  run_job(fish_job({}), part);
  CHECK(out ==
        "step    t  task    event\n"
        "   5  120  count   [ trout@15 joins [15,20): fish 0 -> 1                     <-4\n"
        "   6  120  count   ^ event time 10 -> 14                                     <-4\n"
        "                   ! [10,15) fires: fish=1\n"
        "           out     w prints fish=1\n");
}

TEST_CASE("a log of nothing says so") {
  std::string out;
  LogView view({}, [&](std::string_view text) { out += text; });
  view.show(false);
  run_job(fish_job({}), view);
  CHECK(out == "Nothing to show: no step of the run is in this part.\n");
}

std::string log_of_sample(const std::string& name, const Screen& screen) {
  const FullTrace trace = sample_trace(name);
  std::string out;
  LogView view(screen, [&](std::string_view text) { out += text; });
  replay(trace, view);
  return out;
}

TEST_CASE("the log tells of checkpoints, barriers, failures and restores") {
  for (const char* name : {"lesson21-aligned", "lesson21-unaligned", "lesson21-at-least-once"})
    check_golden("log-" + std::string(name) + ".txt", log_of_sample(name, {}));
}

}  // namespace
}  // namespace weir::diagrams
