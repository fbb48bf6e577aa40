// Queries over traces: what lessons expect and ask, where a run stops, what is looked for.
//
//   win.fire(start = 10).fish = 1          wm.emit().value = [10, 14, MAX]
//   late() is none                         count(rec.emit(ts >= 10 and ts < 15))
//   origin(win.fire(start = 10)).row       open().start = [20]
//
// Grammar; a name is one of core/lexer.h:
//   query     = test {"and" test | "or" test}, "and" before "or"; "not" test; "(" query ")"
//   test      = value [("=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=") value]
//             | value "is" ["not"] ("none" | "some")
//   value     = events | events "." name {"." name} | "count" "(" value ")"
//             | literal | MIN | MAX | none | "[" [literal {"," literal}] "]"
//   events    = kind "(" [condition] ")" | "any" "(" [condition] ")" | "open" "(" [condition] ")"
//             | "origin" "(" events ")" | events "or" events
//   kind      = a kind of event: win.fire, late, … (events.toml). any(): of every kind
//   condition = an expression (core/expression/expression.h) over the names below
//   open() are the windows that are held now, each with at, op, key, start, end and n, its number
//   of elements. origin() are the records that sources read, from which these events follow: of
//   several causes the last one counts, the one that was still missing; each record once.
//
// Names: fields of the kind; of every event i (its index), step, t (processing time), k (its kind),
//   at ('count#0', 'jm'), op (the operator's uid) and g (attempt); of events about a record row
//   (its short name), val, key and ts of that record; columns of the row that the event holds: what
//   was read, made, fired or written, else of its record. The first of these that has the name is
//   meant. val.fish is a column whatever else is called so. end is the field; where a `case` is
//   open it is written `end`.
// Values: a query is a list of values in the order of the events; one value is a list of one. What
//   is absent is left out; an absent flag is false; an absent event time (was, wm, last) is MIN.
//   Two lists are equal if they have as many values, and these are equal one by one; < <= > >= hold
//   of one value with one value. A bare list of events counts as "is some".
// Errors: mistakes of the text, all of them, by place. At run time what the conditions say.
// Three uses: as an answer or expectation (evaluation.h: evaluate), as a condition to stop at
//   (QueryWatch), to search (the events of evaluate).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/trace/plan.h"
#include "engine/trace/query/node.h"

namespace weir {

// The columns of the job's rows. nullopt: not known; any name may then be one, so that a mistyped
// field is found only where an event has no row.
struct QueryScope {
  std::optional<std::vector<std::string>> columns = {};
};
QueryScope query_scope(const Plan& plan);

enum class QueryForm : std::uint8_t { kEvents, kValue, kCondition };

// What a query is for. To stop at a condition, or at the first of the events; to search for events.
enum class QueryUse : std::uint8_t { kAnything, kStop, kSearch };

class Query {
 public:
  QueryForm form() const { return form_; }
  const std::string& text() const { return text_; }
  const std::vector<query::Node>& nodes() const { return nodes_; }  // for evaluation.h

 private:
  friend class QueryParser;
  Query() = default;

  std::vector<query::Node> nodes_;  // parts before what they are parts of; the last one is all
  QueryForm form_ = QueryForm::kEvents;
  std::string text_;
};

struct CompiledQuery {
  std::optional<Query> query;  // there are no mistakes
  std::vector<TextMistake> mistakes;
};

CompiledQuery compile_query(std::string_view text, const QueryScope& scope = {},
                            QueryUse use = QueryUse::kAnything);

}  // namespace weir
