// Source: where records come from, in splits that can be read on their own and continued from a
// position.
//   A split is a file, a list of inline elements, later a partition of a log. A SplitReader yields
//   its rows in order; the position counts rows and is operator state, so a restored reader goes on
//   exactly behind the last row it had yielded. Ownership: the graph holds a factory; every
//   execution of a subtask has its own Source and readers. Errors: kBadData with file:line:column,
//   kIo; the task fails with them.
// SourceSpec says how a job reads it: event time, watermarks, and how its rows are spaced in
// simulated time. Follows Flink's Source, SourceReader and SourceSplit (FLIP-27).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/core/value.h"
#include "engine/time/watermark_generator.h"

namespace weir {

class SplitReader {
 public:
  virtual ~SplitReader() = default;
  // The next row; nullopt at the end of the split, and again at every later call.
  virtual Result<std::optional<Value>> next() = 0;
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

struct SourceSpec {
  std::function<std::unique_ptr<Source>()> make = {};
  // Empty: rows have no timestamp.
  std::function<std::optional<Timestamp>(const Value&)> event_time = {};
  WatermarkStrategy watermarks = {};
  Duration every =
      0;  // row n (from 1) is read at n * every; the end is noticed one `every` after the last
  bool bounded = true;                   // false: waits for ever after its last row
  std::optional<std::size_t> show = {};  // field that stands for the row in pictures
};

}  // namespace weir
