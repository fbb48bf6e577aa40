// Judge: runs a schedule and compares what came out with what should have; properties of any input
// (table.h) stand on it.
//   A Failure is one schedule and what was wrong with it; shrink() makes it the shortest that still
//   fails: records are left out as long as something fails without them, and then the first fault
//   of those that fail is kept. Both together, within the budget of runs. A wrong result stays one:
//   it says more than what is wrong in state.
// Everything is a function of (table, schedule), unless the learner's code is not: then the finding
// says that.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "exercises/grader/lab.h"
#include "exercises/report/report.h"

namespace weir::exercises {

struct Failure {
  Schedule schedule;
  Finding finding;
  bool only_state = false;  // what came out was right, what is left in state is not
};

// How rows are compared: in their order, or each equally often.
enum class Order : std::uint8_t { kKept, kAny };

class Judge {
 public:
  Judge(Lab& lab, PageWatch& watch, std::uint64_t budget)
      : lab_(lab), watch_(watch), budget_(budget) {}

  using Rows = std::vector<Value>;
  // nullopt: as expected.
  std::optional<Failure> compare(const Schedule& schedule, const Rows& expected, Order order);
  std::optional<Failure> compare(const Schedule& schedule, const Ran& ran, const Rows& expected,
                                 Order order) const;

  // A schedule of the check that fails for an input; nullopt: none does.
  using Fails = std::function<std::optional<Failure>(const Rows& input)>;
  Failure shrink(Failure failure, const Fails& fails);

  Lab& lab() { return lab_; }
  bool spent() const { return lab_.runs() >= budget_; }
  std::uint64_t budget() const { return budget_; }

 private:
  Finding of_error(const Schedule& schedule, const Ran& ran, const Rows& expected) const;
  void find_first_wrong(const Schedule& schedule, const Ran& ran, Finding& finding) const;

  Lab& lab_;
  PageWatch& watch_;
  std::uint64_t budget_;
};

// "killed average#0 before decision 31, rocksdb"; empty: nothing special happens.
std::string words_of(const Schedule& schedule);

}  // namespace weir::exercises
