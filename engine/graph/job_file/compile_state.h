// CompileState: what the parts of compile_job() share: the job file, the graph so far, the streams
// that are known, the mistakes found. One function for each sort of section; each adds its operator
// or says what is wrong with it. Private to this folder.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/graph/job_file/compile.h"

namespace weir {

// Where the rows of an operator come from.
struct CompileInput {
  RowType rows;
  std::vector<StreamEdge> edges;  // several: a union
  bool has_time = true;
};

struct CompileState {
  const Document& document;
  const JobFile& job;
  const CompileOptions& options;
  CompiledJob out = {};
  StreamGraph graph = {};

  void mistake(const TextRef& at, std::string what) {
    out.diagnostics.push_back(document.diagnose(at, std::move(what)));
  }
  // Of something that `section` lacks: not said if it may stand there, and could not be read.
  void missing(const Origin& section, const TextRef& at, std::string what) {
    if (!section.damaged) mistake(at, std::move(what));
  }
  // nullopt: there are mistakes, and they have been said.
  std::optional<Expression> expression(const Placed<std::string>& text, const RowType& rows);
  std::optional<Expression> condition(const Placed<std::string>& text, const RowType& rows);
  // Of an expression that says a time: int64 ms, or null.
  std::optional<Expression> time(const Placed<std::string>& text, const char* key,
                                 const RowType& rows);
  // Relative paths start in the folder of the job file.
  std::string path_of(const std::string& path) const;

  bool known(const Texts& from) const;
  std::optional<CompileInput> input(const Texts& from, const Text& partition);
  // Adds the operator and its main output.
  NodeId add(StreamNode node, StreamNote note);
  void add_side_output(const std::string& uid, const std::string& tag, StreamNote note);
  // The function, bound to these inputs.
  std::optional<BoundFunction> bind(const Placed<std::string>& name,
                                    const std::vector<RowType>& inputs);
};

using TimeFunction = std::function<std::optional<Timestamp>(const Value&)>;
TimeFunction time_function(Expression expression);

void compile_config(CompileState& state);
void compile_source(CompileState& state, const SourceSection& source);
void compile_operator(CompileState& state, const OperatorSection& op);
void compile_window(CompileState& state, const OperatorSection& op, CompileInput input);
void compile_aggregate(CompileState& state, const OperatorSection& op, CompileInput input);
void compile_process(CompileState& state, const OperatorSection& op, CompileInput input);
void compile_sink(CompileState& state, const SinkSection& sink);

std::optional<WatermarkStrategy> compile_watermarks(CompileState& state,
                                                    const WatermarksSection& watermarks,
                                                    const RowType& rows);

// key_by: the selector for edges, and the columns in which results name the key.
struct CompiledKey {
  KeySelector selector;
  std::vector<Field> columns;
  // The key as the first columns of a result.
  std::size_t size() const { return columns.size(); }
};
std::optional<CompiledKey> compile_key(CompileState& state, const Texts& key_by,
                                       const RowType& rows);

// An operator with what all operators can say.
StreamNode make_node(const OperatorSection& op, const CompileInput& input, const char* is);
// The names of a row, each once.
bool check_names(CompileState& state, const std::vector<Field>& fields, const TextRef& at);

}  // namespace weir
