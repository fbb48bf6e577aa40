// The benchmark: Weir beside the programs that show what the machine can do, in one table.
//   Every variant runs once in each round, in a process of its own, so that a noisy neighbour hits
//   all of them; a ratio is taken inside a round, and the table shows the median over the rounds.
//   Rates are per CPU second. Only the ratios mean anything on another machine. Nothing fails
//   because of a time; results that differ between Weir and its anchor do.
// Options: --rounds=N --records=N, and those of Google Benchmark, which keeps the list of variants
// (--benchmark_filter=REGEX runs some of them; rows that miss one are left out).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/hold.h"
#include "tests/bench/measure.h"
#include "tests/bench/pipeline.h"

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

void add_all(Outcomes& outcomes, const Options& options) {
  for (const std::size_t n : kPending) {
    const std::string name = "hold/" + std::to_string(n);
    add(outcomes, name + "/anchor",
        [n](Stopwatch& w) { return hold<AnchorQueue>(n, kHoldSteps, w); });
    add(outcomes, name + "/weir",
        [n](Stopwatch& w) { return hold<SimulatorQueue>(n, kHoldSteps, w); });
  }
  const std::uint64_t records = options.records;
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
    rates.push_back(mine / 1e6);
    anchor_rates.push_back(other / 1e6);
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
  const Outcome counted = run_in_child("facts", [](Stopwatch&) { return count_facts(200'000); });
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

void print_table(const Outcomes& outcomes, const Options& options) {
  std::printf(
      "\nMillions per CPU second and their ratio: medians of %llu interleaved rounds, "
      "%llu records a run\n\n",
      static_cast<unsigned long long>(options.rounds),
      static_cast<unsigned long long>(options.records));
  std::printf("%-38s    Weir  anchor  ratio  range        bar (stretch)\n", "");
  for (const Row& row : kRows) print_row(row, outcomes);
  print_facts(outcomes);
}

// All runs of the pipeline have the same results, and both queues the same order.
bool agree(const Outcomes& outcomes) {
  std::map<std::string, const Outcome*> first;
  for (const auto& [name, runs] : outcomes) {
    const bool is_hold = name.starts_with("hold/");
    const std::string work = is_hold ? name.substr(0, name.rfind('/')) : "pipeline";
    for (const Outcome& run : runs) {
      const Outcome& expected = *first.emplace(work, &run).first->second;
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
  add_all(outcomes, options);
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
