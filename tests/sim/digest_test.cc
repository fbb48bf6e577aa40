// Determinism to the byte: the logical sums of the traces of many random runs are committed, and
// every build (compiler, optimisation, locale, time zone, folder) must find the same ones.
// WEIR_UPDATE_DIGESTS=1 writes the file anew.
#include <time.h>

#include <clocale>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/state/hashmap/factory.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "tests/catch.h"
#include "tests/sim/random_scenario.h"

using namespace weir;
using namespace weir::testing;

namespace {

constexpr std::uint64_t kDigests = 100;

class Lines final : public EventConsumer {
 public:
  Lines() : writer_([this](std::string_view line) { all += line; }) {}
  void header(const Value& h) override { ok = writer_.header(h).has_value() && ok; }
  void event(const TraceEvent& event, const World&) override { writer_.event(event); }
  void end() override {
    writer_.end();
    logical = writer_.logical_sum();
  }

  bool ok = true;
  std::string all, logical;

 private:
  NdjsonWriter writer_;
};

Lines* run(std::uint64_t seed, Lines& lines) {
  RandomScenario scenario = make_scenario(seed);
  DerivingSink sink(lines);
  scenario.options.trace = &sink;
  auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, *backends);
  REQUIRE(sim);
  for (auto& fault : scenario.faults) (*sim)->add_fault(fault);
  (*sim)->run(20'000);
  (*sim)->end_trace();
  REQUIRE(!sink.error());
  REQUIRE(lines.ok);
  return &lines;
}

std::string digest_file() { return std::string(WEIR_TESTS_SIM_DIR) + "/digests.txt"; }

std::vector<std::string> committed() {
  std::ifstream in(digest_file());
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') out.push_back(line);
  return out;
}

}  // namespace

TEST_CASE("digests of random runs are the committed ones, on every build") {
  std::vector<std::string> found;
  for (std::uint64_t seed = 1; seed <= kDigests; seed++) {
    Lines lines;
    found.push_back(run(seed, lines)->logical);
  }
  if (std::getenv("WEIR_UPDATE_DIGESTS") != nullptr) {
    std::ofstream out(digest_file());
    out << "# Logical sums of the traces of random scenarios 1, 2, ….\n";
    for (const std::string& d : found) out << d << '\n';
  }
  CHECK(found == committed());
}

TEST_CASE("determinism: another locale and time zone, and a second run, give the same bytes") {
  for (std::uint64_t seed = 1; seed <= 10; seed++) {
    Lines first, second;
    run(seed, first);
    setenv("TZ", "Asia/Kolkata", 1);
    tzset();
    for (const char* name : {"tr_TR.UTF-8", "de_DE.UTF-8", "C.UTF-8"}) {
      if (std::setlocale(LC_ALL, name) == nullptr) continue;  // not on this machine
      Lines again;
      run(seed, again);
      CHECK(first.all == again.all);
    }
    std::setlocale(LC_ALL, "C");
    unsetenv("TZ");
    tzset();
    run(seed, second);
    CHECK(first.all == second.all);
  }
}

TEST_CASE("determinism: another seed of the simulator gives another trace") {
  RandomScenario a = make_scenario(3), b = make_scenario(3);
  b.options.seed++;
  std::string text[2];
  int i = 0;
  for (RandomScenario* s : {&a, &b}) {
    Lines lines;
    DerivingSink sink(lines);
    s->options.trace = &sink;
    s->options.network = {0, 9};
    auto backends = make_hashmap_backend_factory();
    auto sim = sim::Simulator::create(s->graph, s->options, *backends);
    REQUIRE(sim);
    (*sim)->run(20'000);
    (*sim)->end_trace();
    text[i++] = lines.logical;
  }
  CHECK(text[0] != text[1]);
}
