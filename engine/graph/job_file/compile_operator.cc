// [[operator]]: which one it is, and those without state: filter, map, flat_map, new timestamps.
#include <fmt/format.h>

#include <memory>

#include "engine/core/java_text.h"
#include "engine/graph/job_file/compile_state.h"
#include "engine/operators/basic_operators.h"
#include "engine/operators/timestamps_and_watermarks.h"

namespace weir {

namespace {

void filter(CompileState& state, const OperatorSection& o, CompileInput in) {
  auto condition = state.condition(*o.filter, in.rows);
  if (!condition) return;
  StreamNode node = make_node(o, in, "filter");
  node.make = [e = std::move(*condition)] {
    return std::make_unique<FilterOperator>([e](const Value& row) { return e.test(row); });
  };
  state.add(std::move(node), {.rows = in.rows, .has_time = in.has_time});
}

void map(CompileState& state, const OperatorSection& o, CompileInput in) {
  std::vector<Expression> columns;
  std::vector<Field> fields;
  for (const NamedText& column : o.map) {
    auto e = state.expression(column.text, in.rows);
    if (!e) continue;
    Field field = e->type();
    field.name = column.name.value;
    field.required = false;
    fields.push_back(std::move(field));
    columns.push_back(std::move(*e));
  }
  if (columns.size() != o.map.size()) return;
  StreamNode node = make_node(o, in, "map");
  node.make = [columns = std::move(columns)] {
    return std::make_unique<MapOperator>([columns](const Value& row) {
      RowBuilder out(columns.size());
      for (const Expression& e : columns) out.add(e.evaluate(row));
      return out.take();
    });
  };
  state.add(std::move(node), {.rows = RowType(std::move(fields)), .has_time = in.has_time});
}

// One part of a text and the columns that go with it.
struct Splitter {
  std::optional<Expression> text;
  std::string by;
  std::vector<Expression> keep;

