#include "engine/trace/query/evaluation.h"

#include <algorithm>
#include <utility>

#include "engine/core/user_error.h"
#include "engine/trace/generated/event_fields.h"
#include "engine/trace/query/names.h"

namespace weir {

using query::Node;
using query::NodeKind;

namespace {

const Expression& equality() {
  static const Expression equal = [] {
    ExpressionScope scope;
    scope.row = RowType({Field{"a"}, Field{"b"}});
    auto compiled = compile_condition("a = b", scope);
    WEIR_CHECK(compiled.expression.has_value(), "a = b compiles");
    return std::move(*compiled.expression);
  }();
  return equal;
}

bool pairwise(const Expression& compare, std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); i++)
    if (!compare.test(Value::row({a[i], b[i]}))) return false;
  return true;
}

bool test(const Node& node, std::vector<Value> columns) {
  return !node.condition || node.condition->test(Value::row(columns));
}

bool changes_windows(EventKind kind) {
  return kind == EventKind::kDeploy || kind == EventKind::kRestore ||
         kind_info(kind).name.starts_with("win.");
}

}  // namespace

bool equal_answers(std::span<const Value> a, std::span<const Value> b) {
  return pairwise(equality(), a, b);
}

QueryEvaluation::QueryEvaluation(Query query)
    : query_(std::move(query)), states_(query_.nodes().size()) {
  for (const Node& n : query_.nodes()) asks_origin_ = asks_origin_ || n.kind == NodeKind::kOrigin;
  keeps_found_ = query_.form() == QueryForm::kEvents;
  finds_events_ =
      keeps_found_ && std::none_of(query_.nodes().begin(), query_.nodes().end(),
                                   [](const Node& n) { return n.kind == NodeKind::kOpen; });
}

// ---- along the run ------------------------------------------------------------------------------

bool QueryEvaluation::matches(const Node& node, const TraceEvent& event, const World& world) const {
  if (node.event && *node.event != event.kind) return false;
  if (!node.condition) return true;
  std::vector<Value> columns;
  for (const query::Access& access : node.columns)
    columns.push_back(query::read(access, event, world));
  return test(node, std::move(columns));
}

// The event that this node is about now: the one at hand, or its origin.
const TraceEvent* QueryEvaluation::match(std::size_t at, const TraceEvent& event,
                                         const World& world) {
  const Node& n = query_.nodes()[at];
  switch (n.kind) {
    case NodeKind::kEvents: return matches(n, event, world) ? &event : nullptr;
    case NodeKind::kUnion:
      for (const std::size_t part : n.parts)
        if (states_[part].now != nullptr) return states_[part].now;
      return nullptr;
    case NodeKind::kOrigin: {
      const TraceEvent* inner = states_[n.parts[0]].now;
      if (inner == nullptr || inner->index < 0) return nullptr;
      const std::int64_t origin = origins_[static_cast<std::size_t>(inner->index)];
      if (origin < 0 || !states_[at].seen.insert(origin).second) return nullptr;
      return &reads_.at(origin);
    }
    case NodeKind::kField:
      if (const TraceEvent* of = states_[n.parts[0]].now) {
        Value v = query::read(n.access, *of, world);
        if (v.is_null()) return nullptr;
        states_[at].values.push_back(std::move(v));
        return of;
      }
      return nullptr;
    case NodeKind::kConstant:
    case NodeKind::kOpen:
    case NodeKind::kCount:
    case NodeKind::kCompare:
    case NodeKind::kIs:
    case NodeKind::kNot:
    case NodeKind::kAnd:
    case NodeKind::kOr: return nullptr;
  }
  return nullptr;
}

// The last cause is the one that was still missing. A watermark that a timer sends comes from the
// record that raised the maximum.
void QueryEvaluation::note_origin(const TraceEvent& e) {
  if (e.physical > 0 || e.index < 0) return;
  const bool opens = origins_.empty() || e.step != last_step_;
  last_step_ = e.step;
  std::int64_t cause = opens ? -1 : e.index - 1;
  if (e.causes) cause = e.causes->empty() ? -1 : e.causes->back();
  if (cause >= static_cast<std::int64_t>(origins_.size())) cause = -1;
  std::int64_t origin = cause < 0 ? -1 : origins_[static_cast<std::size_t>(cause)];
  if (e.kind == EventKind::kRecEmit) {
    using F = field::kRecEmit;
    origin = e.index;
    reads_.emplace(e.index, e);
    if (e.fields[F::max] != e.fields[F::max_was]) max_reads_[e.fields[F::part]] = e.index;
  }
  if (e.kind == EventKind::kWmEmit && origin < 0) origin = origin_of_maximum(e);
  origins_.resize(static_cast<std::size_t>(e.index) + 1, -1);
  origins_.back() = origin;
}

std::int64_t QueryEvaluation::origin_of_maximum(const TraceEvent& watermark) const {
  const Value& max = watermark.fields[field::kWmEmit::max];
  if (max.is_null()) return -1;
  for (const auto& [part, index] : max_reads_) {
    const TraceEvent& read = reads_.at(index);
    if (read.at == watermark.at && read.fields[field::kRecEmit::max] == max) return index;
  }
  return -1;
}

