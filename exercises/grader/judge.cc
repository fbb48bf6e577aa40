// Tested by tests/exercises/grader_test.cc.
#include "exercises/grader/judge.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "exercises/report/row_text.h"

namespace weir::exercises {

namespace {

using Rows = Judge::Rows;

// So many runs go into making a failure short.
constexpr std::uint64_t kShrinkRuns = 20'000;
// Of code that is slow, so many seconds of CPU: it only gets less short.
constexpr std::clock_t kShrinkSeconds = 4;

Rows sorted(Rows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::size_t first_difference(const Rows& a, const Rows& b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) i++;
  return i;
}

// The rows of `some` that are not in `all`, each as often as it is missing.
Rows missing_in(const Rows& all, const Rows& some) {
  Rows out;
  const Rows a = sorted(all), b = sorted(some);
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(out));
  return out;
}

}  // namespace

std::string words_of(const Schedule& s) {
  std::string out;
  if (s.rebuild) out = "the object is made anew in front of every call";
  if (s.fault) {
    // "kill average#0" reads "average#0 is killed".
    const std::string victim =
        s.fault->victim.starts_with("kill ") ? s.fault->victim.substr(5) : s.fault->victim;
    out = victim + " is killed before decision " + std::to_string(s.fault->at);
    if (s.restart_parallelism > 0)
      out += ", and restarted at parallelism " + std::to_string(s.restart_parallelism);
  }
  if (s.parallelism > 1)
    out += (out.empty() ? "" : ", ") + ("parallelism " + std::to_string(s.parallelism));
  if (s.backend != "hashmap")
    out += (out.empty() ? "" : ", ") + s.backend;
  else if (!out.empty())
    out += ", hashmap";
  return out;
}

std::optional<Failure> Judge::compare(const Schedule& schedule, const Rows& expected, Order order) {
  return compare(schedule, lab_.run(schedule), expected, order);
}

std::optional<Failure> Judge::compare(const Schedule& schedule, const Ran& ran,
                                      const Rows& expected, Order order) const {
  if (!ran.error.empty())
    return Failure{.schedule = schedule, .finding = of_error(schedule, ran, expected)};
  // Mostly the order is the expected one where none is asked for, too.
  if (ran.output == expected) return std::nullopt;
  if (order == Order::kAny && sorted(ran.output) == sorted(expected)) return std::nullopt;
  Finding f;
  const std::size_t near = first_difference(expected, ran.output);
  f.lines = {{"input", rows_text(schedule.input, schedule.input.size())},
             {"expected", rows_text(expected, near)},
             {"actual", rows_text(ran.output, near)}};
  f.schedule = words_of(schedule);
  f.token = token_of(schedule);
  find_first_wrong(schedule, ran, f);
  return Failure{.schedule = schedule, .finding = std::move(f)};
}

Finding Judge::of_error(const Schedule& schedule, const Ran& ran, const Rows& expected) const {
  Finding f;
  f.kind = ran.todo ? FindingKind::kTodo : FindingKind::kThrew;
  f.schedule = words_of(schedule);
  f.token = token_of(schedule);
  f.wrong_after = std::max<std::int64_t>(0, watch_.record() - 1);
  const std::string input = rows_text(schedule.input, schedule.input.size());
  if (ran.todo) {
    f.lines = {{"not yet", ran.error}, {"input", input}, {"expected", rows_text(expected, 0)}};
    return f;
  }
  f.lines = {{"input", input},
             {"expected", rows_text(expected, expected.size())},
             {"actual", watch_.where() + ": " + ran.error}};
  return f;
}

void Judge::find_first_wrong(const Schedule& schedule, const Ran& ran, Finding& f) const {
  const Rows all = lab_.table().model(schedule.input);
  const Rows extra = missing_in(all, ran.output);
  if (!extra.empty()) {
    const auto first = std::find_if(ran.output.begin(), ran.output.end(), [&](const Value& row) {
      return std::binary_search(extra.begin(), extra.end(), row);
    });
    f.wrong_row = *first;
    return;
  }
  for (std::size_t n = 1; n <= schedule.input.size(); n++) {
    const Rows so_far = lab_.table().model(
        Rows(schedule.input.begin(), schedule.input.begin() + static_cast<std::ptrdiff_t>(n)));
    if (missing_in(ran.output, so_far).empty()) continue;
    f.wrong_after = static_cast<std::int64_t>(n) - 1;
    return;
  }
}

Failure Judge::shrink(Failure failure, const Fails& fails) {
  const std::uint64_t end = lab_.runs() + kShrinkRuns;
  const std::clock_t begin = std::clock();
  const auto spent = [&] {
    return lab_.runs() >= end || std::clock() - begin > kShrinkSeconds * CLOCKS_PER_SEC;
  };
  // Halves first, so that a long input is short soon; then one by one, until none can go.
  for (std::size_t chunk = std::max<std::size_t>(failure.schedule.input.size() / 2, 1);;
       chunk = std::max<std::size_t>(chunk / 2, 1)) {
    bool shorter = false;
    for (std::size_t end_of = failure.schedule.input.size(); end_of > 0 && !spent();) {
      const std::size_t from = end_of > chunk ? end_of - chunk : 0;
      Rows less = failure.schedule.input;
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(from),
                 less.begin() + static_cast<std::ptrdiff_t>(end_of));
      if (auto smaller = less.empty() ? std::nullopt : fails(less);
          smaller && smaller->only_state == failure.only_state) {
        failure = std::move(*smaller);
        shorter = true;
      }
      end_of = std::min(from, failure.schedule.input.size());
    }
    if ((chunk == 1 && !shorter) || spent()) return failure;
  }
}

}  // namespace weir::exercises
