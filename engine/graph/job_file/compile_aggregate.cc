// aggregate, running and in windows, and registered functions of windows.
#include <fmt/format.h>

#include <memory>

#include "engine/core/duration_text.h"
#include "engine/core/expression/aggregate.h"
#include "engine/graph/job_file/compile_state.h"
#include "engine/operators/process_operator.h"
#include "engine/operators/running_aggregate.h"
#include "engine/operators/window_operator.h"

namespace weir {

namespace {

std::optional<std::vector<NamedAggregate>> aggregates_of(CompileState& state,
                                                         const OperatorSection& o,
                                                         const RowType& rows) {
  std::vector<NamedAggregate> out;
  for (const NamedText& a : o.aggregate) {
    CompiledAggregate compiled = compile_aggregate(a.text.value, {.row = rows});
    for (const TextMistake& m : compiled.mistakes)
      state.mistake(a.text.place.within(m.span), m.what);
    if (compiled.aggregate) out.push_back({a.name.value, std::move(*compiled.aggregate)});
  }
  if (out.size() != o.aggregate.size()) return std::nullopt;
  return out;
}

// What of them depends on the order in which rows come, or on how often they are folded.
void note_dependences(CompileState& state, const OperatorSection& o,
                      const std::vector<NamedAggregate>& aggregates) {
  for (const NamedAggregate& a : aggregates) {
    const AggregateKind kind = a.aggregate.kind;
    const std::string& uid = o.uid->value;
    if (kind == AggregateKind::kFirst || kind == AggregateKind::kLast)
      state.out.order_dependences.push_back(fmt::format("{} in {}", a.aggregate.text, uid));
    const bool sums = kind == AggregateKind::kSum || kind == AggregateKind::kAvg;
    if (sums && a.aggregate.argument->type().kind != Kind::kInt)
      state.out.order_dependences.push_back(
          fmt::format("{} in {}, a sum of doubles", a.aggregate.text, uid));
  }
}

std::vector<Field> concatenated(std::vector<Field> a, const std::vector<Field>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Exactly one sort of window, and what belongs to it.
std::optional<WindowAssigner> assigner_of(CompileState& state, const OperatorSection& o) {
  const WindowSection& w = *o.window;
  const int sorts = (w.tumbling ? 1 : 0) + (w.sliding ? 1 : 0) + (w.session ? 1 : 0);
  const auto place = [&](const Length& l) { return l->place; };
  if (sorts != 1) {
    state.missing(w.origin, w.origin.place,
                  fmt::format("the window of '{}' is one of tumbling = \"10ms\", sliding = "
                              "\"10ms\" with slide = \"5ms\", and session = \"10ms\"",
                              o.uid->value));
    return std::nullopt;
  }
  if (w.slide && !w.sliding) {
    state.mistake(place(w.slide), "'slide' is for sliding windows");
    return std::nullopt;
  }
  if (w.offset && w.session) {
    state.mistake(place(w.offset), "session windows have no offset");
    return std::nullopt;
  }
  if (w.sliding && !w.slide) {
    state.missing(w.origin, place(w.sliding),
                  "sliding windows want slide = \"…\": how far apart they start");
    return std::nullopt;
  }
  const Duration offset = w.offset ? w.offset->value : 0;
  const auto checked = [&](auto assigner, const TextRef& at) -> std::optional<WindowAssigner> {
    if (assigner) return WindowAssigner(std::move(*assigner));
    state.mistake(at, assigner.error().text);
    return std::nullopt;
  };
  if (w.tumbling)
    return checked(TumblingEventTimeWindows::of(w.tumbling->value, offset), place(w.tumbling));
  if (w.sliding)
    return checked(SlidingEventTimeWindows::of(w.sliding->value, w.slide->value, offset),
                   place(w.slide));
  return checked(EventTimeSessionWindows::with_gap(w.session->value), place(w.session));
}

const char* sort_of(const WindowSection& w) {
  return w.tumbling ? "tumbling" : w.sliding ? "sliding" : "session";
}

// The columns of the key, the window, and what was aggregated in it.
MappedWindowFunction::Shape result_shape(std::size_t key_columns) {
  return [key_columns](WindowContext& context, const Value& content) {
    const std::size_t n = content.size();
    RowBuilder row(key_columns + 2 + n);
    if (key_columns == 1) row.add(context.key());
    for (std::size_t i = 0; key_columns > 1 && i < key_columns; i++) row.add(context.key()[i]);
    row.add(Value::integer(context.window().start));
    row.add(Value::integer(context.window().end));
    for (std::size_t i = 0; i < n; i++) row.add(content[i]);
    return row.take();
  };
}

using MakeWindow = std::function<WindowOperatorConfig()>;

struct WindowPlan {
  MakeWindow make;
  std::vector<Field> rows;
  std::vector<std::string> aggregates = {};  // names of what a window keeps, and of what it fires
};

std::optional<WindowPlan> aggregated(CompileState& state, const OperatorSection& o,
                                     const CompileInput& in, const WindowAssigner& assigner,
                                     const std::vector<Field>& key) {
  auto aggregates = aggregates_of(state, o, in.rows);
  if (!aggregates) return std::nullopt;
  note_dependences(state, o, *aggregates);
  std::vector<Field> rows = key;
  rows.push_back({kWindowStart, Kind::kInt});
  rows.push_back({kWindowEnd, Kind::kInt});
  rows = concatenated(std::move(rows), aggregate_fields(*aggregates));
  if (!check_names(state, rows, o.aggregate.front().name.place)) return std::nullopt;
  const std::size_t key_columns = key.size();
  std::vector<std::string> names;
  for (const NamedAggregate& a : *aggregates) names.push_back(a.name);
  return WindowPlan{[=, aggregates = std::move(*aggregates)] {
                      WindowOperatorConfig config(assigner);
                      config.contents = AggregateSpec{make_aggregate_function(aggregates)};
                      config.function =
                          std::make_unique<MappedWindowFunction>(result_shape(key_columns));
                      return config;
                    },
                    std::move(rows), std::move(names)};
}

std::optional<WindowPlan> processed(CompileState& state, const OperatorSection& o,
                                    const CompileInput& in, const WindowAssigner& assigner) {
  auto bound = state.bind(*o.process, {in.rows});
  if (!bound) return std::nullopt;
  const auto* f = std::get_if<WindowFunctionFactory>(&bound->function);
  if (f == nullptr) {
    state.mistake(o.process->place, fmt::format("'{}' is {}; here one of windows is wanted",
                                                o.process->value, kind_of(bound->function)));
    return std::nullopt;
  }
  return WindowPlan{[assigner, f = *f] {
                      WindowOperatorConfig config(assigner);
                      config.function = f();
                      return config;
                    },
                    bound->rows.fields()};
}

}  // namespace

void compile_aggregate(CompileState& state, const OperatorSection& o, CompileInput in) {
  if (o.key_by.empty())
    return state.missing(o.origin, o.uid->place,
                         fmt::format("'{}' aggregates without key_by and without window; add one "
                                     "of them, or both",
                                     o.uid->value));
  const auto key = compile_key(state, o.key_by, in.rows);
  auto aggregates = aggregates_of(state, o, in.rows);
  if (!key || !aggregates) return;
  note_dependences(state, o, *aggregates);
  const std::vector<Field> rows = concatenated(key->columns, aggregate_fields(*aggregates));
  if (!check_names(state, rows, o.aggregate.front().name.place)) return;
  for (StreamEdge& e : in.edges) e.ship = Ship::kHash, e.key = key->selector;
  StreamNode node = make_node(o, in, "aggregate");
  node.make = [make = make_running_aggregate(key->size(), std::move(*aggregates))] {
    return std::make_unique<KeyedProcessOperator>(make());
  };
  state.add(std::move(node), {.rows = RowType(rows),
                              .has_time = in.has_time,
                              .key_columns = key->size(),
                              .running = true});
}

void compile_window(CompileState& state, const OperatorSection& o, CompileInput in) {
  const WindowSection& w = *o.window;
  if (!in.has_time)
    return state.mistake(w.origin.place,
                         fmt::format("the window of '{}' goes by event time, and its rows have "
                                     "none: say event_time = \"COLUMN\" at the source",
                                     o.uid->value));
  std::vector<Field> key_columns;
  KeySelector selector = KeySelector::constant();
  const bool keyed = !o.key_by.empty();
  if (keyed) {
    auto key = compile_key(state, o.key_by, in.rows);
    if (!key) return;
    key_columns = key->columns;
    selector = key->selector;
  }
  const auto assigner = assigner_of(state, o);
  if (!assigner) return;
  const auto plan = o.aggregate.empty() ? processed(state, o, in, *assigner)
                                        : aggregated(state, o, in, *assigner, key_columns);
  if (!plan) return;
  for (StreamEdge& e : in.edges) e.ship = Ship::kHash, e.key = selector;
  StreamNode node = make_node(o, in, "window");
  const Duration lateness = w.allowed_lateness ? w.allowed_lateness->value : 0;
  std::optional<std::string> late;
  if (w.late_output) late = w.late_output->value;
  node.window = WindowNote{sort_of(w), lateness, plan->aggregates, plan->aggregates};
  node.make = [make = plan->make, lateness, late] {
    WindowOperatorConfig config = make();
    config.allowed_lateness = lateness;
    config.late_tag = late;
    auto op = WindowOperator::create(std::move(config));
    if (!op) throw UserError(op.error());
    return std::unique_ptr<Operator>(std::move(*op));
  };
  if (!keyed) {
    node.non_parallel = true;
    node.max_parallelism = 1;
    if (o.parallelism && o.parallelism->value != 1)
      return state.mistake(o.parallelism->place,
                           "without key_by there is one window for all rows, and one subtask; "
                           "leave 'parallelism' out");
    node.parallelism = 1;
  }
  const NodeId id = state.add(std::move(node), {.rows = RowType(plan->rows), .has_time = true});
  if (late)
    state.add_side_output(o.uid->value, *late,
                          {.node = id, .rows = in.rows, .has_time = in.has_time});
}

}  // namespace weir
