// SummaryView: what a run did, as two short tables, printed at its end:
//     run          finished at t=420 after 19 steps
//     records      6 read
//     late         2 dropped
//     …
//     operator  in  out
//     camera         6
//     count      6   3
//     out        3
//   What the job has nothing of is left out (no checkpoints, no windows). `in` are the records that
//   an operator was given, `out` those that it made, to side outputs too; after a failure both
//   count what was done again. `in` is blank where the trace does not tell it: behind an operator
//   with side outputs, in one chain with it.
// Of a part of a run (View::show) the counts are those of the part; windows and state are those at
// its end.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/view.h"

namespace weir::diagrams {

class SummaryView final : public View {
 public:
  SummaryView(const Screen& screen, Write write);

  void header(const Value& /*header*/) override {}
  void event(const TraceEvent& event, const World& world) override;
  void end() override;

 private:
  struct Operator {
    std::string uid, is;
    std::string upstream;  // in its chain; empty: it is fed by channels
    bool from_side_output = false;
    bool has_side_outputs = false;
    std::int64_t taken = 0, made = 0, dropped = 0, written = 0;
  };
  struct Row {
    std::string name, text;
  };

  void plan(const Plan& plan);
  void count(const TraceEvent& event);
  void count_checkpoint(const TraceEvent& event);
  Operator* operator_of(const TraceEvent& event);
  // nullopt: the trace does not tell.
  std::optional<std::int64_t> in_of(const Operator& op) const;
  std::optional<std::int64_t> out_of(const Operator& op) const;
  std::vector<Row> facts() const;
  std::string run_text() const;
  std::string result_text() const;
  std::string checkpoint_text() const;
  std::string state_text() const;
  std::string operators() const;
  std::string plain_operators() const;

  Screen screen_;
  Ink ink_;
  Write write_;
  const World* world_ = nullptr;  // after the last event
  std::vector<Operator> operators_;
  std::map<EventKind, std::int64_t> counts_;
  std::int64_t steps_ = 0, again_ = 0, duplicates_ = 0, late_dropped_ = 0;
  Timestamp time_ = 0;
  std::map<Value, std::int64_t> bytes_;  // by checkpoint
  Value last_complete_;
};

}  // namespace weir::diagrams
