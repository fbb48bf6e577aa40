#include "sim/fork_pool.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

#include "engine/state/hashmap/factory.h"
#include "sim/crash_sweep.h"
#include "tests/catch.h"
#include "tests/sim/jobs.h"

using namespace weir;
using namespace weir::sim;

namespace {

using Sizes = std::vector<std::size_t>;

std::vector<ItemOutcome> run(std::size_t items, const ForkOptions& options,
                             const std::function<std::string(std::size_t)>& work) {
  auto outcomes = run_forked(items, options, work);
  if (!outcomes) FAIL(outcomes.error().text);
  return *outcomes;
}

std::string square(std::size_t i) { return std::string(i % 7, 'x') + std::to_string(i * i); }

[[noreturn]] void die_by(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  _exit(99);
}

SweepOptions small_sweep(std::size_t cores) {
  SweepOptions options;
  options.sim.seed = 3;
  options.sim.network = {0, 4};
  options.sim.control = {0, 2};
  options.sim.snapshot = {1, 4};
  options.sim.storage = {1, 3};
  options.max_points = 90;
  options.cores = cores;
  return options;
}

std::string swept(const SweepJob& job, SweepOptions options) {
  const auto backends = make_hashmap_backend_factory();
  const auto result = crash_sweep(job, options, *backends);
  return result ? to_text(*result) : "error: " + result.error().text;
}

}  // namespace

TEST_CASE("outcomes stand in the order of the items for any number of processes and batch") {
  for (const std::size_t items : Sizes{0, 1, 2, 3, 40, 257})
    for (const std::size_t processes : Sizes{1, 2, 3, 8})
      for (const std::size_t batch : Sizes{1, 4, 1000}) {
        INFO(items << " items, " << processes << " processes, batch " << batch);
        const auto outcomes = run(items, {processes, batch}, square);
        REQUIRE(outcomes.size() == items);
        for (std::size_t i = 0; i < items; i++) {
          CHECK(outcomes[i].bytes == square(i));
          CHECK(outcomes[i].died.empty());
        }
      }
}

TEST_CASE("large outcomes, empty ones and bytes of any value come back whole") {
  const auto work = [](std::size_t i) {
    std::string bytes(i % 3 == 0 ? 0 : 300'000 + i, static_cast<char>(i));
    if (!bytes.empty()) bytes.back() = '\0';
    return bytes;
  };
  const auto outcomes = run(12, {3, 2}, work);
  for (std::size_t i = 0; i < outcomes.size(); i++) CHECK(outcomes[i].bytes == work(i));
}

TEST_CASE("one process runs here, several run elsewhere, and so does one that is asked to") {
  const pid_t here = getpid();
  const auto where = [](std::size_t) { return std::to_string(getpid()); };
  for (const ItemOutcome& o : run(3, {}, where)) CHECK(o.bytes == std::to_string(here));
  for (const ItemOutcome& o : run(3, {2}, where)) CHECK(o.bytes != std::to_string(here));
  const auto apart = run(3, {.processes = 1, .always_fork = true}, where);
  CHECK(apart[0].bytes != std::to_string(here));
  CHECK(apart[0].bytes == apart[2].bytes);
}

TEST_CASE("what work leaves behind in memory stays in its process") {
  int touched = 0;
  run(8, {2}, [&](std::size_t) { return std::to_string(++touched); });
  CHECK(touched == 0);
}

TEST_CASE("a process that dies is reported with its item, and no other item is lost") {
  const auto work = [](std::size_t i) -> std::string {
    if (i == 5) die_by(SIGKILL);
    if (i == 11) _exit(3);
    if (i == 17) {
      crash_note() = {7, 1234, 99, 2};
      WEIR_CHECK(i != 17, "seventeen");
    }
    if (i == 23) throw std::runtime_error("thrown");
    if (i == 24) _exit(0);  // too early, but it does not say so
    return square(i);
  };
  const auto all = [&](const ForkOptions& options, std::size_t items) {
    const auto outcomes = run(items, options, work);
    for (std::size_t i = 0; i < items; i++) {
      const bool dies = i == 5 || i == 11 || i == 17 || i == 23;
      INFO("item " << i);
      CHECK(outcomes[i].bytes == (dies ? std::string() : square(i)));
      CHECK(outcomes[i].died.empty() == !dies);
    }
    CHECK(outcomes[5].died == "signal 9");
    CHECK(outcomes[11].died == "exit code 3");
    CHECK(outcomes[17].died.find("signal 6: weir: internal error: seventeen") == 0);
    CHECK(outcomes[17].died.find("seed 7, decision 1234, time 99 ms, task 2") != std::string::npos);
    CHECK(outcomes[23].died.find("thrown") != std::string::npos);
  };
  for (const std::size_t processes : Sizes{1, 2, 3})
    for (const std::size_t batch : Sizes{1, 4, 100}) {
      INFO(processes << " processes, batch " << batch);
      all({processes, batch, true}, 24);
    }
  const auto silent = run_forked(25, {.processes = 2}, work);
  REQUIRE(!silent);
  CHECK(silent.error().text.find("before its work was done") != std::string::npos);
}

TEST_CASE("every item may die") {
  const auto outcomes = run(9, {2, 4}, [](std::size_t) -> std::string { die_by(SIGTERM); });
  for (const ItemOutcome& o : outcomes) CHECK(o.died == "signal 15");
}

TEST_CASE("progress is told in the caller, grows, and ends with all items") {
  const pid_t here = getpid();
  for (const std::size_t processes : Sizes{1, 3}) {
    Sizes told;
    ForkOptions options{processes, 4};
    options.progress = [&](std::size_t done) {
      CHECK(getpid() == here);
      told.push_back(done);
    };
    const auto outcomes = run(100, options, square);
    CHECK(outcomes.size() == 100);
    REQUIRE_FALSE(told.empty());
    for (std::size_t i = 1; i < told.size(); i++) CHECK(told[i - 1] < told[i]);
    CHECK(told.back() == 100);
  }
  for (const std::size_t cores : Sizes{1, 2}) {
    Sizes told;
    SweepOptions options = small_sweep(cores);
    options.progress = [&](std::size_t done, std::size_t of) {
      CHECK(of == 90);
      told.push_back(done);
    };
    swept(testing::word_count_job({}), options);
    REQUIRE(told.size() >= 2);
    CHECK(told.front() == 0);
    CHECK(told.back() == 90);
  }
}

TEST_CASE("a process with other threads is not forked") {
  std::atomic<bool> over = false;
  std::thread other([&] {
    while (!over) std::this_thread::yield();
  });
  const auto refused = run_forked(4, {.processes = 2}, square);
  const auto here = run_forked(4, {.processes = 1}, square);
  over = true;
  other.join();
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::kUnsupported);
  CHECK(here.has_value());
}