  void operator()(const Value& row, Collector& out) const {
    const Value whole = text->evaluate(row);
    if (whole.is_null()) return;
    if (whole.kind() != Kind::kString)
      throw UserError(ErrorKind::kBadData, fmt::format("flat_map splits texts, and {} is {}",
                                                       text->text(), whole.to_string()));
    for (const std::string_view part : java_split(whole.as_text(), by)) {
      RowBuilder made(keep.size() + 1);
      for (const Expression& e : keep) made.add(e.evaluate(row));
      out.collect(made.add(Value::text(part)).take());
    }
  }
};

void split(CompileState& state, const OperatorSection& o, CompileInput in) {
  const SplitSection& s = *o.flat_map;
  auto text = state.expression(*s.split, in.rows);
  if (text && text->type().kind != Kind::kString && text->type().kind != Kind::kNull) {
    state.mistake(s.split->place, fmt::format("'split' wants a text, and this is of kind {}",
                                              kind_name(text->type().kind)));
    text.reset();
  }
  const std::string by = s.by ? s.by->value : ",";
  if (by.empty()) {
    state.mistake(s.by->place, "'by' is empty; it is what stands between two parts");
    return;
  }
  Splitter splitter{{}, by, {}};
  std::vector<Field> fields;
  for (const Placed<std::string>& column : s.keep) {
    auto e = state.expression(column, in.rows);
    if (!e) return;
    if (!e->is_column()) return state.mistake(column.place, "'keep' wants names of columns");
    fields.push_back(e->type());
    splitter.keep.push_back(std::move(*e));
  }
  fields.push_back({s.as ? s.as->value : "word", Kind::kString});
  if (!text || !check_names(state, fields, s.as ? s.as->place : s.origin.place)) return;
  splitter.text = std::move(text);
  StreamNode node = make_node(o, in, "flat_map");
  node.make = [splitter = std::move(splitter)] {
    return std::make_unique<FlatMapOperator>(splitter);
  };
  state.add(std::move(node), {.rows = RowType(std::move(fields)), .has_time = in.has_time});
}

void flat_map(CompileState& state, const OperatorSection& o, CompileInput in) {
  const SplitSection& s = *o.flat_map;
  if (s.split && s.function)
    return state.mistake(s.function->place, "'split' and 'function' are two ways; leave one out");
  if (s.split) return split(state, o, std::move(in));
  if (!s.function)
    return state.missing(s.origin, s.origin.place,
                         "flat_map wants split = \"COLUMN\", or function = \"NAME\"");
  auto bound = state.bind(*s.function, {in.rows});
  if (!bound) return;
  const auto* f = std::get_if<FlatMapFunction>(&bound->function);
  if (f == nullptr)
    return state.mistake(s.function->place,
                         fmt::format("'{}' is {}; flat_map wants one that makes several rows out "
                                     "of one",
                                     s.function->value, kind_of(bound->function)));
  StreamNode node = make_node(o, in, "flat_map");
  node.make = [f = *f] { return std::make_unique<FlatMapOperator>(f); };
  state.add(std::move(node), {.rows = bound->rows, .has_time = in.has_time});
}

// New timestamps and watermarks in the middle of a stream.
void new_time(CompileState& state, const OperatorSection& o, CompileInput in) {
  TimestampAssigner assigner;
  if (o.event_time) {
    auto e = state.time(*o.event_time, "event_time", in.rows);
    if (!e) return;
    assigner = [time = time_function(std::move(*e))](const Value& row, std::optional<Timestamp>) {
      return time(row);
    };
  } else if (!in.has_time) {
    return state.missing(o.origin, o.watermarks->origin.place,
                         fmt::format("'{}' has watermarks, and its rows have no timestamps; say "
                                     "event_time = \"COLUMN\"",
                                     o.uid->value));
  }
  WatermarkStrategy strategy;
  if (o.watermarks) {
    auto w = compile_watermarks(state, *o.watermarks, in.rows);
    if (!w) return;
    strategy = std::move(*w);
  }
  StreamNode node = make_node(o, in, "watermarks");
  node.own_watermarks = true;
  node.make = [assigner = std::move(assigner), strategy = std::move(strategy)] {
    return std::make_unique<TimestampsAndWatermarksOperator>(assigner, strategy);
  };
  state.add(std::move(node), {.rows = in.rows, .has_time = true});
}

struct Verb {
  const char* name;
  const TextRef* place;
};

// What the operator does: exactly one of these; aggregate and process may be in a window.
std::vector<Verb> verbs_of(const OperatorSection& o) {
  std::vector<Verb> out;
  if (o.filter) out.push_back({"filter", &o.filter->place});
  if (!o.map.empty()) out.push_back({"map", &o.map.front().name.place});
  if (o.flat_map) out.push_back({"flat_map", &o.flat_map->origin.place});
  if (!o.aggregate.empty()) out.push_back({"aggregate", &o.aggregate.front().name.place});
  if (o.process) out.push_back({"process", &o.process->place});
  if (o.event_time) out.push_back({"event_time", &o.event_time->place});
  if (o.watermarks && !o.event_time) out.push_back({"watermarks", &o.watermarks->origin.place});
  return out;
}

// Keys of the operator that do not go with what it does.
bool fits(CompileState& state, const OperatorSection& o, std::string_view verb) {
  const bool state_verb = verb == "aggregate" || verb == "process";
  bool good = true;
  const auto refuse = [&](const TextRef& at, const char* key, const char* why) {
    state.mistake(at, fmt::format("'{}' does not go with '{}': {}", key, verb, why));
    good = false;
  };
  if (!o.key_by.empty() && !state_verb)
    refuse(o.key_by.front().place, "key_by",
           "a key belongs to the operator that keeps something for each key (aggregate, process)");
  if (o.window && !state_verb)
    refuse(o.window->origin.place, "window", "a window is for aggregate or process");
  if (o.connect && verb != "process")
    refuse(o.connect->origin.place, "connect",
           "two inputs are for process with a registered function");
  if (o.connect && o.window) refuse(o.connect->origin.place, "connect", "a window has one input");
  if (o.partition_by && (!o.key_by.empty() || o.partition))
    refuse(o.partition_by->origin.place, "partition_by",
           "key_by or partition says already where rows go");
  if (o.partition && !o.key_by.empty())
    refuse(o.partition->place, "partition", "key_by says already where rows go");
  return good;
}

}  // namespace

namespace {

// The function that says where rows go, for each of the edges.
bool partition_by(CompileState& state, const PartitionSection& p, CompileInput& in) {
  if (!p.key || !p.function) return false;  // said already
  const auto key = compile_key(state, {*p.key}, in.rows);
  auto bound = state.bind(*p.function, {in.rows});
  if (!key || !bound) return false;
  const auto* f = std::get_if<CustomPartition>(&bound->function);
  if (f == nullptr) {
    state.mistake(p.function->place,
                  fmt::format("'{}' is {}; here stands one that says to which subtask a row goes",
                              p.function->value, kind_of(bound->function)));
    return false;
  }
  for (StreamEdge& e : in.edges) e.ship = Ship::kCustom, e.key = key->selector, e.custom = *f;
  return true;
}

}  // namespace

void compile_operator(CompileState& state, const OperatorSection& o) {
  auto in = state.input(o.from, o.partition);
  if (!in) return;
  const std::vector<Verb> verbs = verbs_of(o);
  if (verbs.empty() && o.window)
    return state.missing(o.origin, o.window->origin.place,
                         fmt::format("what happens in the window of '{}'? Add aggregate = {{ n = "
                                     "\"count()\" }} or process = \"FUNCTION\"",
                                     o.uid->value));
  if (verbs.empty())
    return state.missing(o.origin, o.uid->place,
                         fmt::format("what does '{}' do? Add filter, map, flat_map, "
                                     "aggregate, process, or event_time with "
                                     "watermarks",
                                     o.uid->value));
  if (verbs.size() > 1)
    return state.mistake(*verbs[1].place,
                         fmt::format("'{}' and '{}' are two operators; write two, one from the "
                                     "other",
                                     verbs[0].name, verbs[1].name));
  const std::string_view verb = verbs[0].name;
  if (!fits(state, o, verb)) return;
  if (o.partition_by && !partition_by(state, *o.partition_by, *in)) return;
  if (verb == "filter") return filter(state, o, std::move(*in));
  if (verb == "map") return map(state, o, std::move(*in));
  if (verb == "flat_map") return flat_map(state, o, std::move(*in));
  if (verb == "event_time" || verb == "watermarks") return new_time(state, o, std::move(*in));
  if (o.window) return compile_window(state, o, std::move(*in));
  if (verb == "aggregate") return compile_aggregate(state, o, std::move(*in));
  compile_process(state, o, std::move(*in));
}

}  // namespace weir
