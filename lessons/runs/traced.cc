#include "lessons/runs/traced.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "engine/core/text_width.h"
#include "engine/trace/ndjson.h"
#include "lessons/runs/target.h"

namespace weir::runs {

bool is_trace_file(const std::string& target) {
  return target.ends_with(".jsonl") || target.ends_with(".ndjson");
}

Result<Timeline> read_trace_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in.good() || !(text << in.rdbuf()))
    return Error{ErrorKind::kBadArgument,
                 path + " cannot be read. A trace is what 'weir run --json' prints."};
  auto trace = read_ndjson(text.str());
  if (!trace)
    return Error{ErrorKind::kBadArgument, path + " is no whole trace: " + trace.error().text +
                                              "\nA trace is what 'weir run --json' prints, whole."};
  auto timeline = Timeline::read(std::move(*trace));
  if (!timeline)
    return Error{ErrorKind::kBadArgument,
                 path + " is a trace that does not fit together: " + timeline.error().text};
  return timeline;
}

Result<Traced> Traced::open(const std::string& target, const std::vector<std::string>& sets) {
  return open(target, sets, std::nullopt);
}

Result<Traced> Traced::open_at(const std::string& target, const std::vector<std::string>& sets,
                               std::int64_t step) {
  return open(target, sets, step);
}

Result<Traced> Traced::open(const std::string& target, const std::vector<std::string>& sets,
                            std::optional<std::int64_t> step) {
  Traced out;
  if (is_trace_file(target)) {
    if (!sets.empty())
      return Error{ErrorKind::kBadArgument,
                   "--set changes a job before it runs; " + target + " is a run that is over."};
    auto file = read_trace_file(target);
    if (!file) return file.error();
    out.file_.emplace(std::move(*file));
  } else {
    auto run = RecordedRun::open({target, sets, {}});
    if (!run) return run.error();
    out.run_ = std::move(*run);
  }
  if (const auto ok = out.go(step); !ok) return ok.error();
  return out;
}

Result<void> Traced::go(std::optional<std::int64_t> step) {
  const bool there = run_ == nullptr ? !step || *step <= timeline().steps()
                     : step          ? run_->reach(*step)
                                     : run_->finish();
  if (!there && step)
    return Error{ErrorKind::kBadArgument,
                 "--at wants a step from 0 to " + std::to_string(timeline().steps()) +
                     ", which is the last one of this run, not " + std::to_string(*step) + "."};
  if (!there)
    return Error{ErrorKind::kBadArgument, "This run does not end by itself; say a step with --at."};
  place_ = step ? timeline().end_of(*step) : timeline().events().size();
  return {};
}

std::string Traced::name() const {
  if (run_) return run_->job().graph().config.name;
  const Value& header = timeline().trace_header();
  for (const char* key : {"job", "lesson"})
    if (const Value* name = header.find(Value::text(key))) return shown(name->as_text());
  return "job";
}

bool Traced::is_users(const std::string& target, const std::vector<std::string>& sets) {
  if (is_trace_file(target) || !sets.empty()) return true;
  const auto found = find_target(target);
  return !found || found->users;
}

}  // namespace weir::runs
