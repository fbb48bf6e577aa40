// The exercise loop, as a learner waits for it: from a saved file to the verdict (the whole command
// `weir check`, in a workspace and with a cache of its own), grading without compilation (the
// program, run as the tool runs it), and the parts of both.
//   Every round measures everything once (grading twice), so that a noisy neighbour hits all alike.
//   What a learner feels is the time on the wall, and the bars are about it; the CPU time beside it
//   (of the process and all that it waited for) says what a quiet machine would show, and the load
//   says how quiet this one was. A solution that does not pass ends the benchmark with exit code 1.
// Options: rounds (default 30).
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "exercises/exercises.h"
#include "exercises/loop/child.h"
#include "exercises/loop/toolchain.h"
#include "exercises/loop/workspace.h"
#include "exercises/report/report_codec.h"
#include "lessons/runs/whole_file.h"
#include "tests/temporary_folder.h"

namespace weir::bench {

namespace {

using exercises::Exercise;
using Clock = std::chrono::steady_clock;

constexpr double kSaveMedian = 1.2, kSaveLate = 2.0, kGradingMedian = 0.1;  // bars, s
constexpr std::uint64_t kSchedules = 1'000;
constexpr int kGradingsInRound = 2;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "weir_bench_exercises: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().text);
  return std::move(*result);
}

struct Samples {
  std::vector<double> wall, cpu;
};

// The smallest value that `share` of all are not above.
double quantile(std::vector<double> v, double share) {
  std::sort(v.begin(), v.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(v.size())));
  return v[std::max<std::size_t>(rank, 1) - 1];
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

double cpu_of(int whom) {
  rusage used{};
  getrusage(whom, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Of this process and of those that it waited for.
template <class Work>
void measure(Samples& into, Work&& work) {
  const double cpu = cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN);
  const auto begin = Clock::now();
  work();
  into.wall.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  into.cpu.push_back(cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN) - cpu);
}

// The tool, in `folder`, with what it says thrown away; its exit code.
int weir(const std::string& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "weir");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) give_up("no process");
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0 || dup2(nowhere, 1) < 0 || chdir(folder.c_str()) != 0) _exit(126);
    execv(WEIR_BENCH_TOOL, arguments.data());
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// One file of an exercise, in a workspace that has nothing else to do.
class Learner {
 public:
  Learner(const testing::TemporaryFolder& home, int number, const char* file, int exit_code)
      : exercise_(exercises::exercise_number(number)),
        name_(std::to_string(number)),
        exit_code_(exit_code),
        folder_(home / ("fish-" + name_ + '-' + std::to_string(exit_code))),
        text_(must(runs::read_whole(exercises::folder_of(*exercise_) + '/' + file))) {
    if (weir(home.path(), {"init", folder_}) != 0) give_up("no workspace can be made");
    file_ = exercises::Workspace(folder_).file(*exercise_);
  }

  const Exercise& exercise() const { return *exercise_; }

  void save() {
    edits_++;
    const std::string edit = "// " + std::to_string(edits_) + '\n';
    if (const auto ok = runs::write_whole(file_, text_ + edit); !ok) give_up(ok.error().text);
  }
  void check() const {
    const int code = weir(folder_, {"check", name_});
    if (code != exit_code_)
      give_up("weir check " + name_ + " ended with exit code " + std::to_string(code));
  }
  std::string program() const {
    auto made = must(exercises::compile(
        must(exercises::recorded_toolchain()), file_,
        {.build_folder = folder_ + "/build", .folders = {exercises::folder_of(*exercise_)}}));
    if (!made.ok) give_up(made.said);
    return made.program;
  }

 private:
  const Exercise* exercise_;
  std::string name_;
  int exit_code_;
  std::string folder_, file_, text_;
  std::uint64_t edits_ = 0;
};

struct Grading {
  Samples whole;
  std::uint64_t schedules = 0;
  std::vector<double> start;                                        // until the first message
  std::vector<std::pair<std::string, std::vector<double>>> checks;  // in their order
};

// As grade_file() does it.
void grade(const std::string& path, Grading& into) {
  exercises::Program program;
  program.path = path;
  program.arguments = {"grade", "--seed", "42", "--budget", "100000"};
  program.last = [](const Value& message) { return exercises::ending_of(message).has_value(); };
  const auto begin = Clock::now();
  auto before = begin;
  std::size_t checks = 0;
  program.came = [&](const Value& message) {
    const auto now = Clock::now();
    const double took = std::chrono::duration<double>(now - before).count();
    before = now;
    if (exercises::plan_of(message)) into.start.push_back(took);
    const auto report = exercises::check_report_of(message);
    if (!report) return;
    if (report->outcome != exercises::Outcome::kOk) give_up(report->id + " does not pass");
    if (checks == into.checks.size()) into.checks.emplace_back(report->id, std::vector<double>());
    into.checks[checks].second.push_back(took);
    checks++;
  };
  const exercises::Ended ended = must(exercises::run(program));
  into.whole.wall.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  into.whole.cpu.push_back(ended.cpu_seconds);
  const auto ending =
      ended.messages.empty() ? std::nullopt : exercises::ending_of(ended.messages.back());
  if (!ending) give_up("a grading did not come to its end");
  into.schedules = ending->runs;
}

