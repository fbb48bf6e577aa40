// key_by, and process: registered functions of one input or of two.
#include <fmt/format.h>

#include <memory>

#include "engine/graph/job_file/compile_state.h"
#include "engine/operators/basic_operators.h"
#include "engine/operators/process_operator.h"

namespace weir {

namespace {

void wrong_function(CompileState& state, const OperatorSection& o, const BoundFunction& bound,
                    const char* wanted) {
  state.missing(o.origin, o.process->place,
                fmt::format("'{}' is {}; here {} is wanted", o.process->value,
                            kind_of(bound.function), wanted));
}

// Adds the operator, with what its function says it makes.
void add_with_outputs(CompileState& state, const OperatorSection& o, StreamNode node,
                      const BoundFunction& bound, StreamNote note) {
  const bool has_time = note.has_time;
  const NodeId id = state.add(std::move(node), std::move(note));
  for (const auto& [tag, rows] : bound.side_outputs)
    state.add_side_output(o.uid->value, tag, {.node = id, .rows = rows, .has_time = has_time});
}

StreamNote results(CompileState& state, const OperatorSection& o, const BoundFunction& bound,
                   bool has_time, std::size_t key_columns) {
  const RegisteredFunction& function = *state.options.functions->find(o.process->value);
  StreamNote note{.rows = bound.rows, .has_time = has_time};
  note.running = function.running;
  if (note.running) note.key_columns = key_columns;
  if (!function.order_dependence.empty())
    state.out.order_dependences.push_back(function.order_dependence);
  return note;
}

void connected(CompileState& state, const OperatorSection& o, CompileInput first) {
  auto second = state.input(o.connect->from, {});
  if (!second) return;
  if (o.key_by.empty())
    return state.missing(o.origin, o.connect->origin.place,
                         "connect wants key_by for both inputs: that of the first "
                         "stands beside connect");
  if (o.connect->key_by.empty()) return;  // said by the reader
  const auto key1 = compile_key(state, o.key_by, first.rows);
  const auto key2 = compile_key(state, o.connect->key_by, second->rows);
  if (!key1 || !key2) return;
  bool fit = key1->size() == key2->size();
  for (std::size_t i = 0; fit && i < key1->size(); i++) {
    const Kind a = key1->columns[i].kind, b = key2->columns[i].kind;
    fit = a == b || a == Kind::kNull || b == Kind::kNull;
  }
  if (!fit)
    return state.mistake(
        o.connect->key_by.front().place,
        fmt::format("the keys of both inputs must be of the same kinds, and rows "
                    "meet by them: the first is {}, the second {}",
                    key1->size() > 1 ? "of several parts" : kind_name(key1->columns[0].kind),
                    key2->size() > 1 ? "of several parts" : kind_name(key2->columns[0].kind)));
  auto bound = state.bind(*o.process, {first.rows, second->rows});
  if (!bound) return;
  const auto* f = std::get_if<KeyedCoProcessFactory>(&bound->function);
  if (f == nullptr) return wrong_function(state, o, *bound, "one of two keyed inputs");
  for (StreamEdge& e : first.edges) e.ship = Ship::kHash, e.key = key1->selector;
  for (StreamEdge& e : second->edges) e.ship = Ship::kHash, e.key = key2->selector;
  StreamNode node = make_node(o, first, "co-process");
  node.inputs = {first.edges, second->edges};
  node.make = [f = *f] { return std::make_unique<KeyedCoProcessOperator>(f()); };
  add_with_outputs(state, o, std::move(node), *bound,
                   results(state, o, *bound, first.has_time && second->has_time, key1->size()));
}

}  // namespace

std::optional<CompiledKey> compile_key(CompileState& state, const Texts& key_by,
                                       const RowType& rows) {
  CompiledKey out;
  std::vector<Expression> parts;
  for (const Placed<std::string>& text : key_by) {
    auto e = state.expression(text, rows);
    if (!e) continue;
    Field column = e->type();
    column.required = false;
    if (column.name.empty())
      column.name = key_by.size() == 1 ? "key" : fmt::format("key{}", parts.size() + 1);
    out.columns.push_back(std::move(column));
    parts.push_back(std::move(*e));
  }
  if (parts.size() != key_by.size()) return std::nullopt;
  if (!check_names(state, out.columns, key_by.front().place)) return std::nullopt;
  if (parts.size() == 1 && parts[0].is_column()) {
    out.selector = KeySelector::field(*parts[0].column(), out.columns[0].name);
  } else if (parts.size() == 1) {
    const std::string name = parts[0].text();
    out.selector = KeySelector::function(
        [e = std::move(parts[0])](const Value& row) { return e.evaluate(row); }, name);
  } else {
    std::string name;
    for (const Expression& e : parts) name += (name.empty() ? "" : ", ") + e.text();
    out.selector = KeySelector::function(
        [parts = std::move(parts)](const Value& row) {
          RowBuilder key(parts.size());
          for (const Expression& e : parts) key.add(e.evaluate(row));
          return key.take();
        },
        name);
  }
  return out;
}

void compile_process(CompileState& state, const OperatorSection& o, CompileInput in) {
  if (o.connect) return connected(state, o, std::move(in));
  auto bound = state.bind(*o.process, {in.rows});
  if (!bound) return;
  if (o.key_by.empty()) {
    const auto* f = std::get_if<MapFunction>(&bound->function);
    if (f == nullptr)
      return wrong_function(state, o, *bound,
                            "one that makes one row out of one (others want key_by, connect, "
                            "window or flat_map)");
    StreamNode node = make_node(o, in, "map");
    node.make = [f = *f] { return std::make_unique<MapOperator>(f); };
    add_with_outputs(state, o, std::move(node), *bound, results(state, o, *bound, in.has_time, 0));
    return;
  }
  const auto key = compile_key(state, o.key_by, in.rows);
  if (!key) return;
  const auto* f = std::get_if<KeyedProcessFactory>(&bound->function);
  if (f == nullptr) return wrong_function(state, o, *bound, "one of keyed rows");
  for (StreamEdge& e : in.edges) e.ship = Ship::kHash, e.key = key->selector;
  StreamNode node = make_node(o, in, "process");
  node.make = [f = *f] { return std::make_unique<KeyedProcessOperator>(f()); };
  add_with_outputs(state, o, std::move(node), *bound,
                   results(state, o, *bound, in.has_time, key->size()));
}

}  // namespace weir
