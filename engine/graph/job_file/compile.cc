#include "engine/graph/job_file/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/core/suggest.h"
#include "engine/graph/job_file/compile_state.h"
#include "engine/graph/job_graph.h"

namespace weir {

namespace {

// Every uid that is there, with the place where it is said.
class Uids {
 public:
  explicit Uids(CompileState& state) : state_(state) {
    for (const SourceSection& s : state.job.sources) add(s.uid);
    for (const OperatorSection& o : state.job.operators) add(o.uid);
    for (const SinkSection& s : state.job.sinks) add(s.uid);
  }

  bool has(const std::string& uid) const { return seen_.contains(uid); }
  std::vector<std::string> names() const { return {seen_.begin(), seen_.end()}; }

 private:
  void add(const Text& uid) {
    if (!uid) return;
    if (!seen_.insert(uid->value).second)
      state_.mistake(uid->place, fmt::format("there are two '{}'; a uid names one", uid->value));
    const auto tables = job_tables();
    if (std::find(tables.begin(), tables.end(), uid->value) != tables.end())
      state_.mistake(uid->place, fmt::format("'{}' is the name of a table; call it something else, "
                                             "so that --set {}.KEY=VALUE means one thing",
                                             uid->value, uid->value));
  }

  CompileState& state_;
  std::set<std::string> seen_;
};

// Operators and sinks in an order in which inputs come first.
class Order {
 public:
  explicit Order(CompileState& state) : state_(state), uids_(state) {}

  void run() {
    for (const SourceSection& s : state_.job.sources)
      if (s.uid) compile_source(state_, s);
    // A source that is wrong is none for those behind it, and nothing is said about them.
    std::vector<const OperatorSection*> left;
    for (const OperatorSection& o : state_.job.operators)
      if (o.uid && !o.from.empty() && (!o.connect || !o.connect->from.empty())) left.push_back(&o);
    while (compile_ready(left)) {
    }
    for (const OperatorSection* o : left) {
      check_inputs(o->from);
      if (o->connect) check_inputs(o->connect->from);
    }
    report_cycle(left);
    for (const SinkSection& s : state_.job.sinks) {
      if (!s.uid || s.from.empty()) continue;
      if (state_.known(s.from))
        compile_sink(state_, s);
      else
        check_inputs(s.from);
    }
  }

 private:
  bool ready(const OperatorSection& o) const {
    return state_.known(o.from) && (!o.connect || state_.known(o.connect->from));
  }

  bool compile_ready(std::vector<const OperatorSection*>& left) {
    for (std::size_t i = 0; i < left.size(); i++) {
      if (!ready(*left[i])) continue;
      const OperatorSection& o = *left[i];
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
      compile_operator(state_, o);
      return true;
    }
    return false;
  }

  // Whether all that there is has a name. If not, one that nobody has may be that of a table which
  // could not be read.
  bool all_named() const {
    const JobFile& job = state_.job;
    const auto named = [](const auto& section) { return section.uid.has_value(); };
    return !job.origin.damaged && !job.sources.empty() &&
           std::all_of(job.sources.begin(), job.sources.end(), named) &&
           std::all_of(job.operators.begin(), job.operators.end(), named);
  }

  // Names that nobody has.
  void check_inputs(const Texts& from) {
    for (const Placed<std::string>& name : from) {
      if (state_.out.streams.contains(name.value)) continue;
      const std::size_t dot = name.value.find('.');
      const std::string uid = name.value.substr(0, dot);
      if (!uids_.has(uid)) {
        if (!all_named()) continue;
        state_.mistake(name.place, fmt::format("there is no source and no operator '{}'.{}", uid,
                                               did_you_mean(uid, uids_.names())));
        continue;
      }
      if (dot == std::string::npos || !state_.out.streams.contains(uid)) {
        check_not_sink(name);
        continue;
      }
      state_.mistake(name.place, no_output(uid, name.value.substr(dot + 1)));
    }
  }

