// The benchmark: Weir beside the programs that show what the machine can do, in one table.
//   Every variant runs once in each round, in a process of its own, so that a noisy neighbour hits
//   all of them; a ratio is taken inside a round, and the table shows the median over the rounds.
//   Rates are per CPU second. Only the ratios mean anything on another machine. Nothing fails
//   because of a time; results that differ between Weir and its anchor do.
// Options: --rounds=N --records=N, and those of Google Benchmark, which keeps the list of variants
// (--benchmark_filter=REGEX runs some of them; rows that miss one are left out).
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/csv_rows.h"
#include "tests/bench/csv_windows.h"
#include "tests/bench/dot.h"
#include "tests/bench/explore.h"
#include "tests/bench/expressions.h"
#include "tests/bench/hold.h"
#include "tests/bench/measure.h"
#include "tests/bench/pipeline.h"
#include "tests/bench/state.h"
#include "tests/bench/timeline.h"
#include "tests/bench/words.h"
#include "tests/temporary_folder.h"

namespace weir::bench {

namespace {

struct Options {
  std::uint64_t rounds = 5;
  std::uint64_t records = 2'000'000;
};

// By variant, one for each round.
using Outcomes = std::map<std::string, std::vector<Outcome>>;

void add(Outcomes& outcomes, const std::string& name, Body body) {
  const auto once = [&outcomes, name, body = std::move(body)](benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
      const Outcome outcome = run_in_child(name.c_str(), body);
      outcomes[name].push_back(outcome);
      state.SetIterationTime(outcome.seconds);
      std::fprintf(stderr, "%-32s %8.2f M/s\n", name.c_str(), outcome.rate() / 1e6);
    }
  };
  benchmark::RegisterBenchmark(name.c_str(), once)->Iterations(1)->UseManualTime();
}

constexpr std::size_t kPending[] = {1'000, 10'000, 100'000};
constexpr std::size_t kHoldSteps = 10'000'000;
constexpr std::uint64_t kTextBytes = 100'000'000;

void add_state(Outcomes& outcomes) {
  for (const std::uint64_t keys : {10'000ul, 1'000'000ul}) {
    const std::string name = "state/" + std::to_string(keys);
    add(outcomes, name + "/raw", [keys](Stopwatch& w) { return raw_map(keys, w); });
    add(outcomes, name + "/off", [keys](Stopwatch& w) { return value_state(keys, false, w); });
    add(outcomes, name + "/traced", [keys](Stopwatch& w) { return value_state(keys, true, w); });
  }
  for (const std::uint64_t entries : {1'000ul, 1'000'000ul})
    add(outcomes, "snapshot/" + std::to_string(entries),
        [entries](Stopwatch& w) { return begin_snapshots(entries, w); });
}

// Other shapes of the pipeline: keys of text, many keys, state in RocksDB.
void add_large(Outcomes& outcomes, const Options& options) {
  PipelineShape text;
  text.records = options.records;
  text.text_keys = true;
  add(outcomes, "simulator/text",
      [=](Stopwatch& w) { return run_simulator(text, Tracing::kOff, w); });
  PipelineShape many;
  many.records = options.records;
  many.keys = 1'000'000;
  many.window = 100'000;
  add(outcomes, "many-keys/prototype", [=](Stopwatch& w) { return run_prototype(many, false, w); });
  add(outcomes, "many-keys/simulator",
      [=](Stopwatch& w) { return run_simulator(many, Tracing::kOff, w); });
#ifdef WEIR_BENCH_ROCKSDB
  PipelineShape small;
  small.records = options.records / 10;
  add(outcomes, "rocksdb/prototype",
      [=](Stopwatch& w) { return run_prototype_on_rocksdb(small, w); });
  add(outcomes, "rocksdb/simulator",
      [=](Stopwatch& w) { return run_simulator_on_rocksdb(small, Tracing::kRetained, w); });
#endif
}

void add_words(Outcomes& outcomes, const std::string& text) {
  add(outcomes, "words/raw", [text](Stopwatch& w) { return count_words_raw(text, w); });
  add(outcomes, "words/inline", [text](Stopwatch& w) { return count_words_inline(text, w); });
}

void add_filters(Outcomes& outcomes) {
  for (const auto& [name, which] :
       {std::pair("text", FilterCase::kText), std::pair("two", FilterCase::kTwo),
        std::pair("tree", FilterCase::kTree), std::pair("functions", FilterCase::kFunctions)}) {
    const std::string group = std::string("filter/") + name;
    const FilterCase filter = which;
    add(outcomes, group + "/cpp", [filter](Stopwatch& w) { return run_filter_in_cpp(filter, w); });
    add(outcomes, group + "/weir", [filter](Stopwatch& w) { return run_expression(filter, w); });
  }
}

// Files of results are of one run each.
void add_csv(Outcomes& outcomes, const std::string& scratch) {
  const auto out = [scratch] { return scratch + "/out-" + std::to_string(getpid()); };
  const std::string path = scratch + "/rows.csv";
  for (const auto& [name, what] :
       {std::pair("plain", CsvShape::kPlain), std::pair("typed", CsvShape::kTyped)}) {
    const std::string group = std::string("csv-rows/") + name, file = scratch + '/' + name + ".csv";
    const CsvShape shape = what;
    add(outcomes, group + "/raw", [=](Stopwatch& w) { return read_csv_raw(file, shape, w); });
    add(outcomes, group + "/source", [=](Stopwatch& w) { return read_csv_source(file, shape, w); });
  }
  add(outcomes, "csv/raw", [=](Stopwatch& w) { return csv_windows_raw(path, out(), w); });
  add(outcomes, "csv/prototype",
      [=](Stopwatch& w) { return csv_windows_prototype(path, out(), w); });
  add(outcomes, "csv/inline", [=](Stopwatch& w) { return csv_windows_inline(path, out(), w); });
}

void add_all(Outcomes& outcomes, const Options& options, const std::string& scratch) {
  for (const std::size_t n : kPending) {
    const std::string name = "hold/" + std::to_string(n);
    add(outcomes, name + "/anchor",
        [n](Stopwatch& w) { return hold<AnchorQueue>(n, kHoldSteps, w); });
    add(outcomes, name + "/weir",
        [n](Stopwatch& w) { return hold<SimulatorQueue>(n, kHoldSteps, w); });
  }
  PipelineShape records;
  records.records = options.records;
  add(outcomes, "prototype/off", [=](Stopwatch& w) { return run_prototype(records, false, w); });
  add(outcomes, "simulator/off",
      [=](Stopwatch& w) { return run_simulator(records, Tracing::kOff, w); });
  add(outcomes, "simulator/traced",
      [=](Stopwatch& w) { return run_simulator(records, Tracing::kHandedOn, w); });
  add(outcomes, "simulator/retained",
      [=](Stopwatch& w) { return run_simulator(records, Tracing::kRetained, w); });
  add(outcomes, "prototype/retained",
      [=](Stopwatch& w) { return run_prototype(records, true, w); });
  add(outcomes, "inline/off", [=](Stopwatch& w) { return run_inline(records, Tracing::kOff, w); });
  add(outcomes, "inline/traced",
      [=](Stopwatch& w) { return run_inline(records, Tracing::kHandedOn, w); });
  add_state(outcomes);
  add_large(outcomes, options);
  add_words(outcomes, scratch + "/text");
  add_csv(outcomes, scratch);
  add_filters(outcomes);
  add(outcomes, "dot/logical", draw_logical);
  add(outcomes, "dot/tasks", draw_tasks);
  add(outcomes, "timeline/open", open_timeline);
  add(outcomes, "timeline/seek", seek_timeline);
  add(outcomes, "timeline/why", ask_timeline);
  add(outcomes, "explore/prototype", explore_prototype);
  add(outcomes, "explore/weir", explore_weir);
  add(outcomes, "explore/everything", explore_everything);
}

// Google Benchmark prints nothing: the table is ours.
class Silent final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& /*runs*/) override {}
};

// ---- the table ----------------------------------------------------------------------------------

struct Spread {
  double median = 0, least = 0, most = 0;
};

Spread spread_of(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  const double median = n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
  return {median, v.front(), v.back()};
}

struct Row {
  const char* what;
  const char* variant;
  const char* anchor;
  bool is_cost;  // how much dearer than the anchor, and at most the bar; else how fast, at least
  double bar;
  double stretch;  // 0: none
  double unit = 1e6;
};

constexpr Row kRows[] = {
    {"kernel, 1e3 pending / raw ladder", "hold/1000/weir", "hold/1000/anchor", false, 0.6, 0.8},
    {"kernel, 1e4 pending / raw ladder", "hold/10000/weir", "hold/10000/anchor", false, 0.6, 0.8},
    {"kernel, 1e5 pending / raw ladder", "hold/100000/weir", "hold/100000/anchor", false, 0.6, 0.8},
    {"simulator / prototype", "simulator/off", "prototype/off", false, 0.5, 0.7},
    {"simulator / prototype, both traced", "simulator/retained", "prototype/retained", false, 0.5,
     0.75},
    {"trace handed on / off: dearer", "simulator/traced", "simulator/off", true, 1.6, 1.45},
    {"trace retained / off: dearer", "simulator/retained", "simulator/off", true, 1.6, 1.45},
    {"inline driver / prototype", "inline/off", "prototype/off", false, 0.9, 1.38},
    {"inline, trace handed on / off: dearer", "inline/traced", "inline/off", true, 0, 0},
    {"12-character keys / prototype", "simulator/text", "prototype/off", false, 0.45, 0.5},
    {"1e6 keys / prototype", "many-keys/simulator", "many-keys/prototype", false, 0.2, 0.3},
    {"RocksDB, traced / prototype", "rocksdb/simulator", "rocksdb/prototype", false, 0.85, 0.95},
    {"ValueState, 1e4 keys, off / raw: dearer", "state/10000/off", "state/10000/raw", true, 0, 0},
    {"ValueState, 1e4 keys, traced: dearer", "state/10000/traced", "state/10000/raw", true, 4.5, 0},
    {"ValueState, 1e6 keys, off / raw: dearer", "state/1000000/off", "state/1000000/raw", true, 2,
     1.5},
    {"ValueState, 1e6 keys, traced: dearer", "state/1000000/traced", "state/1000000/raw", true, 2.5,
     1.8},
    {"snapshot begun, 1e6 / 1e3 entries: dearer", "snapshot/1000000", "snapshot/1000", true, 2, 0},
    {"filter user != '' / in C++: dearer", "filter/text/weir", "filter/text/cpp", true, 1.3, 1.15},
    {"filter a * b > 100 and c = 'x': dearer", "filter/two/weir", "filter/two/cpp", true, 1.3, 0},
    {"filter of 8 comparisons: dearer", "filter/tree/weir", "filter/tree/cpp", true, 0, 0},
    {"filter of functions of texts: dearer", "filter/functions/weir", "filter/functions/cpp", true,
     0, 0},
    {"crash sweep / prototype", "explore/weir", "explore/prototype", false, 0, 0, 1e3},
    {"CSV to windows to a file / raw loop", "csv/inline", "csv/raw", false, 0, 0},
    {"CSV to windows to a file / prototype", "csv/inline", "csv/prototype", false, 0, 0},
    {"CSV rows alone / one pass in memory", "csv-rows/plain/source", "csv-rows/plain/raw", false, 0,
     0},
    {"the same with doubles and timestamps", "csv-rows/typed/source", "csv-rows/typed/raw", false,
     0, 0},
    {"word count of text (MB/s) / raw loop", "words/inline", "words/raw", false, 0, 0, 1},
};

const char* verdict(const Row& row, double median) {
  const auto meets = [&](double bar) { return row.is_cost ? median <= bar : median >= bar; };
  if (row.bar == 0) return "";
  if (!meets(row.bar)) return "missed";
  return row.stretch != 0 && meets(row.stretch) ? "met, and the stretch" : "met";
}

void print_row(const Row& row, const Outcomes& outcomes) {
  const auto variant = outcomes.find(row.variant), anchor = outcomes.find(row.anchor);
  if (variant == outcomes.end() || anchor == outcomes.end()) return;
  std::vector<double> ratios, rates, anchor_rates;
  for (std::size_t i = 0; i < variant->second.size(); i++) {
    const double mine = variant->second[i].rate(), other = anchor->second[i].rate();
    rates.push_back(mine / row.unit);
    anchor_rates.push_back(other / row.unit);
    ratios.push_back(row.is_cost ? other / mine : mine / other);
  }
  const Spread ratio = spread_of(ratios);
  std::printf("%-38s %7.2f %7.2f   %4.2f  %4.2f..%4.2f", row.what, spread_of(rates).median,
              spread_of(anchor_rates).median, ratio.median, ratio.least, ratio.most);
  if (row.bar != 0)
    std::printf("   %s %4.2f (%4.2f)  %s", row.is_cost ? "<=" : ">=", row.bar, row.stretch,
                verdict(row, ratio.median));
  std::printf("\n");
}

void print_fact(const char* what, double value, double bar) {
  std::printf("%-38s %7.2f   <= %g  %s\n", what, value, bar, value <= bar ? "met" : "missed");
}

// What the trace costs, by the facts that are stored.
void print_facts(const Outcomes& outcomes) {
  const auto off = outcomes.find("simulator/off"), on = outcomes.find("simulator/traced");
  if (off == outcomes.end() || on == outcomes.end()) return;
  const Outcome counted = run_in_child("facts", [](Stopwatch&) {
    PipelineShape shape;
    shape.records = 200'000;
    return count_facts(shape);
  });
  const double facts = static_cast<double>(counted.facts);
  const double per_record = facts / counted.work;
  std::vector<double> ns;
  for (std::size_t i = 0; i < on->second.size(); i++) {
    const double extra = on->second[i].seconds - off->second[i].seconds;
    ns.push_back(extra * 1e9 / (on->second[i].work * per_record));
  }
  std::printf("\n%-38s   value   bar\n", "trace of the simulator");
  print_fact("stored facts a record", per_record, 6);
  print_fact("ns of CPU a fact", spread_of(ns).median, 20);
  print_fact("bytes a fact", static_cast<double>(counted.bytes) / facts, 12);
}

Spread rates_of(const Outcomes& outcomes, const char* name) {
  std::vector<double> rates;
  for (const Outcome& run : outcomes.at(name)) rates.push_back(run.rate());
  return spread_of(rates);
}

void print_exploration(const Outcomes& outcomes) {
  for (const char* name : {"explore/weir", "explore/everything"}) {
    const auto runs = outcomes.find(name);
    if (runs == outcomes.end()) continue;
    const Spread rate = rates_of(outcomes, name);
    const Outcome& run = runs->second.front();
    std::printf(
        "%-38s %7.0f a CPU second  %.0f..%.0f  >= 30000  %s; %llu decisions undisturbed, "
        "%.1f checkpoints a schedule\n",
        name, rate.median, rate.least, rate.most, rate.median >= 30'000 ? "met" : "missed",
        static_cast<unsigned long long>(run.results), static_cast<double>(run.facts) / run.work);
  }
  if (!outcomes.contains("explore/weir")) return;
  // Interleaved, as the machine has other work. By CPU time: what two cores of their own would do.
  std::vector<double> by_wall, by_cpu;
  for (int i = 0; i < 5; i++) {
    const CoreRun one = explore_on(1), two = explore_on(2);
    by_wall.push_back(one.wall / two.wall);
    by_cpu.push_back((one.here + one.children) / (two.here + two.children / 2));
  }
  const Spread wall = spread_of(by_wall), cpu = spread_of(by_cpu);
  std::printf("%-38s %7.2f   %4.2f..%4.2f   >= 1.9 by CPU time; on the wall %.2f, %.2f..%.2f\n",
              "exploration, two cores / one", cpu.median, cpu.least, cpu.most, wall.median,
              wall.least, wall.most);
}

void print_words(const Outcomes& outcomes) {
  for (const char* name :
       {"words/raw", "words/inline", "csv-rows/plain/source", "csv/raw", "csv/inline"}) {
    const auto runs = outcomes.find(name);
    if (runs == outcomes.end()) continue;
    std::printf("%-38s %7.1f MB of memory more while reading\n", name,
                static_cast<double>(runs->second.front().bytes) / 1e6);
  }
}

// Only the graph of the operators has a bar: it is what everybody looks at first.
void print_pictures(const Outcomes& outcomes) {
  const auto ms_of = [&](const char* name) {
    std::vector<double> ms;
    for (const Outcome& run : outcomes.at(name)) ms.push_back(1e3 / run.rate());
    return spread_of(ms).median;
  };
  if (outcomes.contains("dot/logical"))
    print_fact("DOT of 1000 operators, ms", ms_of("dot/logical"), 5);
  if (outcomes.contains("dot/tasks"))
    std::printf("%-38s %7.2f\n", "DOT of their tasks, ms", ms_of("dot/tasks"));
}

// A trace that is walked: of a million events.
void print_timeline(const Outcomes& outcomes) {
  if (const auto runs = outcomes.find("timeline/open"); runs != outcomes.end()) {
    std::vector<double> seconds;
    for (const Outcome& run : runs->second) seconds.push_back(1e6 / run.rate());
    print_fact("opening a trace, s per 1e6 events", spread_of(seconds).median, 1);
  }
  const auto ms_of = [&](const char* name, const char* what, double bar) {
    const auto runs = outcomes.find(name);
    if (runs == outcomes.end()) return;
    std::vector<double> ms;
    for (const Outcome& run : runs->second) ms.push_back(static_cast<double>(run.bytes) / 1e6);
    print_fact(what, spread_of(ms).median, bar);
  };
  ms_of("timeline/seek", "seek to any event, p99 in ms", 2);
  ms_of("timeline/why", "an answer to why, ms", 50);
}

void print_table(const Outcomes& outcomes, const Options& options) {
  std::printf(
      "\nMillions per CPU second and their ratio: medians of %llu interleaved rounds, "
      "%llu records a run\n\n",
      static_cast<unsigned long long>(options.rounds),
      static_cast<unsigned long long>(options.records));
  std::printf("%-38s    Weir  anchor  ratio  range        bar (stretch)\n", "");
  for (const Row& row : kRows) print_row(row, outcomes);
  print_facts(outcomes);
  std::printf("\n");
  print_pictures(outcomes);
  print_timeline(outcomes);
  print_words(outcomes);
  print_exploration(outcomes);
}

// Variants of one group have one result: "hold/1000", "pipeline", …
std::string group_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::string group = name.substr(0, slash);
  return group == "prototype" || group == "simulator" || group == "inline" ? "pipeline" : group;
}

bool agree(const Outcomes& outcomes) {
  std::map<std::string, const Outcome*> first;
  for (const auto& [name, runs] : outcomes) {
    if (name.starts_with("explore/") || name.starts_with("snapshot/")) continue;  // no results
    for (const Outcome& run : runs) {
      const Outcome& expected = *first.emplace(group_of(name), &run).first->second;
      if (run.checksum == expected.checksum && run.results == expected.results) continue;
      std::fprintf(stderr, "%s: %llu results of checksum %llx; other variants have %llu of %llx\n",
                   name.c_str(), static_cast<unsigned long long>(run.results),
                   static_cast<unsigned long long>(run.checksum),
                   static_cast<unsigned long long>(expected.results),
                   static_cast<unsigned long long>(expected.checksum));
      return false;
    }
  }
  return true;
}

bool read_option(std::string_view argument, std::string_view name, std::uint64_t& out) {
  if (!argument.starts_with(name)) return false;
  out = std::strtoull(argument.data() + name.size(), nullptr, 10);
  return out > 0;
}

int run(int argc, char** argv) {
  Options options;
  Outcomes outcomes;
  benchmark::Initialize(&argc, argv);
  for (int i = 1; i < argc; i++) {
    if (read_option(argv[i], "--rounds=", options.rounds)) continue;
    if (read_option(argv[i], "--records=", options.records)) continue;
    std::fprintf(stderr, "usage: weir_bench [--rounds=N] [--records=N] [--benchmark_filter=…]\n");
    return 2;
  }
  const testing::TemporaryFolder scratch;
  write_text(scratch / "text", kTextBytes);
  write_csv(scratch / "rows.csv", kCsvRows);
  write_csv_rows(scratch / "plain.csv", CsvShape::kPlain);
  write_csv_rows(scratch / "typed.csv", CsvShape::kTyped);
  add_all(outcomes, options, scratch.path());
  Silent silent;
  for (std::uint64_t round = 0; round < options.rounds; round++) {
    std::fprintf(stderr, "round %llu\n", static_cast<unsigned long long>(round + 1));
    benchmark::RunSpecifiedBenchmarks(&silent);
  }
  if (!agree(outcomes)) return 1;
  print_table(outcomes, options);
  return 0;
}

}  // namespace

}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::run(argc, argv); }
