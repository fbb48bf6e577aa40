#include "tests/bench/timeline.h"

#include <algorithm>
#include <vector>

#include "diagrams/why/why.h"
#include "engine/core/hash.h"
#include "engine/trace/timeline.h"
#include "tests/bench/pipeline.h"

namespace weir::bench {

namespace {

constexpr int kSeeks = 2'000;
constexpr int kAnswers = 20;

MemoryTrace million_events() {
  PipelineShape shape;
  shape.records = 112'000;
  return recorded_trace(shape);
}

std::size_t random_place(const Timeline& timeline, int n) {
  return static_cast<std::size_t>(stable_hash(1, 2, static_cast<std::uint64_t>(n))) %
         timeline.events().size();
}

}  // namespace

Outcome open_timeline(Stopwatch& watch) {
  const MemoryTrace trace = million_events();
  watch.start();
  const Timeline timeline = checked(Timeline::read(trace));
  watch.stop();
  Outcome outcome;
  outcome.work = static_cast<double>(timeline.events().size());
  outcome.results = timeline.events().size();
  return outcome;
}

Outcome seek_timeline(Stopwatch& watch) {
  const Timeline timeline = checked(Timeline::read(million_events()));
  TimelineCursor cursor(timeline);
  std::vector<double> seconds;
  for (int i = 0; i < kSeeks; i++) {
    watch.start();
    cursor.seek(random_place(timeline, i));
    watch.stop();
    seconds.push_back(watch.seconds());
  }
  std::sort(seconds.begin(), seconds.end());
  Outcome outcome;
  outcome.work = 1;
  outcome.results = timeline.events().size();
  outcome.bytes = static_cast<std::uint64_t>(seconds[kSeeks * 99 / 100] * 1e9);
  return outcome;
}

// Of records, windows, watermarks and state, at places all over the trace.
Outcome ask_timeline(Stopwatch& watch) {
  const Timeline timeline = checked(Timeline::read(million_events()));
  const std::vector<diagrams::WhyQuestion> questions = {
      diagrams::WhyQuestion::of({}), diagrams::WhyQuestion::of({"watermark", "window#0"}),
      diagrams::WhyQuestion::of({"not", "watermark", "window#1"})};
  watch.start();
  for (int i = 0; i < kAnswers; i++)
    for (const diagrams::WhyQuestion& question : questions)
      (void)diagrams::why(timeline, random_place(timeline, i), question, diagrams::Writing::kAscii);
  watch.stop();
  Outcome outcome;
  outcome.work = kAnswers;
  outcome.results = timeline.events().size();
  outcome.bytes = static_cast<std::uint64_t>(watch.seconds() * 1e9 /
                                             (kAnswers * static_cast<double>(questions.size())));
  return outcome;
}

}  // namespace weir::bench