const char* met(bool is) { return is ? "met" : "missed"; }

void print_head(const char* what) {
  std::printf("\n%-34s %10s %10s %10s %10s\n", what, "wall, ms", "p95", "CPU, ms", "p95");
}

void print_row(const std::string& name, const Samples& s, const std::string& bar = "") {
  std::printf("%-34s %10.0f %10.0f %10.0f %10.0f  %s\n", name.c_str(), 1e3 * quantile(s.wall, 0.5),
              1e3 * quantile(s.wall, 0.95), 1e3 * quantile(s.cpu, 0.5), 1e3 * quantile(s.cpu, 0.95),
              bar.c_str());
}

std::string load() {
  double l[3] = {};
  if (getloadavg(l, 3) < 1) return "unknown";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", l[0]);
  return text;
}

struct Bench {
  Samples first, again, failing;
  std::map<int, Samples> saves, compiles;
  std::map<int, Grading> gradings;

  void print() const {
    print_head("save -> verdict");
    for (const auto& [number, s] : saves)
      print_row("weir check " + std::to_string(number), s,
                std::string("<= 1200, p95 <= 2000  ") + met(quantile(s.wall, 0.5) <= kSaveMedian &&
                                                            quantile(s.wall, 0.95) <= kSaveLate));
    print_row("weir check 3, a wrong solution", failing);
    print_row("weir check 3, nothing changed", again);
    print_row("the very first, no header yet", first);
    print_head("of it, the compiler");
    for (const auto& [number, s] : compiles) print_row("exercise " + std::to_string(number), s);
    print_head("grading without compilation");
    for (const auto& [number, g] : gradings)
      print_row(
          "exercise " + std::to_string(number) + ", " + std::to_string(g.schedules) +
              (number == 2 ? " runs" : " schedules"),
          g.whole,
          std::string("<= 100, >= 1000 schedules  ") +
              met(quantile(g.whole.wall, 0.5) <= kGradingMedian && (g.schedules >= kSchedules)));
    for (const auto& [number, g] : gradings) {
      std::printf("\nexercise %d, ms: start %.1f", number, 1e3 * quantile(g.start, 0.5));
      for (const auto& [id, times] : g.checks)
        std::printf(", %s %.1f", id.c_str(), 1e3 * quantile(times, 0.5));
    }
    std::printf("\n");
  }
};

int run(int rounds) {
  const testing::TemporaryFolder home;
  setenv("HOME", home.path().c_str(), 1);
  setenv("XDG_CACHE_HOME", (home / "cache").c_str(), 1);
  std::vector<Learner> learners;
  learners.emplace_back(home, 1, "solutions/one_number_per_word.cc", 0);
  learners.emplace_back(home, 2, "solutions/two_formulas.cc", 0);
  learners.emplace_back(home, 3, "solutions/count_and_total.cc", 0);
  Learner wrong(home, 3, "wrong/count_in_member.cc", 1);
  Bench bench;
  learners.back().save();
  measure(bench.first, [&] { learners.back().check(); });
  const std::string before = load();
  for (int round = 0; round < rounds; round++) {
    for (Learner& learner : learners) {
      const int number = learner.exercise().number;
      learner.save();
      measure(bench.saves[number], [&] { learner.check(); });
      if (number == 3) measure(bench.again, [&] { learner.check(); });
      learner.save();
      std::string program;
      measure(bench.compiles[number], [&] { program = learner.program(); });
      for (int i = 0; i < kGradingsInRound; i++) grade(program, bench.gradings[number]);
    }
    wrong.save();
    measure(bench.failing, [&] { wrong.check(); });
  }
  std::printf("%d rounds, load %s before and %s after; medians and p95\n", rounds, before.c_str(),
              load().c_str());
  bench.print();
  return 0;
}

}  // namespace

}  // namespace weir::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 30;
  if (rounds < 1) {
    std::fprintf(stderr, "usage: weir_bench_exercises [ROUNDS]\n");
    return 2;
  }
  return weir::bench::run(rounds);
}
