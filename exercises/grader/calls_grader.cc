// Grading of plain functions: each check asks and compares until the first difference.
// Tested by tests/exercises/grader_test.cc.
#include <exception>
#include <new>
#include <utility>

#include "engine/core/user_error.h"
#include "exercises/grader/fingerprint.h"
#include "exercises/grader/grading.h"
#include "exercises/grader/order.h"
#include "exercises/grader/table.h"
#include "exercises/grader/verdict.h"
#include "exercises/report/row_text.h"

namespace weir::exercises {

namespace {

// Leaves a check at its first difference; nobody but run_check() sees it.
struct Different {
  Finding finding;
};

class AskedCalls final : public Calls {
 public:
  explicit AskedCalls(PageWatch& watch) : watch_(watch) {}

  std::uint64_t calls() const { return calls_; }
  // Of all answers so far.
  std::uint64_t print() const { return print_.number(); }
  // Compares nothing: for fingerprints, which want all answers.
  void only_listen() { listening_ = true; }

 protected:
  void begin(const std::string& call) override {
    calls_++;
    const std::size_t bracket = call.find('(');
    watch_.enter(call.substr(0, bracket), bracket == call.npos ? "" : call.substr(bracket));
  }
  void end() override { watch_.leave(); }
  void compare(const std::string& call, const Value& expected, const Value& actual) override {
    watch_.leave();
    if (actual.kind() == Kind::kInt)
      print_.add(static_cast<std::uint64_t>(actual.as_int()));
    else
      print_.add(row_text(actual));
    if (!(expected == actual) && !listening_) differ(call, row_text(expected), row_text(actual));
  }
  void differ(const std::string& call, const std::string& expected,
              const std::string& actual) override {
    Finding f;
    f.lines = {{"call", call}, {"expected", expected}, {"actual", actual}};
    throw Different{std::move(f)};
  }

 private:
  PageWatch& watch_;
  std::uint64_t calls_ = 0;
  Fingerprint print_;
  bool listening_ = false;
};

class CallsGrader {
 public:
  CallsGrader(const CallsTable& table, Grading& grading)
      : table_(table), grading_(grading), watch_(grading.channel().page()) {}

  void grade() {
    std::vector<Verdict::Check> checks;
    for (const auto* all : {&table_.cases, &table_.properties})
      for (const CallsTable::One& one : *all)
        checks.push_back({{one.id, one.sentence}, [this, &one] { return run_check(one); }});
    Verdict verdict(grading_, watch_);
    const bool passed = verdict.run(table_.number, table_.cases.size(), checks);
    Ending ending;
    ending.explored = {std::to_string(calls_) + " calls in " + std::to_string(run_) + " checks"};
    ending.runs = calls_;
    if (!passed) ending.fingerprint = fingerprint();
    verdict.end(ending);
  }

 private:
  Verdict::Answer run_check(const CallsTable::One& one) {
    AskedCalls calls(watch_);
    Verdict::Answer answer = asked(one, calls);
    calls_ += calls.calls();
    run_++;
    return answer;
  }

  Verdict::Answer asked(const CallsTable::One& one, AskedCalls& calls) {
    Finding f;
    try {
      one.run(calls);
      return {};
    } catch (Different& d) {
      return {Outcome::kFail, std::move(d.finding)};
    } catch (const UserError& e) {
      const std::string text = e.what();
      const bool todo = text.starts_with("TODO ");
      f.kind = todo ? FindingKind::kTodo : FindingKind::kThrew;
      f.lines = {{todo ? "not yet" : "actual", text}, {"call", watch_.call()}};
    } catch (const std::bad_alloc&) {
      f.kind = FindingKind::kThrew;
      f.lines = {{"call", watch_.call()},
                 {"actual", "your code threw: std::bad_alloc (out of memory)"}};
    } catch (const std::exception& e) {
      f.kind = FindingKind::kThrew;
      f.lines = {{"call", watch_.call()}, {"actual", std::string("your code threw: ") + e.what()}};
    } catch (...) {
      f.kind = FindingKind::kThrew;
      f.lines = {{"call", watch_.call()},
                 {"actual", "your code threw something that is no std::exception"}};
    }
    return {Outcome::kFail, std::move(f)};
  }

  // Of all answers of the visible cases, right or wrong, and of which property fails first, and
  // how.
  std::string fingerprint() {
    Fingerprint print;
    for (const CallsTable::One& one : table_.cases) {
      AskedCalls calls(watch_);
      calls.only_listen();
      const Verdict::Answer answer = asked(one, calls);
      print.add(calls.print());
      print.add(answer.finding.lines.size());
    }
    for (const CallsTable::One& one : table_.properties) {
      AskedCalls calls(watch_);
      const Verdict::Answer answer = asked(one, calls);
      for (const auto& [label, body] : answer.finding.lines) print.add(body);
    }
    return print.text();
  }

  const CallsTable& table_;
  Grading& grading_;
  PageWatch watch_;
  std::uint64_t calls_ = 0, run_ = 0;
};

}  // namespace

void grade(const CallsTable& table, Grading& grading) {
  if (grading.what() == Grading::What::kGrade) CallsGrader(table, grading).grade();
}

}  // namespace weir::exercises
