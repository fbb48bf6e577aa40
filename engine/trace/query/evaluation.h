// Queries answered: over a whole trace, or event by event while a run goes on.
//   evaluate() folds the trace into a World of its own and needs a few times the memory of the
//   events. QueryWatch keeps what the query compares and counts so far; with origin() also every
//   record that was read.
// Errors: kUserFunction, what a condition cannot work out ("a" + 1), with the event; kCorrupt and
//   kBadData of a trace that makes no sense.
#pragma once
#include <map>
#include <set>
#include <span>
#include <vector>

#include "engine/core/result.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/query/query.h"
#include "engine/trace/timeline.h"
#include "engine/trace/world.h"

namespace weir {

struct FoundEvent {
  std::int64_t index = 0;
  std::int64_t physical = 0;  // as in TraceEvent
  std::int64_t step = 0;
  bool operator==(const FoundEvent&) const = default;
};

struct QueryAnswer {
  QueryForm form = QueryForm::kCondition;
  std::vector<FoundEvent> events;  // kEvents, but for open()
  std::vector<Value> values;       // kValue; rows as maps by their names
  bool holds = false;              // kCondition; else: there are some
};

// As two values of a query are compared with =.
bool equal_answers(std::span<const Value> a, std::span<const Value> b);

// One query along one run. What it says is about the events so far.
class QueryEvaluation {
 public:
  explicit QueryEvaluation(Query query);

  // In order, each once, with the World after it.
  Result<void> feed(const TraceEvent& event, const World& world);
  // The event that was fed last is one of the events of the query, or changes one of its values.
  bool is_touched() const { return touched_; }
  // The query is for events, and the one that was fed last is one of them.
  bool finds_events() const { return finds_events_; }
  bool is_found() const { return states_.back().now != nullptr; }
  bool holds(const World& world) const;
  QueryAnswer answer(const World& world) const;
  const Query& query() const { return query_; }

 private:
  struct State {
    const TraceEvent* now = nullptr;  // the event of this node, if the last one was
    std::int64_t count = 0;
    std::vector<Value> values;      // kField
    std::vector<FoundEvent> found;  // of the whole query
    std::set<std::int64_t> seen;    // kOrigin
  };

  bool matches(const query::Node& node, const TraceEvent& event, const World& world) const;
  const TraceEvent* match(std::size_t node, const TraceEvent& event, const World& world);
  void note_origin(const TraceEvent& event);
  std::int64_t origin_of_maximum(const TraceEvent& watermark) const;
  std::vector<Value> open_values(const query::Node& node, const query::Access* access,
                                 const World& world) const;
  std::vector<Value> values_of(std::size_t node, const World& world) const;
  std::int64_t count_of(std::size_t node, const World& world) const;
  bool truth_of(std::size_t node, const World& world) const;
  bool compare(const query::Node& node, const World& world) const;

  Query query_;
  std::vector<State> states_;
  bool touched_ = false;
  bool asks_origin_ = false;
  bool keeps_found_ = false;
  bool finds_events_ = false;
  std::int64_t last_step_ = 0;
  std::vector<std::int64_t> origins_;         // by index of event: of its record; -1: none
  std::map<std::int64_t, TraceEvent> reads_;  // rec.emit, by index
  std::map<Value, std::int64_t> max_reads_;   // by split: of the record that raised it last
};

// Where a run stops: true at each of the events, or when the condition begins to hold; at the first
// event of the run if it holds from the start.
class QueryWatch {
 public:
  explicit QueryWatch(Query query) : evaluation_(std::move(query)) {}
  Result<bool> feed(const TraceEvent& event, const World& world);

 private:
  QueryEvaluation evaluation_;
  bool first_ = true, held_ = false;
};

Result<QueryAnswer> evaluate(const Query& query, const FullTrace& trace);
Result<QueryAnswer> evaluate(const Query& query, const Timeline& timeline);

}  // namespace weir
