// NDJSON: the full form of a trace as text, one JSON object per line, LF. Line 1 is the header
//   ({"weir":"trace/1","events":"events/1",…}), then one line per event, at the end
//   {"k":"end","n":lines of events,"steps":last step,"logical":sum,"all":sum}. `logical` is over
//   the lines of logical events (equal for equal runs, whatever the state backend), `all` over
//   every line before it. Members are in a fixed order; absent fields are left out; texts of the
//   forms of values are in [types] of events.toml. Rows have names where the plan gives them, else
//   they are {"r":[…]}.
// Errors of the reader: kCorrupt "line N: …" for anything that the writer would not have written: a
//   line changed, left out, twice, cut off or added; another schema; unknown kinds or fields; wrong
//   types; indexes, steps or causes out of order.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/trace/event.h"
#include "engine/trace/plan.h"

namespace weir {

// A sum over lines of text, 64 bits. Any change inside of eight neighbouring bytes changes it for
//   certain.
class LineSum {
 public:
  void add(std::string_view line);  // without the line end
  std::string text() const;         // 16 hexadecimal digits

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15ull;
};

class NdjsonWriter {
 public:
  // `write` gets each line, with its LF.
  using Write = std::function<void(std::string_view)>;
  explicit NdjsonWriter(Write write) : write_(std::move(write)) {}

  Result<void> header(const Value& header);  // kBadData if its plan is none
  void event(const TraceEvent& event);
  void end();

  // The line of one event, without LF.
  std::string line(const TraceEvent& event) const;
  std::string logical_sum() const { return logical_.text(); }

 private:
  void append_line(std::string& out, const TraceEvent& event) const;
  void put(LineSum* also);

  Write write_;
  Plan plan_;
  LineSum logical_, all_;
  std::string buffer_;
  std::int64_t lines_ = 0, steps_ = 0;
};

struct FullTrace {
  Value header;
  std::vector<TraceEvent> events;
};

Result<FullTrace> read_ndjson(std::string_view text);

}  // namespace weir
