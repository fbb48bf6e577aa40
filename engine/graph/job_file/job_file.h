// JobFile: what a job file says (TOML), read strictly: every mistake of every section at once, with
// its place. What the names in it mean (columns, functions, other operators) is looked at when the
// graph is made of it (compile.h).
//   read_job() takes its tables from a Document; tables of others ([simulation], [[fault]]) are
//   named by the caller and left alone. print_job() writes a job file that reads back to an equal
//   JobFile, comments apart.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/job_file/sections.h"

namespace weir {

struct JobFile {
  JobSection job;
  StateSection state;
  CheckpointingSection checkpointing;
  RestartSection restart;
  std::vector<SourceSection> sources;
  std::vector<OperatorSection> operators;
  std::vector<SinkSection> sinks;
  // Damaged: a table of sources, operators or sinks is mistyped, so that some may be missing.
  Origin origin;
  bool operator==(const JobFile&) const = default;
};

// Names of the tables that read_job() reads.
std::span<const std::string_view> job_tables();

// `others`: tables that somebody else reads.
JobFile read_job(const Document& document, std::span<const std::string_view> others,
                 Diagnostics& diagnostics);

std::string print_job(const JobFile& job);

// Tells the visitor of every key: each table is entered as "[job]" or "[[source]]".
void visit_job_keys(KeyVisitor& visitor);

}  // namespace weir
