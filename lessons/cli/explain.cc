#include "lessons/cli/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/duration_text.h"
#include "engine/core/text_width.h"
#include "engine/graph/clock_start.h"
#include "engine/graph/execution_plan.h"
#include "engine/graph/job_graph.h"

namespace weir::cli {

namespace {

std::string type_text(const Field& field) {
  std::string inner;
  for (const Field& f : field.fields)
    inner += (inner.empty() ? "" : ", ") +
             (field.kind == Kind::kList ? type_text(f) : f.name + ' ' + type_text(f));
  const std::string kind = field.kind == Kind::kNull ? "any kind" : kind_name(field.kind);
  return inner.empty() ? kind : kind + '(' + inner + ')';
}

std::string rows_text(const RowType& rows) {
  std::string out;
  for (const Field& f : rows.fields())
    out += (out.empty() ? "" : ", ") + shown(f.name) + ' ' + type_text(f) +
           (f.required ? " not null" : "");
  return out;
}

std::string subtasks(std::uint32_t n) {
  return n == 1 ? "1 subtask" : fmt::format("{} subtasks", n);
}

class Explainer {
 public:
  explicit Explainer(const runs::OpenedJob& job)
      : job_(job), graph_(JobGraph::compile(job.graph()).value()), plan_(make_plan(graph_)) {}

  std::string run() {
    head();
    out_ += "\noperators\n";
    for (NodeId n = 0; n < job_.graph().nodes.size(); n++) node(n);
    out_ += "\ntasks\n";
    for (const JobVertex& v : graph_.vertices) task(v);
    defaults();
    return std::move(out_);
  }

 private:
  void head() {
    const JobConfig& c = job_.graph().config;
    out_ += fmt::format("{} ({})\n", job_.title(), shown(job_.target.file));
    out_ += fmt::format("  parallelism   {}\n", c.parallelism);
    out_ += fmt::format("  state         {}\n", job_.backend);
    out_ += "  checkpoints   " + checkpoints_text(c) + '\n';
    out_ += "  restart       " + restart_text(c.restart) + '\n';
    const auto sim = sim::sim_options(job_.simulation.simulation);
    out_ += fmt::format(
        "  simulation    seed {}, {} task manager{}; network {}, control {}, "
        "snapshot {}, storage {}\n",
        sim.seed, c.task_managers, c.task_managers == 1 ? "" : "s", latency_text(sim.network),
        latency_text(sim.control), latency_text(sim.snapshot), latency_text(sim.storage));
    if (const Timestamp start = clock_start(job_.graph()); start != 0)
      out_ += fmt::format("  clock         starts at {}{}\n", start,
                          c.clock_start ? "" : ", when the first row arrives");
    for (const runs::PlannedFault& f : job_.faults)
      out_ += "  fault         " + fault_text(f) + '\n';
  }

  static std::string latency_text(const sim::Latency& l) {
    return l.min == l.max ? duration_text(l.min)
                          : duration_text(l.min) + ".." + duration_text(l.max);
  }

  static std::string fault_text(const runs::PlannedFault& f) {
    if (f.at_decision) return fmt::format("{} before decision {}", f.what, *f.at_decision);
    if (f.at) return fmt::format("{} at {}", f.what, duration_text(*f.at));
    return fmt::format("{} when {}", f.what, f.when->text());
  }

  std::string checkpoints_text(const JobConfig& c) const {
    if (c.checkpoints.interval == 0) return "none";
    std::string how;
    switch (c.checkpoints.alignment) {
      case Alignment::kAtLeastOnce: how = "at least once"; break;
      case Alignment::kAligned: how = "exactly once, aligned"; break;
      case Alignment::kAlignedWithTimeout:
        how = "exactly once, aligned for " + duration_text(c.checkpoints.aligned_timeout) +
              ", then unaligned";
        break;
      case Alignment::kUnaligned:
      case Alignment::kForcedAligned: how = "exactly once, unaligned"; break;
    }
    return fmt::format("every {}, {}, {}", duration_text(c.checkpoints.interval), how,
                       job_.checkpoints.empty() ? "in memory" : "in " + shown(job_.checkpoints));
  }

