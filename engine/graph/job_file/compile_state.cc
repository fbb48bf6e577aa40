#include "engine/graph/job_file/compile_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/core/suggest.h"

namespace weir {

namespace {

constexpr struct {
  const char* name;
  Ship ship;
} kShips[] = {{"forward", Ship::kForward},     {"rebalance", Ship::kRebalance},
              {"rescale", Ship::kRescale},     {"shuffle", Ship::kShuffle},
              {"broadcast", Ship::kBroadcast}, {"global", Ship::kGlobal}};

std::string columns_text(const RowType& rows) {
  std::string out;
  for (const Field& f : rows.fields())
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", f.name,
                       f.kind == Kind::kNull ? "(of any kind)" : kind_name(f.kind));
  return out;
}

std::optional<Expression> reported(CompileState& state, CompiledExpression compiled,
                                   const TextRef& at) {
  for (const TextMistake& m : compiled.mistakes) state.mistake(at.within(m.span), m.what);
  return std::move(compiled.expression);
}

}  // namespace

std::optional<Expression> CompileState::expression(const Placed<std::string>& text,
                                                   const RowType& rows) {
  return reported(*this, compile_expression(text.value, {.row = rows}), text.place);
}

std::optional<Expression> CompileState::condition(const Placed<std::string>& text,
                                                  const RowType& rows) {
  return reported(*this, compile_condition(text.value, {.row = rows}), text.place);
}

std::optional<Expression> CompileState::time(const Placed<std::string>& text, const char* key,
                                             const RowType& rows) {
  auto time = expression(text, rows);
  if (!time) return time;
  const Kind kind = time->type().kind;
  if (kind == Kind::kInt || kind == Kind::kNull) return time;
  mistake(
      text.place,
      fmt::format("'{}' wants a time (an int64 of ms), and this is of kind {}; a column of text "
                  "is read as a time with columns = {{ {} = \"timestamp(yyyy-MM-dd HH:mm:ss, "
                  "UTC)\" }}",
                  key, kind_name(kind), time->is_column() ? time->type().name : "NAME"));
  return std::nullopt;
}

TimeFunction time_function(Expression expression) {
  return [e = std::move(expression)](const Value& row) -> std::optional<Timestamp> {
    const Value time = e.evaluate(row);
    if (time.is_null()) return std::nullopt;
    if (time.kind() != Kind::kInt)
      throw UserError(ErrorKind::kBadData,
                      fmt::format("{} is {}, of kind {}; a time is an int64", e.text(),
                                  time.to_string(), kind_name(time.kind())));
    return time.as_int();
  };
}

std::string CompileState::path_of(const std::string& path) const {
  if (options.folder.empty() || path.starts_with('/')) return path;
  return options.folder.ends_with('/') ? options.folder + path : options.folder + '/' + path;
}

bool CompileState::known(const Texts& from) const {
  return std::all_of(from.begin(), from.end(), [this](const Placed<std::string>& name) {
    return out.streams.contains(name.value);
  });
}

std::optional<CompileInput> CompileState::input(const Texts& from, const Text& partition) {
  CompileInput in;
  std::set<std::string> seen;
  bool good = true;
  for (const Placed<std::string>& name : from) {
    const auto found = out.streams.find(name.value);
    if (found == out.streams.end()) return std::nullopt;  // said elsewhere
    const StreamNote& stream = found->second;
    if (!seen.insert(name.value).second) {
      mistake(name.place, fmt::format("'{}' is there twice", name.value));
      good = false;
    }
    if (!in.edges.empty() && !(stream.rows == in.rows)) {
      mistake(name.place,
              fmt::format("the rows of a union have the same columns: '{}' has {}; '{}' has {}",
                          from.front().value, columns_text(in.rows), name.value,
                          columns_text(stream.rows)));
      good = false;
    }
    if (in.edges.empty()) in.rows = stream.rows;
    in.has_time = in.has_time && stream.has_time;
    in.edges.push_back({.from = stream.node, .tag = stream.tag});
  }
  if (partition)
    for (const auto& row : kShips)
      if (partition->value == row.name)
        for (StreamEdge& e : in.edges) e.ship = row.ship;
  if (!good) return std::nullopt;
  return in;
}

NodeId CompileState::add(StreamNode node, StreamNote note) {
  const std::string uid = node.uid;
  node.rows = note.rows;
  note.node = graph.add(std::move(node));
  const NodeId id = note.node;
  out.streams.emplace(uid, std::move(note));
  return id;
}

void CompileState::add_side_output(const std::string& uid, const std::string& tag,
                                   StreamNote note) {
  note.tag = tag;
  out.streams.emplace(uid + '.' + tag, std::move(note));
}

std::optional<BoundFunction> CompileState::bind(const Placed<std::string>& name,
                                                const std::vector<RowType>& inputs) {
  const RegisteredFunction* function =
      options.functions == nullptr ? nullptr : options.functions->find(name.value);
  if (function == nullptr) {
    const std::vector<std::string> names =
        options.functions == nullptr ? std::vector<std::string>() : options.functions->names();
    std::string list;
    for (const std::string& n : names) list += (list.empty() ? "" : ", ") + n;
    mistake(
        name.place,
        fmt::format("there is no function '{}'.{} {}", name.value, did_you_mean(name.value, names),
                    names.empty() ? "None is registered." : "Registered are " + list + "."));
    return std::nullopt;
  }
  auto bound = function->bind(inputs);
  if (bound) return std::move(*bound);
  mistake(name.place, fmt::format("function '{}': {}", name.value, bound.error().text));
  return std::nullopt;
}

StreamNode make_node(const OperatorSection& op, const CompileInput& input, const char* is) {
  StreamNode node;
  node.uid = op.uid->value;
  node.is = is;
  if (op.parallelism) node.parallelism = static_cast<std::uint32_t>(op.parallelism->value);
  if (op.max_parallelism)
    node.max_parallelism = static_cast<std::uint32_t>(op.max_parallelism->value);
  if (op.chaining && op.chaining->value == "head") node.chaining = Chaining::kHead;
  if (op.chaining && op.chaining->value == "never") node.chaining = Chaining::kNever;
  node.inputs = {input.edges};
  return node;
}

bool check_names(CompileState& state, const std::vector<Field>& fields, const TextRef& at) {
  std::set<std::string> seen;
  for (const Field& f : fields) {
    if (seen.insert(f.name).second) continue;
    state.mistake(at, fmt::format("the result would have two columns '{}'; give one of them "
                                  "another name",
                                  f.name));
    return false;
  }
  return true;
}

}  // namespace weir
