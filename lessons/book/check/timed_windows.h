// What happened, step by step, in a run of one source with watermarks and one operator with
// tumbling windows, in the words of the recorded vectors (kind timed_windows).
//   A generator speaks before the windows have the record, so entries are kept apart and put
//   together as recorded: the record, what the generator said, the watermark and what it fires.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/online.h"

namespace weir::book {

struct TimedHappening {
  std::string verb;  // event, tick, end_of_input
  Timestamp at = 0;
  std::int64_t step = 0;  // of the trace, in which it began
  std::vector<Value> record, generator, watermark;

  std::vector<Value> out() const;
};

class TimedWindowsWatcher final : public EventConsumer {
 public:
  // The task whose windows they are: "count#0".
  explicit TimedWindowsWatcher(Value windows) : windows_(std::move(windows)) {}

  void header(const Value& /*header*/) override {}
  void end() override {}
  void event(const TraceEvent& event, const World& world) override;
  const std::vector<TimedHappening>& happenings() const { return happenings_; }

 private:
  void generator(const TraceEvent& event);
  void windows(const TraceEvent& event, const World& world);

  Value windows_;
  std::vector<TimedHappening> happenings_;
  std::map<Value, std::vector<Value>> contents_;  // of windows, by start, in order of arrival
};

// The elements of a member of a JSON object, which outlive it.
std::vector<Value> elements_of(const Value& object, std::string_view name);

// The recorded steps without what a trace keeps quiet about: a generator that says what it said
// before, or something after MAX.
std::vector<Value> heard_steps(const Value& recorded);

}  // namespace weir::book
