// Grading of a function of a stream: which checks there are, in which order, and what they
// explored. Tested by tests/exercises/grader_test.cc.
#include <utility>

#include "engine/core/check.h"
#include "exercises/grader/fingerprint.h"
#include "exercises/grader/grading.h"
#include "exercises/grader/judge.h"
#include "exercises/grader/order.h"
#include "exercises/grader/properties.h"
#include "exercises/grader/verdict.h"
#include "exercises/report/report_codec.h"
#include "exercises/report/row_text.h"

namespace weir::exercises {

namespace {

using Rows = Judge::Rows;
using Answer = Verdict::Answer;

constexpr const char* kOutOfMemory = "(out of memory)";
constexpr std::uint64_t kFixedSeed = 42;  // of the simulator; that of the inputs is the learner's

std::string count(std::uint64_t n, const char* one, const char* many) {
  return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

class StreamGrader {
 public:
  StreamGrader(const StreamTable& table, Grading& grading)
      : table_(table),
        grading_(grading),
        watch_(grading.channel().page()),
        lab_(table, watch_),
        judge_(lab_, watch_, grading.budget()) {
    watch_.show_as(table.raw, table.in);
    Random random(grading.seed());
    for (std::size_t i = 0; i < table.random_records; i++) drawn_.push_back(table.random(random));
    for (const StreamTable::OneCase& c : table.cases) inputs_.push_back(c.input);
    inputs_.push_back(drawn_);
  }

  void grade() {
    Verdict verdict(grading_, watch_);
    const bool passed = verdict.run(table_.number, table_.cases.size(), checks());
    Ending ending;
    ending.explored = explored();
    ending.runs = lab_.runs();
    if (!passed) ending.fingerprint = fingerprint();
    verdict.end(ending);
  }

  void trace() {
    const StreamTable::OneCase& first = table_.cases.front();
    const Schedule s = grading_.first_case() ? plain(first.id, first.input) : grading_.schedule();
    CheckReport report{s.check, Outcome::kOk, {}};
    if (auto failure = again(s)) {
      report.outcome = Outcome::kFail;
      report.finding = std::move(failure->finding);
    }
    grading_.channel().send(to_value(report));
    const auto text = lab_.trace(s);
    if (!text) return;
    constexpr std::size_t kPiece = 1 << 20;
    for (std::size_t at = 0; at < text->size(); at += kPiece)
      grading_.channel().send(trace_piece(std::string_view(*text).substr(at, kPiece)));
    grading_.channel().send(trace_piece(""));  // the end
  }

 private:
  // As the check judged it that the schedule belongs to.
  std::optional<Failure> again(const Schedule& s) {
    for (const Property& p : table_.properties)
      if (s.check == p.id) return judge_again(p, judge_, s);
    for (const StreamTable::OneCase& c : table_.cases)
      if (s.check == c.id && s.input == c.input) return judge_.compare(s, c.output, Order::kKept);
    return judge_.compare(s, table_.model(s.input), Order::kKept);
  }

  std::vector<Verdict::Check> checks() {
    std::vector<Verdict::Check> out;
    for (const StreamTable::OneCase& c : table_.cases)
      out.push_back({{c.id, c.sentence}, [this, &c] { return one_case(c); }});
    // Before the random input: what is not the same twice need not be compared with anything.
    out.push_back(
        {{"twice", "two runs of one input give the same"}, [this] { return two_equal_runs(); }});
    const std::string many = count(drawn_.size(), "random record", "random records");
    out.push_back({{"random", many}, [this] { return random_input(); }});
    for (const Property& p : table_.properties)
      out.push_back({{p.id, p.sentence}, [this, &p] { return holds(p); }});
    return out;
  }

  Schedule plain(const std::string& check, const Rows& input) const {
    return {.exercise = table_.number, .check = check, .input = input, .seed = kFixedSeed};
  }

  Answer failed(Failure failure, const Judge::Fails& fails) {
    if (failure.finding.kind == FindingKind::kTodo) {
      shorten_todo(failure);
      return {Outcome::kFail, std::move(failure.finding)};
    }
    // What takes all memory there is takes a second each time.
    const bool greedy = failure.finding.lines.back().second.ends_with(kOutOfMemory);
    const std::size_t before = failure.schedule.input.size();
    if (!greedy) failure = judge_.shrink(std::move(failure), fails);
    if (failure.schedule.input.size() < before && failure.finding.lines.front().first == "input")
      failure.finding.lines.front().second += "   (" +
                                              std::to_string(failure.schedule.input.size()) +
                                              " of " + std::to_string(before) + " records)";
    // A schedule that fails one time and not another says nothing about the code but this.
    const Ran a = lab_.run(failure.schedule), b = lab_.run(failure.schedule);
    if (!greedy && !a.same(b)) return not_deterministic(a, b);
    return {Outcome::kFail, std::move(failure.finding)};
  }

  // What is not written yet fails for any record.
  void shorten_todo(Failure& failure) {
    Schedule s = failure.schedule;
    s.input.resize(1);
    if (auto shorter = judge_.compare(s, table_.model(s.input), Order::kKept);
        shorter && shorter->finding.kind == FindingKind::kTodo)
      failure = std::move(*shorter);
  }

  Answer one_case(const StreamTable::OneCase& c) {
    // What the author wrote down is the oracle of the case itself, the model that of its parts.
    const Judge::Fails fails = [this, &c](const Rows& input) {
      return judge_.compare(plain(c.id, input), input == c.input ? c.output : table_.model(input),
                            Order::kKept);
    };
    WEIR_CHECK(table_.model(c.input) == c.output, "the model of an exercise fits its cases");
    auto failure = fails(c.input);
    return failure ? failed(std::move(*failure), fails) : Answer{};
  }

  Answer random_input() {
    const Judge::Fails fails = [this](const Rows& input) {
      return judge_.compare(plain("random", input), table_.model(input), Order::kKept);
    };
    auto failure = fails(drawn_);
    return failure ? failed(std::move(*failure), fails) : Answer{};
  }

  // The whole trace of a case, and what comes out of the random input.
  Answer two_equal_runs() {
    const auto traced = [this] { return lab_.trace(plain("twice", inputs_.front())); };
    const auto a = traced(), b = traced();
    const Ran c = lab_.run(plain("twice", drawn_)), d = lab_.run(plain("twice", drawn_));
    const bool same = a && b && *a == *b;
    if (same && c.same(d)) return {};
    return not_deterministic(c, d);
  }

  static Answer not_deterministic(const Ran& a, const Ran& b) {
    Finding f;
    f.kind = FindingKind::kNotDeterministic;
    std::size_t i = 0;
    while (i < a.output.size() && i < b.output.size() && a.output[i] == b.output[i]) i++;
    const auto result = [i](const Ran& r) {
      if (!r.error.empty()) return r.error;
      return "result " + std::to_string(i + 1) + " is " +
             (i < r.output.size() ? row_text(r.output[i]) : "missing");
    };
    if (a.output != b.output || a.error != b.error)
      f.lines = {{"run 1", result(a)}, {"run 2", result(b)}};
    else
      f.lines = {{"seen", "the results are the same, and what your code did to state is not"}};
    return {Outcome::kUnknown, std::move(f)};
  }

  Answer holds(const Property& p) {
    const Judge::Fails fails = [this, &p](const Rows& input) {
      Explored none;
      return find_failure(p, judge_, input, grading_.seed(), none);
    };
    for (const Rows& input : inputs_) {
      if (auto failure = find_failure(p, judge_, input, grading_.seed(), explored_))
        return failed(std::move(*failure), fails);
      if (!judge_.spent()) continue;
      Finding f;
      f.kind = FindingKind::kBudget;
      f.lines = {{"explored", count(explored_.failure_points, "failure point", "failure points") +
                                  " and " + count(explored_.restarts, "restart", "restarts") +
                                  " before the budget of " + std::to_string(judge_.budget()) +
                                  " runs was spent; nothing wrong was found in them"}};
      return {Outcome::kUnknown, std::move(f)};
    }
    return {};
  }

  std::vector<std::string> explored() const {
    std::vector<std::string> out{count(table_.cases.size(), "case", "cases")};
    const Explored& e = explored_;
    if (e.failure_points > 0)
      out.push_back(count(e.failure_points, "failure point", "failure points") + " on " +
                    count(e.failed_on.size(), "backend", "backends") +
                    " (all of short inputs on the heap, others drawn)");
    if (e.restarts > 0)
      out.push_back(count(e.restarts, "restart", "restarts") + " at " +
                    count(e.pairs, "pair", "pairs") + " of parallelism");
    if (!e.backends.empty()) out.push_back(count(e.backends.size(), "backend", "backends"));
    out.push_back("1 random input of " + count(drawn_.size(), "record", "records"));
    if (!e.missing.empty())
      out.push_back("not on " + e.missing + ", which this Weir was built without");
    return out;
  }

  // Behaviour, not text: what a few fixed runs do. The hostile backend stands for RocksDB, so that
  // the same code has the same print in every build.
  std::string fingerprint() {
    Fingerprint print;
    for (const StreamTable::OneCase& c : table_.cases) {
      for (const char* backend : {"hashmap", "hostile"}) {
        for (int kind = 0; kind < 4; kind++) {
          Schedule s = plain("", c.input);
          s.backend = backend;
          s.rebuild = kind == 1;
          if (kind >= 2) {
            const std::vector<Fault> faults = lab_.faults(s, false);
            if (!faults.empty()) s.fault = faults[faults.size() / 2];
            s.restart_parallelism = kind == 3 ? 3 : 0;
          }
          const Ran ran = lab_.run(s);
          for (const Value& row : ran.output) print.add(row_text(row));
          print.add(std::to_string(ran.entries) + '/' + ran.error);
        }
      }
    }
    return print.text();
  }

  const StreamTable& table_;
  Grading& grading_;
  PageWatch watch_;
  Lab lab_;
  Judge judge_;
  Rows drawn_;
  std::vector<Rows> inputs_;
  Explored explored_;
};

}  // namespace

void grade(const StreamTable& table, Grading& grading) {
  StreamGrader grader(table, grading);
  switch (grading.what()) {
    case Grading::What::kGrade: grader.grade(); return;
    case Grading::What::kTrace: grader.trace(); return;
  }
}

}  // namespace weir::exercises
