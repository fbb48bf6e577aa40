#include "lessons/runs/open_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "lessons/lessons.h"

namespace weir::runs {

namespace {

Error bad(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return bad(path + ": this is a folder");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) return bad(path + ": " + std::generic_category().message(errno));
  std::string out;
  std::array<char, 1 << 16> chunk;
  while (out.size() <= Document::kBytesMost) {
    const std::size_t n = std::fread(chunk.data(), 1, chunk.size(), file.get());
    out.append(chunk.data(), n);
    if (n < chunk.size()) break;
  }
  if (std::ferror(file.get()) != 0) return bad(path + ": it cannot be read");
  return out;
}

// Sinks that print, as the options want them.
void redirect(JobFile& file, const JobWishes& wishes) {
  const auto prints = [](const SinkSection& s) { return s.print && s.print->value; };
  const auto several = std::count_if(file.sinks.begin(), file.sinks.end(), prints) > 1;
  for (SinkSection& sink : file.sinks) {
    if (!prints(sink)) continue;
    if (wishes.commit) sink.commit = {true, sink.print->place};
    if (wishes.output.empty()) continue;
    sink.print.reset();
    sink.commit.reset();
    sink.text = {several && sink.uid ? sink.uid->value : ".", {}};
  }
}

// The folders in which this job keeps something.
void find_folders(OpenedJob& job, const JobWishes& wishes) {
  const auto& storage = job.file.checkpointing.storage;
  if (storage && storage->value != "memory") {
    const std::filesystem::path path(storage->value);
    job.checkpoints = path.is_absolute() || job.target.folder.empty()
                          ? storage->value
                          : job.target.folder + '/' + storage->value;
  }
  const auto& nodes = job.graph().nodes;
  const bool files = std::any_of(nodes.begin(), nodes.end(),
                                 [](const StreamNode& n) { return n.folder.has_value(); });
  if (!files) return;
  job.output = wishes.output;
  if (job.output.empty()) job.output = job.target.folder.empty() ? "." : job.target.folder;
}

}  // namespace

Result<OpenedJob> open_job(const Target& target, const JobWishes& wishes) {
  auto text = read_file(target.file);
  if (!text) return text.error();
  Document::Parsed parsed = Document::parse(target.file, std::move(*text));
  if (!parsed.document) return bad(to_text(parsed.diagnostics));
  Document& document = *parsed.document;
  Diagnostics diagnostics;
  std::vector<std::string_view> tables(job_tables().begin(), job_tables().end());
  tables.insert(tables.end(), sim::kSimulationTables.begin(), sim::kSimulationTables.end());
  for (const std::string& set : wishes.sets)
    for (Diagnostic& d : document.set(set, tables)) diagnostics.push_back(std::move(d));

  OpenedJob out;
  out.target = target;
  out.file = read_job(document, sim::kSimulationTables, diagnostics);
  out.simulation = sim::read_simulation(document, diagnostics);
  redirect(out.file, wishes);
  const FunctionRegistry functions = lessons::all_functions();
  CompileOptions options{.folder = target.folder, .functions = &functions};
  options.inputs = wishes.inputs;
  if (!out.file.job.name) options.name = std::filesystem::path(target.file).stem().string();
  if (out.simulation.simulation.task_managers)
    options.task_managers =
        static_cast<std::uint32_t>(out.simulation.simulation.task_managers->value);
  if (out.simulation.simulation.start) options.clock_start = out.simulation.simulation.start->value;
  out.compiled = compile_job(document, out.file, options);
  for (Diagnostic& d : out.compiled.diagnostics) diagnostics.push_back(std::move(d));
  if (out.compiled.graph)
    for (const sim::FaultSection& f : out.simulation.faults)
      if (diagnostics.empty())
        if (auto fault = planned_fault(document, f, out.graph(), diagnostics))
          out.faults.push_back(std::move(*fault));
  if (!diagnostics.empty()) return bad(to_text(std::move(diagnostics)));
  if (const std::size_t files = out.compiled.inputs.size(); wishes.inputs.size() > files)
    return bad(fmt::format("{} reads {}, but --input is there {} times.", out.title(),
                           files == 1 ? "one file" : fmt::format("{} files", files),
                           wishes.inputs.size()));
  if (out.file.state.backend) out.backend = out.file.state.backend->value;
  out.own_inputs = !wishes.inputs.empty();
  find_folders(out, wishes);
  return out;
}

Result<std::vector<std::string>> OpenedJob::order_dependences() const {
  std::vector<std::string> out = compiled.order_dependences;
  if (target.lesson == nullptr || target.lesson->dependences == nullptr) return out;
  const auto more = target.lesson->dependences(graph());
  if (!more) return more.error();
  out.insert(out.end(), more->begin(), more->end());
  return out;
}

Value trace_header(const OpenedJob& job) {
  const bool lesson = job.target.lesson != nullptr;
  const std::vector<Value> entries{
      Value::text(lesson ? "lesson" : "job"),
      Value::text(lesson ? job.target.lesson->folder : std::string_view(job.graph().config.name)),
      Value::text("parallelism"), Value::integer(std::int64_t{job.graph().config.parallelism})};
  return Value::map(entries);
}

bool in_users_file(const OpenedJob& job, const std::string& error) {
  const auto& inputs = job.compiled.inputs;
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const std::string& path) { return error.starts_with(path + ':'); });
}

}  // namespace weir::runs