  void check_not_sink(const Placed<std::string>& name) {
    for (const SinkSection& s : state_.job.sinks)
      if (s.uid && s.uid->value == name.value)
        state_.mistake(name.place,
                       fmt::format("'{}' is a sink; nothing comes out of it", name.value));
  }

  std::string no_output(const std::string& uid, const std::string& tag) const {
    std::string outputs;
    for (const auto& [stream, note] : state_.out.streams)
      if (stream.starts_with(uid + '.')) outputs += (outputs.empty() ? "" : ", ") + stream;
    return fmt::format("'{}' has no output '{}'; {}", uid, tag,
                       outputs.empty() ? "it has no side output (window: late_output; source: "
                                         "on_error = \"side_output\")"
                                       : "it has " + outputs);
  }

  // Of what is left, whose inputs are all there by name: only a cycle can hold it up.
  void report_cycle(const std::vector<const OperatorSection*>& left) {
    const auto among = [&](const std::string& name) -> const OperatorSection* {
      for (const OperatorSection* o : left)
        if (o->uid->value == name.substr(0, name.find('.'))) return o;
      return nullptr;
    };
    if (left.empty()) return;
    const OperatorSection* at = left.front();
    std::vector<const OperatorSection*> path;
    while (at != nullptr && std::find(path.begin(), path.end(), at) == path.end()) {
      path.push_back(at);
      const OperatorSection* next = nullptr;
      for (const Placed<std::string>& name : at->from)
        if (next == nullptr) next = among(name.value);
      if (next == nullptr && at->connect)
        for (const Placed<std::string>& name : at->connect->from)
          if (next == nullptr) next = among(name.value);
      at = next;
    }
    if (at == nullptr) return;  // behind something that is wrong
    std::string circle = at->uid->value;
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
      circle += " -> " + (*step)->uid->value;
      if (*step == at) break;
    }
    state_.mistake(at->from.front().place,
                   fmt::format("these operators feed each other in a circle: {}", circle));
  }

  CompileState& state_;
  Uids uids_;
};

void check_parts(CompileState& state) {
  if (state.job.origin.damaged) return;
  const auto say = [&](const char* what) {
    state.out.diagnostics.push_back({state.document.path(), {}, what});
  };
  if (state.job.sources.empty())
    say("this job has no source: write [[source]] with a uid and csv, "
        "jsonl, lines or events");
  if (state.job.sinks.empty())
    say("this job has no sink, so nobody would see its results: write [[sink]] with a uid, from "
        "and print = true");
}

// Outputs that nobody reads are easy to forget.
void check_unread(CompileState& state) {
  std::set<std::pair<NodeId, std::string>> read;
  for (const StreamNode& node : state.graph.nodes)
    for (const auto& input : node.inputs)
      for (const StreamEdge& e : input) read.insert({e.from, e.tag});
  for (const OperatorSection& o : state.job.operators) {
    const auto stream = o.uid ? state.out.streams.find(o.uid->value) : state.out.streams.end();
    if (stream == state.out.streams.end() || read.contains({stream->second.node, ""})) continue;
    state.mistake(o.uid->place, fmt::format("nothing reads from '{}'; give it a sink, or leave it "
                                            "out",
                                            o.uid->value));
  }
}

}  // namespace

CompiledJob compile_job(const Document& document, const JobFile& job,
                        const CompileOptions& options) {
  CompileState state{document, job, options};
  compile_config(state);
  Order(state).run();
  check_parts(state);
  if (state.out.diagnostics.empty()) check_unread(state);
  if (state.out.diagnostics.empty()) {
    // What the graph itself does not allow (forward between different parallelism, …).
    if (auto graph = JobGraph::compile(state.graph); !graph)
      state.out.diagnostics.push_back({document.path(), {}, graph.error().text});
  }
  if (state.out.diagnostics.empty()) state.out.graph = std::move(state.graph);
  return std::move(state.out);
}

}  // namespace weir