TEST_CASE("a crash sweep reports the same on one core and on several") {
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2, .capacity = 4})) {
    const std::string one = swept(job, small_sweep(1));
    INFO(one);
    CHECK(one.find("points tried: 90 of") != std::string::npos);
    CHECK(swept(job, small_sweep(2)) == one);
    CHECK(swept(job, small_sweep(5)) == one);
  }
}

TEST_CASE("findings, unknowns and errors are the same on one core and on several") {
  const auto same = [](const SweepJob& job, const SweepOptions& options) {
    SweepOptions two = options;
    two.cores = 2;
    const std::string one = swept(job, options);
    CHECK(swept(job, two) == one);
    return one;
  };
  for (const SweepJob& job :
       testing::all_jobs({.parallelism = 2, .broken = testing::Broken::kBarriersDoNotBlock}))
    same(job, small_sweep(1));
  SweepOptions spent = small_sweep(1);
  spent.budget_factor = 0;
  spent.budget_extra = 3;
  CHECK(same(testing::word_count_job({}), spent).find("unknown") != std::string::npos);
  SweepOptions twice = small_sweep(1);
  twice.second_failure_within = 40;
  twice.restart_parallelism = 3;
  same(testing::windows_job({.parallelism = 2}), twice);
  SweepJob impossible = testing::word_count_job({});
  impossible.make = [] { return StreamGraph(); };
  CHECK(same(impossible, small_sweep(1)).find("error: ") == 0);
}

TEST_CASE("a run that kills its process is a failed point, and the sweep goes on") {
  SweepJob job = testing::keyed_join_job({.parallelism = 1});
  auto made = std::make_shared<int>(0);
  // The undisturbed run and the search for points make one each, in a process of their own.
  job.make = [make = job.make, made] {
    if (++*made == 4) WEIR_CHECK(false, "the fourth");
    return make();
  };
  SweepOptions options = small_sweep(2);
  options.max_points = 40;
  const auto backends = make_hashmap_backend_factory();
  const auto result = crash_sweep(job, options, *backends);
  REQUIRE(result);
  CHECK(result->points == 40);
  CHECK(result->passed + result->failed == 40);
  CHECK(result->failed > 0);
  CHECK(result->verdict.kind == VerdictKind::kFail);
  CHECK(result->findings.front().verdict.because.find("the process died: signal 6: weir: internal "
                                                      "error: the fourth") == 0);
}
