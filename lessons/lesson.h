// Lesson: one folder of lessons/ as the commands see it, and what can be set from outside.
//   A lesson decides its name, its sources and its checkpoint interval; the rest of the job's
//   configuration is the caller's. Ownership: everything in a Lesson is static; `graph` makes a new
//   graph at each call, which holds what it needs of the settings.
// Errors: those of `graph` are mistakes in the inputs: what is wrong, with its place.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/graph/stream_builder.h"
#include "engine/graph/stream_graph.h"
#include "lessons/row_text.h"

namespace weir::lessons {

// How results leave the job.
enum class Results : unsigned char {
  kPrinted,    // at once; after a failure again
  kCommitted,  // in transactions, with the checkpoint that holds them
  kFiles,      // as lines of part files, which come with their checkpoint
};

struct LessonSettings {
  std::vector<std::string> inputs;  // paths of the files that the sources read, in their order
  JobConfig config = {};
  Results results = Results::kPrinted;
  std::optional<Duration> checkpoint_interval = {};  // instead of the lesson's; 0: no checkpoints
};

struct Lesson {
  int number;
  std::string_view folder;  // under lessons/
  std::string_view title;
  std::span<const std::string_view> inputs;  // its own data, in its folder
  Result<StreamGraph> (*graph)(const LessonSettings& settings);
  // The results in sink "out" are running ones: rows [key, value], of which the largest value of a
  // key is what counts.
  bool running = false;
  // Why results depend on the order of arrival with these inputs; nullptr, or nothing: they do not.
  Result<std::vector<std::string>> (*dependences)(const LessonSettings& settings) = nullptr;
};

// The configuration of a lesson's job.
inline JobConfig config_of(const LessonSettings& settings, std::string name, Duration interval) {
  JobConfig config = settings.config;
  config.name = std::move(name);
  config.checkpoints.interval = settings.checkpoint_interval.value_or(interval);
  config.restart.delay = 10;
  return config;
}

// The last operator of every lesson: sink "out".
inline void finish(const Stream& results, const LessonSettings& settings) {
  switch (settings.results) {
    case Results::kPrinted: results.print("out"); return;
    case Results::kCommitted: results.transactional("out"); return;
    case Results::kFiles: results.file_sink("out", {"", row_text}); return;
  }
}

}  // namespace weir::lessons
