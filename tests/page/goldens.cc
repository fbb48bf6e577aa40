// goldens FOLDER [JOBS]: runs of all lessons and JOBS random jobs (20), as the page gets them, and
// what C++ says of them, for the tests under Node:
//   NAME.jsonl    the trace as NDJSON
//   NAME.html     a page, of lessons as they are, jobs and random jobs
//   NAME.worlds   a line for each step: the sum of the World's rows at its end
//   NAME.words    a line for each event: a list of [who, sentence, join, tail] in three writings
//   NAME.short, NAME.shorter  the trace without its smallest events, and with milestones only
//   NAME.layouts  layouts of its plans, one a line
// With --world NAME STEP the rows of one World are printed: to see what differs.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "diagrams/page/catalogue_json.h"
#include "diagrams/page/layout_json.h"
#include "diagrams/page/page.h"
#include "diagrams/page/short_trace.h"
#include "diagrams/words.h"
#include "engine/state/backend_loader.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/generated/event_fields.h"
#include "engine/trace/json.h"
#include "engine/trace/value_json.h"
#include "lessons/book/lesson_runs.h"
#include "lessons/book/open_lesson.h"
#include "lessons/cli/html_lesson.h"
#include "lessons/lessons.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/spotty.h"

using namespace weir;

namespace {

struct Wish {
  std::string folder, world_of;
  std::int64_t step = 0;
  int jobs = 20;
};

[[noreturn]] void stop(const std::string& text) {
  std::cerr << text << "\n";
  std::exit(1);
}

void write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!(out << text).flush()) stop(path + " cannot be written");
}