  static std::string restart_text(const RestartConfig& r) {
    const std::string limit =
        r.attempts ? fmt::format(", {} times at most", *r.attempts) : std::string();
    switch (r.kind) {
      case RestartKind::kNone: return "none: a failure ends the job";
      case RestartKind::kFixedDelay: return "after " + duration_text(r.delay) + limit;
      case RestartKind::kFailureRate:
        return fmt::format("after {}, unless there were more than {} failures in {}",
                           duration_text(r.delay), r.max_failures_per_interval,
                           duration_text(r.failure_interval));
      case RestartKind::kExponentialDelay:
        return fmt::format("after {}, times {} each time, {} at most{}",
                           duration_text(r.initial_backoff), r.multiplier,
                           duration_text(r.max_backoff), limit);
    }
    return {};
  }

  // " of 10s every 5s", of operators that the job file describes.
  std::string window_size(const std::string& uid) const {
    for (const OperatorSection& o : job_.file.operators) {
      if (!o.uid || o.uid->value != uid || !o.window) continue;
      const WindowSection& w = *o.window;
      std::string out;
      if (w.tumbling) out = " of " + duration_text(w.tumbling->value);
      if (w.sliding) out = " of " + duration_text(w.sliding->value);
      if (w.sliding && w.slide) out += " every " + duration_text(w.slide->value);
      if (w.session) out = " with a gap of " + duration_text(w.session->value);
      if (w.offset && w.offset->value != 0) out += ", offset " + duration_text(w.offset->value);
      return out;
    }
    return "";
  }

  void node(NodeId n) {
    const StreamNode& node = job_.graph().nodes[n];
    const std::uint32_t p = parallelism_of(n);
    out_ += fmt::format("  {}: {}, {}\n", node.uid, node.is, subtasks(p));
    for (std::size_t i = 0; i < node.inputs.size(); i++)
      for (const StreamEdge& e : node.inputs[i])
        out_ += "    from      " + edge_text(node, e, p) + '\n';
    if (node.source) source(node);
    if (node.window)
      out_ += fmt::format("    window    {}{}, allowed lateness {}\n", node.window->is,
                          window_size(node.uid), duration_text(node.window->lateness));
    for (const auto& [name, stream] : job_.compiled.streams)
      if (stream.node == n)
        out_ += fmt::format("    {:<9} {}\n", stream.tag.empty() ? "rows" : '.' + stream.tag,
                            rows_text(stream.rows));
  }

  std::string edge_text(const StreamNode& node, const StreamEdge& e, std::uint32_t to) const {
    const StreamNode& from = job_.graph().nodes[e.from];
    const std::string name = from.uid + (e.tag.empty() ? "" : '.' + e.tag);
    if (e.ship == Ship::kHash) {
      if (node.non_parallel) return name + ", all rows together";
      const std::string key = e.key.name().empty() ? "the row" : shown(e.key.name());
      return fmt::format("{}, by hash of {}", name, key);
    }
    if (e.ship) return fmt::format("{}, {}", name, ship_name(*e.ship));
    const bool equal = parallelism_of(e.from) == to;
    return fmt::format("{}, {} (default: {} parallelism)", name, equal ? "forward" : "rebalance",
                       equal ? "equal" : "other");
  }

  void source(const StreamNode& node) {
    const SourceSpec& s = *node.source;
    std::string time = s.event_time ? "from the rows" : "none: rows have no timestamp";
    const WatermarkStrategy& w = s.watermarks;
    std::string marks;
    switch (w.kind) {
      case WatermarkKind::kNone: marks = "none until the end"; break;
      case WatermarkKind::kBoundedOutOfOrderness:
        marks = "out of orderness " + duration_text(w.bound);
        break;
      case WatermarkKind::kMonotonous: marks = "monotonous"; break;
      case WatermarkKind::kCustom: marks = "after each row"; break;
    }
    if (w.kind == WatermarkKind::kBoundedOutOfOrderness || w.kind == WatermarkKind::kMonotonous)
      marks += w.emit_every_event ? ", after each row" : ", every " + duration_text(w.interval);
    if (w.idle_timeout) marks += ", idle after " + duration_text(*w.idle_timeout);
    out_ += "    time      " + time + "; watermarks: " + marks + '\n';
    out_ += "    arrives   " +
            (s.at ? std::string("at a time from the rows") : "every " + duration_text(s.every)) +
            (s.bounded ? "" : ", and never ends") + '\n';
  }

