#include "engine/graph/job_file/sink_files.h"

#include <fmt/format.h>

#include <memory>

#include "engine/connectors/file_sink.h"
#include "engine/connectors/printed_row.h"

namespace weir {

namespace {

// Names in the folder of the sink's files: relative, and not out of it.
bool inside(std::string_view path) {
  if (path.starts_with('/')) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == ".." || part == ".") return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

bool file_sink(CompileState& state, const SinkSection& s, const SinkNote& note, StreamNode& node) {
  const Placed<std::string>& path = s.csv ? *s.csv : s.jsonl ? *s.jsonl : *s.text;
  const bool whole = path.value == ".";  // the whole folder: what --output asks for
  if (!whole && !inside(path.value)) {
    state.mistake(
        path.place,
        fmt::format("'{}' leads out of the folder of the job file; write a path inside of "
                    "it, and name another folder with --output",
                    path.value));
    return false;
  }
  FileSinkConfig config;
  config.folder = whole ? "" : path.value;
  config.line = [tuple = note.tuple, rows = note.rows](const Value& row) {
    return tuple ? tuple_text(row) : fields_text(row, rows);
  };
  node.is = "file";
  node.folder = config.folder;
  node.make = [config] { return std::make_unique<FileSink>(config); };
  return true;
}

}  // namespace weir
