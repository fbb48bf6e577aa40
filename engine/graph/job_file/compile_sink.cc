// [[sink]]: where results go.
#include <fmt/format.h>

#include <memory>

#include "engine/connectors/file_sink.h"
#include "engine/graph/job_file/compile_state.h"
#include "engine/graph/job_file/sink_files.h"
#include "engine/operators/sink_operators.h"

namespace weir {

namespace {

struct Where {
  const char* key;
  const TextRef* place;
};

std::vector<Where> where(const SinkSection& s) {
  std::vector<Where> out;
  if (s.print && s.print->value) out.push_back({"print", &s.print->place});
  if (s.csv) out.push_back({"csv", &s.csv->place});
  if (s.jsonl) out.push_back({"jsonl", &s.jsonl->place});
  if (s.text) out.push_back({"text", &s.text->place});
  return out;
}

bool fits(CompileState& state, const SinkSection& s, const Where& to) {
  const bool print = std::string_view(to.key) == "print";
  const bool on = state.graph.config.checkpoints.interval > 0;
  const bool commit = s.commit && s.commit->value;
  bool good = true;
  const auto refuse = [&](const TextRef& at, const char* what) {
    state.mistake(at, what);
    good = false;
  };
  if (commit && !print)
    refuse(s.commit->place, "'commit' is for print; files come with their checkpoints anyway");
  if (commit && print && !on && !state.job.checkpointing.origin.damaged)
    refuse(s.commit->place,
           "'commit' waits for checkpoints, and there are none: add "
           "[checkpointing] with interval = \"…\"");
  if (s.format && !print && !s.text)
    refuse(s.format->place, "'format' is for print; csv and jsonl have their own");
  return good;
}

}  // namespace

void compile_sink(CompileState& state, const SinkSection& s) {
  auto in = state.input(s.from, s.partition);
  if (!in) return;
  const std::vector<Where> to = where(s);
  if (to.empty())
    return state.missing(s.origin, s.uid->place,
                         fmt::format("where do the rows of '{}' go? Add print = true, csv = "
                                     "\"FILE\" or jsonl = \"FILE\"",
                                     s.uid->value));
  if (to.size() > 1)
    return state.mistake(*to[1].place, fmt::format("'{}' and '{}' are two places; write two sinks",
                                                   to[0].key, to[1].key));
  if (!fits(state, s, to[0])) return;
  StreamNode node{.uid = s.uid->value, .is = "print"};
  if (s.parallelism) node.parallelism = static_cast<std::uint32_t>(s.parallelism->value);
  node.inputs = {in->edges};
  SinkNote note{.uid = s.uid->value, .rows = in->rows};
  note.tuple = s.format && s.format->value == "tuple";
  const StreamNote& from = state.out.streams.at(s.from.front().value);
  note.key_columns = from.key_columns;
  note.running = from.running;
  if (std::string_view(to[0].key) != "print") {
    if (!file_sink(state, s, note, node)) return;
  } else if (s.commit && s.commit->value) {
    node.is = "two-phase";
    node.make = [] { return std::make_unique<TransactionalSink>(); };
  } else {
    node.make = [] { return std::make_unique<PrintSink>(); };
  }
  state.graph.add(std::move(node));
  state.out.sinks.push_back(std::move(note));
}

}  // namespace weir