  std::uint32_t parallelism_of(NodeId n) const {
    for (const JobVertex& v : graph_.vertices)
      for (const ChainedOperator& op : v.chain)
        if (op.node == n) return v.parallelism;
    return 1;
  }

  void task(const JobVertex& v) {
    std::string chain;
    bool keyed = false;
    for (const ChainedOperator& op : v.chain) {
      chain += (chain.empty() ? "" : " -> ") + graph_.node(op).uid;
      keyed = keyed || graph_.node(op).keyed();
    }
    out_ += fmt::format("  {}: {}\n", chain, subtasks(v.parallelism));
    if (!keyed || v.max_parallelism == 1) return;
    for (std::uint32_t i = 0; i < v.parallelism; i++) {
      const KeyGroupRange range = key_group_range(v.max_parallelism, v.parallelism, i);
      out_ += fmt::format("    #{}        key groups {} to {}\n", i, range.first, range.last);
    }
  }

  template <class Section>
  void missing(const std::string& where, const Section& section) {
    for (const Key<Section>& k : Section::keys())
      if (!k.spec.fallback.empty() && !k.there(section) && matters(k.spec.name, section))
        out_ += fmt::format("  {}.{} = {}\n", where, k.spec.name, k.spec.fallback);
  }

  // Keys that could not be said here need no default.
  template <class Section>
  static bool matters(std::string_view /*key*/, const Section& /*section*/) {
    return true;
  }
  static bool matters(std::string_view key, const SourceSection& s) {
    const bool csv = !s.csv.empty(), jsonl = !s.jsonl.empty();
    if (key == "header" || key == "delimiter") return csv;
    if (key == "columns") return csv || jsonl;
    if (key == "on_error") return s.events.empty();
    if (key == "at") return !s.every;
    return key != "every" || !s.at;
  }
  static bool matters(std::string_view key, const OperatorSection& o) {
    if (key == "event_time") return o.watermarks.has_value();
    if (key == "partition") return o.key_by.empty();
    return key != "parallelism" && key != "max_parallelism" ? true : !o.window || !o.key_by.empty();
  }
  static bool matters(std::string_view key, const CheckpointingSection& c) {
    return key == "interval" || c.interval.has_value();
  }
  static bool matters(std::string_view key, const RestartSection& r) {
    const std::string strategy = r.strategy ? r.strategy->value : "exponential_delay";
    if (key == "attempts") return strategy == "fixed_delay" || strategy == "exponential_delay";
    if (key == "delay") return strategy == "fixed_delay" || strategy == "failure_rate";
    if (key == "max_failures" || key == "failure_interval") return strategy == "failure_rate";
    return key == "strategy" || strategy == "exponential_delay";
  }
  static bool matters(std::string_view key, const SinkSection& s) {
    return (key != "commit" && key != "format") || (s.print && s.print->value);
  }

  void defaults() {
    out_ += "\nnot said, so\n";
    const JobFile& f = job_.file;
    missing("job", f.job);
    missing("state", f.state);
    missing("checkpointing", f.checkpointing);
    if (f.checkpointing.interval) missing("restart", f.restart);
    for (const SourceSection& s : f.sources) missing(s.uid->value, s);
    for (const OperatorSection& o : f.operators) missing(o.uid->value, o);
    for (const SinkSection& s : f.sinks) missing(s.uid->value, s);
    missing("simulation", job_.simulation.simulation);
  }

  const runs::OpenedJob& job_;
  JobGraph graph_;
  ExecutionPlan plan_;
  std::string out_;
};

}  // namespace

std::string explain(const runs::OpenedJob& job) { return Explainer(job).run(); }

}  // namespace weir::cli
