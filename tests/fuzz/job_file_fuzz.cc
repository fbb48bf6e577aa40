// Any text as a job file: mistakes, each with a sentence; or a job whose print reads back to the
// same, and which compiles or says why not. Files are never opened: sources that name some are left
// out of what is compiled.
#include <algorithm>
#include <string>

#include "engine/core/check.h"
#include "engine/graph/job_file/compile.h"
#include "sim/job_file.h"
#include "tests/fuzz/fuzz.h"

using namespace weir;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Document::Parsed parsed = Document::parse("job.toml", text);
  WEIR_CHECK(parsed.document.has_value() != !parsed.diagnostics.empty(),
             "neither a document nor a mistake");
  if (!parsed.document) return 0;
  Diagnostics diagnostics;
  JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  const sim::SimulationFile simulation = sim::read_simulation(*parsed.document, diagnostics);
  for (const Diagnostic& d : diagnostics) WEIR_CHECK(!d.what.empty(), "a mistake says nothing");
  if (!diagnostics.empty()) return 0;
  const std::string printed = print_job(job) + print_simulation(simulation);
  const Document::Parsed again = Document::parse("again", printed);
  WEIR_CHECK(again.document.has_value(), "what is printed is no TOML");
  WEIR_CHECK(read_job(*again.document, sim::kSimulationTables, diagnostics) == job &&
                 sim::read_simulation(*again.document, diagnostics) == simulation &&
                 diagnostics.empty(),
             "what is printed says something else");
  const bool files = std::any_of(job.sources.begin(), job.sources.end(), [](const auto& s) {
    return !s.csv.empty() || !s.jsonl.empty() || !s.lines.empty();
  });
  if (files) return 0;
  const FunctionRegistry none;
  const CompiledJob compiled = compile_job(*parsed.document, job, {.functions = &none});
  WEIR_CHECK(compiled.graph.has_value() == compiled.diagnostics.empty(),
             "neither a graph nor a mistake");
  return 0;
}
