#include "lessons/runs/trace_file.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "engine/trace/ndjson.h"

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

}  // namespace weir::runs
