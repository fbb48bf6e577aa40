// A run against what was recorded of Flink: a case of the conformance vectors, "FILE/CASE" under
// their folder.
//   timed_windows  one source with watermarks and one operator with tumbling windows without a key:
//                  every step, with its time: records, what the generator said, watermarks, firings
//                  with what they held, late records; and what is open in the end. A tick of a
//                  timer comes a millisecond later for each tick so far, for a processing-time
//                  timer of a job goes off one millisecond after its time; what a trace keeps quiet
//                  about (a watermark that was said before) is left out of the recording.
//   keyed_process  counters: in the order of each key, what the operator with keyed state wrote.
//   pure           key groups, and the subtasks that own them, of the keys that the run sends.
// Errors: a sentence: what was recorded, what happened; or that there is no such case, or one of
// another kind.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "engine/trace/timeline.h"

namespace weir::book {

Result<void> equals_vector(const Timeline& timeline, const std::string& folder,
                           const std::string& name);

}  // namespace weir::book