// Each row on a line, in the order of bytes: "table [key] value".
std::string rows_of(const World& world) {
  std::vector<std::string> lines;
  for (const auto& [table, rows] : world.dump()) {
    for (const auto& [key, value] : rows) {
      std::string line = table + " ";
      append_trace_value(line, key, nullptr);
      line += " ";
      append_trace_value(line, value, nullptr);
      lines.push_back(std::move(line));
    }
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// FNV-1a, 32 bits: quick to make in JavaScript, too.
std::string sum_of(const std::string& text) {
  std::uint32_t sum = 0x811c9dc5;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x01000193u;
  return std::to_string(sum) + " " + std::to_string(text.size());
}

std::string words_of(const TraceEvent& event, const World& world) {
  std::string line = "[";
  for (const auto writing :
       {diagrams::Writing::kUnicode, diagrams::Writing::kAscii, diagrams::Writing::kSpeech}) {
    const diagrams::Words words(world, writing);
    if (line.size() > 1) line += ",";
    line += to_json(Value::list({Value::text(words.who(event)), Value::text(words.say(event)),
                                 Value::text(words.join(event)), Value::text(words.tail(event))}));
  }
  return line + "]\n";
}

void write_page(const Wish& wish, const std::string& name, const Timeline& timeline,
                diagrams::PageRun run = {}) {
  if (wish.folder.empty()) return;
  diagrams::PageInput input;
  input.title = name;
  run.timeline = &timeline;
  input.runs.push_back(std::move(run));
  write(wish.folder + "/" + name + ".html", diagrams::page(input));
}

void write_run(const Wish& wish, const std::string& name, const Timeline& timeline) {
  if (!wish.world_of.empty()) {
    if (wish.world_of != name) return;
    TimelineCursor cursor(timeline);
    cursor.seek_step(wish.step);
    std::cout << rows_of(cursor.world());
    return;
  }
  std::string trace, worlds, words, layouts;
  NdjsonWriter writer([&](std::string_view line) { trace += line; });
  if (!writer.header(timeline.trace_header())) stop(name + ": no header");
  TimelineCursor cursor(timeline);
  const auto layout = [&](const Plan& plan) {
    layouts += diagrams::layout_json(diagrams::exec_picture(plan, {}), plan) + "\n";
  };
  layout(cursor.world().plan());
  std::int64_t step = 0;
  const auto end_steps = [&](std::int64_t next) {
    for (; step < next; step++) worlds += sum_of(rows_of(cursor.world())) + "\n";
  };
  for (const TraceEvent& event : timeline.events()) {
    end_steps(event.step);
    writer.event(event);
    cursor.seek(timeline.place_of(event) + 1);
    words += words_of(event, cursor.world());
    if (event.kind == EventKind::kDeploy) layout(cursor.world().plan());
  }
  end_steps(timeline.steps() + 1);
  writer.end();
  const std::string path = wish.folder + "/" + name;
  write(path + ".jsonl", trace);
  // The same without its smallest events; once more with hardly any.
  write(path + ".short", diagrams::short_trace(timeline, timeline.events().size() - 1).text);
  write(path + ".shorter", diagrams::short_trace(timeline, 10).text);
  write(path + ".worlds", worlds);
  write(path + ".words", words);
  write(path + ".layouts", layouts);
}

void lessons_runs(const Wish& wish) {
  for (const auto& lesson : lessons::kLessons) {
    if (!book::has_text(lesson)) continue;
    const auto open = book::open_lesson(lesson);
    if (!open) stop(open.error().text);
    book::LessonRuns all(open->target());
    const std::string number = "lesson-" + std::to_string(lesson.number);
    std::vector<std::pair<std::string, book::RunSpec>> specs{{number, {}}};
    for (const auto& run : open->file.runs)
      specs.push_back({number + "-" + run.name, {run.sets(), run.kills()}});
    for (const auto& [name, spec] : specs) {
      const auto run = all.run(spec);
      if (!run) stop(name + ": " + run.error().text);
      write_run(wish, name, (*run)->timeline());
      if (name != number) continue;
      diagrams::PageRun page;
      page.command = "weir step " + std::to_string(lesson.number);
      if (const auto ok = cli::add_lesson(*open, all, spec, page); !ok) stop(ok.error().text);
      write_page(wish, name, (*run)->timeline(), std::move(page));
    }
  }
}

// Rows that cannot be read are skipped.
void spoil(testing::RandomScenario& scenario) {
  for (auto& node : scenario.graph.nodes) {
    if (!node.source) continue;
    node.source->make = testing::spotty(node.source->make, 4);
    node.source->on_error = OnError::kSkip;
  }
}

// Every fifth with RocksDB, if this build has it: its flushes are physical events.
std::unique_ptr<KeyedBackendFactory> backend_of(int n) {
  if (n % 5 == 0) {
    BackendOptions options;
    options.memtable_bytes = 300;
    options.flushes_per_compaction = 2;
    if (auto backend = load_backend("rocksdb", options)) return std::move(*backend);
  }
  return make_hashmap_backend_factory();
}

void job_runs(const Wish& wish) {
  for (const char* name : {"files", "hostile", "long", "sessions", "values"}) {
    const auto run = runs::RecordedRun::open(
        {std::string(WEIR_TESTS_PAGE_DIR "/jobs/") + name + ".toml", {}, {}});
    if (!run) stop(run.error().text);
    (*run)->finish();
    write_run(wish, std::string("job-") + name, (*run)->timeline());
    write_page(wish, std::string("job-") + name, (*run)->timeline());
  }
}

void random_runs(const Wish& wish) {
  for (int n = 1; n <= wish.jobs; n++) {
    const auto seed = static_cast<std::uint64_t>(n);
    testing::RandomScenario scenario = n % 3 == 0   ? testing::make_unaligned_scenario(seed)
                                       : n % 7 == 0 ? testing::make_scenario_in_pieces(seed)
                                                    : testing::make_scenario(seed);
    MemoryTrace trace;
    scenario.options.trace = &trace;
    if (n % 4 == 0) spoil(scenario);
    const auto backends = backend_of(n);
    const auto sim = sim::Simulator::create(scenario.graph, scenario.options, *backends);
    if (!sim) stop(sim.error().text);
    for (auto& fault : scenario.faults) (*sim)->add_fault(fault);
    for (int i = 0; i < 20'000 && (*sim)->step(); i++) {
    }
    (*sim)->end_trace();
    const auto timeline = Timeline::read(trace);
    if (!timeline) stop(timeline.error().text);
    write_run(wish, "random-" + std::to_string(n), *timeline);
    write_page(wish, "random-" + std::to_string(n), *timeline);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  Wish wish;
  if (arguments.size() == 3 && arguments[0] == "--world") {
    wish.world_of = arguments[1];
    wish.step = std::stoll(arguments[2]);
    wish.jobs = 200;
  } else if (arguments.size() == 1 || arguments.size() == 2) {
    wish.folder = arguments[0];
    if (arguments.size() == 2) wish.jobs = std::stoi(arguments[1]);
    write(wish.folder + "/catalogue.json", diagrams::catalogue_json());
  } else {
    stop("usage: goldens FOLDER [JOBS] | goldens --world NAME STEP");
  }
  lessons_runs(wish);
  job_runs(wish);
  random_runs(wish);
  return 0;
}
