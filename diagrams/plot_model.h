// PlotModel: what a plot of a run shows, gathered event by event: for each moment of processing
//   time the records that came, where event time stands after it, and the windows that fired.
// The records are those that the first window operator of the job (by event time) takes or drops,
// and event time is
//   the lowest of its tasks; in a job without windows they are what the sources read, and the
//   lowest watermark that they have sent.
// Memory: at most kMostRows rows. A longer run gets rows of 2, 5, 10, 20, … ms, and a row keeps as
//   many different marks as kMostMarks; what is more is counted and said.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "diagrams/words.h"

namespace weir::diagrams {

struct PlotRow {
  struct Mark {
    std::int64_t count = 0, late = 0;
    std::string name;  // of the first one
    bool operator==(const Mark&) const = default;
  };
  struct Bar {
    Timestamp start = 0, end = 0;
    std::int64_t count = 0;  // windows: one for each key
    std::string value;       // of the first one
  };

  std::map<Timestamp, Mark> marks;  // by event time
  std::vector<Timestamp> order;     // in which the first of each mark came
  std::vector<Bar> bars;
  std::optional<Timestamp> watermark;  // at the end of the row; nullopt: MIN
  std::int64_t ends = 0;               // splits that ended
  std::int64_t records = 0, late = 0;  // all of them
  std::int64_t left_out = 0;           // records and windows that are not in the lists
};

class PlotModel {
 public:
  static constexpr std::size_t kMostRows = 400;
  static constexpr std::size_t kMostMarks = 60;

  explicit PlotModel(Writing writing) : writing_(writing) {}

  // `visible`: else only what is the case from now on is kept.
  void event(const TraceEvent& event, const World& world, bool visible);

  // The same with no more rows than that.
  void shrink(std::size_t rows);
  // The same with rows of that length, or longer ones.
  void lengthen_to(Duration length);
  const std::map<Timestamp, PlotRow>& rows() const { return rows_; }  // by their first ms
  Duration length() const { return length_; }                         // of a row, in ms

 private:
  void choose(const Plan& plan);
  bool is_ours(const TraceEvent& event) const;
  PlotRow& row(Timestamp time);
  void add_record(const Value& record, bool late, const TraceEvent& event, const World& world);
  void add_bar(const TraceEvent& event, const World& world);
  void note_clock(const TraceEvent& event, const World& world);
  std::optional<Timestamp> clock(const World& world) const;
  void lengthen();

  Writing writing_;
  bool chosen_ = false;
  Value window_op_;           // null: none
  std::vector<Value> tasks_;  // whose event time counts
  std::map<Timestamp, PlotRow> rows_;
  Duration length_ = 1;
  std::optional<Timestamp> watermark_;
  Value last_record_;
  std::int64_t last_step_ = -1;
};

}  // namespace weir::diagrams
