#include "engine/graph/job_file/sink_files.h"

#include <fmt/format.h>

#include <memory>

#include "engine/connectors/file_sink.h"
#include "engine/connectors/printed_row.h"
#include "engine/connectors/row_text.h"

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
  // Without checkpoints there is one file, which appears at the end.
  const bool one_file = !whole && state.graph.config.checkpoints.interval == 0;
  if (one_file && s.parallelism && s.parallelism->value != 1) {
    state.mistake(s.parallelism->place,
                  "without checkpoints there is one file, which one subtask writes; leave "
                  "'parallelism' out, or turn checkpoints on: then it is a folder of files");
    return false;
  }
  FileSinkConfig config;
  (one_file ? config.file : config.folder) = whole ? "" : path.value;
  if (s.csv)
    config.text = csv_text(note.rows);
  else if (s.jsonl)
    config.text = json_text(note.rows);
  else
    config.line = [tuple = note.tuple, rows = note.rows](const Value& row) {
      return tuple ? tuple_text(row) : fields_text(row, rows);
    };
  node.is = "file";
  node.folder = whole ? "" : path.value;
  node.one_file = one_file;
  if (one_file) node.parallelism = 1;
  node.make = [config] { return std::make_unique<FileSink>(config); };
  return true;
}

}  // namespace weir
