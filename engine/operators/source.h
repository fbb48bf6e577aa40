// Source: where records come from, in splits that can be read on their own and continued from a
// position.
//   A split is a file, a list of inline elements, later a partition of a log. A SplitReader yields
//   its rows in order; what stands in the place of a row and is none is a BadRow, and counts as a
//   row. The position counts both and is operator state, so a restored reader goes on exactly
//   behind the last one it had yielded. Ownership: the graph holds a factory; every execution of a
//   subtask has its own Source and readers. Errors: kIo, and kBadData of what is no row (a header);
//   the task fails with them.
// SourceSpec says how a job reads it: event time, watermarks, how its rows are spaced in simulated
// time, and what becomes of bad rows: they stop the job with their place (Flink's default), are
// skipped and counted, or go to the side output kErrorsTag as rows of error_row_type().
// Follows Flink's Source, SourceReader and SourceSplit (FLIP-27).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/row_type.h"
#include "engine/core/time.h"
#include "engine/core/value.h"
#include "engine/time/watermark_generator.h"

namespace weir {

// A row that cannot be read.
struct BadRow {
  std::int64_t line = 0;  // where it begins, from 1
  std::string text;       // what stands there, without the line's end: UTF-8, cut where it is long
  std::string error;      // "file:line:column: saw …, expected …"
};

enum class Read : std::uint8_t { kRow, kBadRow, kEnd };

class SplitReader {
 public:
  virtual ~SplitReader() = default;
  // The next row, in `row`; or why there is none in its place, in `bad`: the call after that goes
  // on behind it. At the end of the split kEnd, and again at every later call.
  virtual Result<Read> next(Value& row, BadRow& bad) = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  // Names of all splits, in the order in which they are dealt out; the same in every execution.
  virtual Result<std::vector<std::string>> splits() = 0;
  // A reader that has already passed `position` rows.
  virtual Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                                    std::int64_t position) = 0;
};

enum class OnError : std::uint8_t { kStop, kSkip, kSideOutput };

inline constexpr const char* kErrorsTag = "errors";
RowType error_row_type();  // line int64, text string, error string

struct SourceSpec {
  std::function<std::unique_ptr<Source>()> make = {};
  // Empty: rows have no timestamp.
  std::function<std::optional<Timestamp>(const Value&)> event_time = {};
  WatermarkStrategy watermarks = {};
  // Row n (from 1) is read at n * every; the end is noticed one `every` after the last.
  Duration every = 0;
  // Not empty, in the place of `every`: processing time comes from the data, and the job's clock
  // starts with the first of these times (graph/clock_start.h). A row is read at this
  // time, or at once where it has none, is bad, or would have to be read before the row in front of
  // it. Of several splits the earliest row is next, then the first split. The end is noticed at the
  // time of the last row. Reads one row ahead in each split.
  std::function<std::optional<Timestamp>(const Value&)> at = {};
  OnError on_error = OnError::kStop;
  bool bounded = true;                   // false: waits for ever after its last row
  std::optional<std::size_t> show = {};  // field that stands for the row in pictures
};

}  // namespace weir
