#include "lessons/cli/run_setup.h"

#include "engine/connectors/text_file.h"
#include "engine/state/backend_loader.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

std::vector<std::string> inputs_of(const RunOptions& options) {
  std::string folder = options.folder;
  if (folder.empty())
    folder = std::string(WEIR_LESSONS_DIR) + '/' + std::string(options.lesson->folder);
  if (!folder.ends_with('/')) folder += '/';
  std::vector<std::string> out = options.inputs;
  for (std::size_t i = out.size(); i < options.lesson->inputs.size(); i++)
    out.push_back(folder + std::string(options.lesson->inputs[i]));
  return out;
}

int check_inputs_readable(const RunOptions& options) {
  const std::vector<std::string> inputs = inputs_of(options);
  for (std::size_t i = 0; i < inputs.size(); i++) {
    const auto ok = check_readable(inputs[i]);
    if (ok) continue;
    if (i < options.inputs.size()) {
      complain(ok.error().text + "\n--input wants a text file: one record a line, in UTF-8.");
      return kExitUsage;
    }
    if (!options.folder.empty()) {
      complain(ok.error().text + "\nIt is part of lesson " +
               std::to_string(options.lesson->number) + ".");
      return kExitUsage;
    }
    complain(ok.error().text +
             "\nThis file belongs to Weir. Build Weir again where its folder is now, or use "
             "--input FILE.");
    return kExitEnvironment;
  }
  return kExitOk;
}

InputPlace place_of(const RunOptions& options, const std::string& error) {
  const std::vector<std::string> inputs = inputs_of(options);
  for (std::size_t i = 0; i < inputs.size(); i++)
    if (error.starts_with(inputs[i] + ':'))
      return {true, i < options.inputs.size() || !options.folder.empty()};
  return {};
}

lessons::LessonSettings settings_of(const RunOptions& options) {
  lessons::LessonSettings out;
  out.inputs = inputs_of(options);
  out.config.parallelism = options.parallelism;
  if (options.unaligned) out.config.checkpoints.alignment = Alignment::kUnaligned;
  out.checkpoint_interval = options.interval;
  // On a disk the latest one can be damaged: then there is one before it.
  if (!options.checkpoints.empty()) out.config.retained_checkpoints = 3;
  if (options.commit) out.results = lessons::Results::kCommitted;
  if (!options.output.empty()) out.results = lessons::Results::kFiles;
  return out;
}

Result<std::unique_ptr<KeyedBackendFactory>> make_backends(const RunOptions& options) {
  return load_backend(options.backend);
}

sim::SimOptions cluster(const RunOptions& options) {
  sim::SimOptions out;
  out.seed = options.seed;
  out.network = {1, 4};
  out.control = {1, 3};
  out.snapshot = {1, 4};
  out.storage = {2, 6};
  return out;
}

Value trace_header(const RunOptions& options) {
  const std::vector<Value> entries{Value::text("lesson"), Value::text(options.lesson->folder),
                                   Value::text("parallelism"),
                                   Value::integer(std::int64_t{options.parallelism})};
  return Value::map(entries);
}

}  // namespace weir::cli