Result<void> QueryEvaluation::feed(const TraceEvent& event, const World& world) {
  if (asks_origin_) note_origin(event);
  touched_ = false;
  try {
    for (std::size_t i = 0; i < states_.size(); i++) {
      const TraceEvent* now = match(i, event, world);
      states_[i].now = now;
      const NodeKind kind = query_.nodes()[i].kind;
      touched_ =
          touched_ || now != nullptr || (kind == NodeKind::kOpen && changes_windows(event.kind));
      if (now == nullptr) continue;
      states_[i].count++;
      if (keeps_found_ && i + 1 == states_.size())
        states_[i].found.push_back({now->index, now->physical, now->step});
    }
  } catch (const UserError& error) {
    return Error{ErrorKind::kUserFunction,
                 "in '" + query_.text() + "', at event " + std::to_string(event.index) + " (step " +
                     std::to_string(event.step) + "): " + error.error().text};
  }
  return {};
}

// ---- what it says -------------------------------------------------------------------------------

// Without an access: a value for each window.
std::vector<Value> QueryEvaluation::open_values(const Node& node, const query::Access* access,
                                                const World& world) const {
  std::vector<Value> out;
  for (const auto& [key, count] : world.rows(table::kWin)) {
    std::vector<Value> columns;
    for (const query::Access& column : node.columns)
      columns.push_back(query::read_open(column, key, count));
    bool holds = false;
    try {
      holds = test(node, std::move(columns));
    } catch (const UserError&) {
      // What cannot be worked out for a window does not hold of it.
    }
    if (!holds) continue;
    Value v = access != nullptr ? query::read_open(*access, key, count) : key;
    if (!v.is_null()) out.push_back(std::move(v));
  }
  return out;
}

std::vector<Value> QueryEvaluation::values_of(std::size_t at, const World& world) const {
  const Node& n = query_.nodes()[at];
  switch (n.kind) {
    case NodeKind::kConstant: return n.values;
    case NodeKind::kCount: return {Value::integer(count_of(n.parts[0], world))};
    case NodeKind::kField: {
      const Node& of = query_.nodes()[n.parts[0]];
      if (of.kind == NodeKind::kOpen) return open_values(of, &n.access, world);
      return states_[at].values;
    }
    case NodeKind::kEvents:
    case NodeKind::kOpen:
    case NodeKind::kOrigin:
    case NodeKind::kUnion:
    case NodeKind::kCompare:
    case NodeKind::kIs:
    case NodeKind::kNot:
    case NodeKind::kAnd:
    case NodeKind::kOr: break;
  }
  return {};
}

std::int64_t QueryEvaluation::count_of(std::size_t at, const World& world) const {
  const Node& n = query_.nodes()[at];
  if (n.kind == NodeKind::kOpen)
    return static_cast<std::int64_t>(open_values(n, nullptr, world).size());
  if (query::is_value(n.kind)) return static_cast<std::int64_t>(values_of(at, world).size());
  return states_[at].count;
}

bool QueryEvaluation::compare(const Node& n, const World& world) const {
  const std::vector<Value> a = values_of(n.parts[0], world), b = values_of(n.parts[1], world);
  if (n.is_equal) return pairwise(*n.compare, a, b);
  if (n.is_unequal) return !pairwise(*n.compare, a, b);
  return a.size() == 1 && b.size() == 1 && pairwise(*n.compare, a, b);
}

bool QueryEvaluation::truth_of(std::size_t at, const World& world) const {
  const Node& n = query_.nodes()[at];
  switch (n.kind) {
    case NodeKind::kConstant:
    case NodeKind::kEvents:
    case NodeKind::kOpen:
    case NodeKind::kOrigin:
    case NodeKind::kUnion:
    case NodeKind::kField:
    case NodeKind::kCount: return count_of(at, world) > 0;
    case NodeKind::kCompare: return compare(n, world);
    case NodeKind::kIs: return (count_of(n.parts[0], world) > 0) == n.some;
    case NodeKind::kNot: return !truth_of(n.parts[0], world);
    case NodeKind::kAnd:
      return std::all_of(n.parts.begin(), n.parts.end(),
                         [&](std::size_t part) { return truth_of(part, world); });
    case NodeKind::kOr:
      return std::any_of(n.parts.begin(), n.parts.end(),
                         [&](std::size_t part) { return truth_of(part, world); });
  }
  return false;
}

bool QueryEvaluation::holds(const World& world) const {
  return truth_of(states_.size() - 1, world);
}

QueryAnswer QueryEvaluation::answer(const World& world) const {
  QueryAnswer out;
  out.form = query_.form();
  out.events = states_.back().found;
  out.holds = holds(world);
  if (out.form == QueryForm::kValue) out.values = values_of(states_.size() - 1, world);
  return out;
}

// Events stop a run each time; a condition when it begins to hold.
Result<bool> QueryWatch::feed(const TraceEvent& event, const World& world) {
  if (auto ok = evaluation_.feed(event, world); !ok) return ok.error();
  if (evaluation_.finds_events()) return evaluation_.is_found();
  if (!evaluation_.is_touched() && !first_) return false;
  first_ = false;
  const bool held = std::exchange(held_, evaluation_.holds(world));
  return held_ && !held;
}

namespace {

Result<QueryAnswer> evaluate(const Query& query, const Value& header,
                             std::span<const TraceEvent> events) {
  Result<World> world = World::create(header);
  if (!world) return world.error();
  QueryEvaluation evaluation(query);
  for (const TraceEvent& e : events) {
    if (auto done = world->do_event(e); !done) return done.error();
    if (auto fed = evaluation.feed(e, *world); !fed) return fed.error();
  }
  return evaluation.answer(*world);
}

}  // namespace

Result<QueryAnswer> evaluate(const Query& query, const FullTrace& trace) {
  return evaluate(query, trace.header, trace.events);
}

Result<QueryAnswer> evaluate(const Query& query, const Timeline& timeline) {
  return evaluate(query, timeline.trace_header(), timeline.events());
}

}  // namespace weir
