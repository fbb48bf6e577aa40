// compile_job: a JobFile as a StreamGraph. Names are looked up, expressions compiled, types
// followed from the sources to the sinks.
//   Every mistake is a Diagnostic with its place in the job file, all of them at once; files of the
//   sources are opened for that (header, first rows). Operators may stand in any order; the graph
//   has them with inputs first, and otherwise in the order of the file.
// Beside the graph: what is known of each stream, for --explain and for printing rows, and why the
// output could depend on the order of arrival, for the crash sweep.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/connectors/printed_row.h"
#include "engine/graph/function_registry.h"
#include "engine/graph/job_file/job_file.h"
#include "engine/graph/stream_graph.h"

namespace weir {

// What is known of the rows that leave an operator by one output ("uid" or "uid.output").
struct StreamNote {
  NodeId node = 0;
  std::string tag = {};  // of the side output
  RowType rows = {};
  bool has_time = false;        // rows carry timestamps
  std::size_t key_columns = 0;  // of running results: the first so many are the key
  bool running = false;         // a row takes the place of the one before with its key
};

struct SinkNote {
  std::string uid;
  RowType rows;
  bool tuple = false;           // printed as (a,b), not with the names of fields
  std::size_t key_columns = 0;  // see StreamNote
  bool running = false;
};

struct CompiledJob {
  std::optional<StreamGraph> graph;  // if there are no mistakes
  Diagnostics diagnostics;
  Diagnostics notes;  // what may be meant, and is worth a word
  std::map<std::string, StreamNote> streams;
  std::vector<SinkNote> sinks;
  std::vector<std::string> inputs;             // paths of the files that sources read
  std::vector<std::string> order_dependences;  // "first()", "a sum of doubles"; empty: none
};

struct CompileOptions {
  std::string folder = {};  // in which the paths of the file are; "": the working directory
  std::vector<std::string> inputs = {};  // instead of the first files of the sources, as they are
  std::string name = {};                 // of the job, if the file does not say
  std::uint32_t task_managers = 1;
  std::optional<Timestamp> clock_start = {};  // JobConfig::clock_start
  const FunctionRegistry* functions = nullptr;
};

CompiledJob compile_job(const Document& document, const JobFile& job,
                        const CompileOptions& options);

}  // namespace weir
