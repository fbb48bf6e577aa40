// Naive: what the answers of why must say, worked out from the list of events alone: no World, no
//   causes, none of the functions that why uses. Everything is kept for every place, as it was.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/trace/event.h"

namespace weir::testing {

class Naive {
 public:
  explicit Naive(std::span<const TraceEvent> events) : events_(events) {}

  // Goes on to a place; places ascend.
  void go(std::size_t place);

  struct Sent {
    Value at;
    Timestamp value;
    std::int64_t step;
    std::size_t place;
    bool made;  // by a source, not passed on
    // Made: the record that was read, and the sum. Of several splits that are alike, each.
    std::vector<std::string> formulas;
  };
  struct Slot {
    std::string e;
    Timestamp value;
    std::int64_t step;              // -1: put back by a restore
    std::optional<Sent> sent = {};  // of a watermark
  };
  struct Channel {
    Value id, from, to;
    Timestamp mark = kMinTimestamp;
    std::string status = "ACTIVE";
    std::vector<Slot> queue;
    std::optional<Sent> sent = {};  // what brought it to its mark
  };
  struct Advance {
    std::int64_t step;
    Timestamp now;
    std::size_t place;
    std::vector<std::pair<std::string, std::string>> inputs;  // task, mark or status
    std::optional<Sent> lowest;  // nullopt: it was put back by a restore
  };
  struct Split {
    Value at;
    std::optional<Timestamp> bound, max;
    std::string record;
  };

  std::vector<Channel> channels;                   // of the plan of the attempt, in its order
  std::map<Value, std::vector<Advance>> advances;  // by task, of the attempt
  std::map<Value, Duration> lateness;              // by window operator
  std::map<Value, Split> splits;                   // by split

  std::map<Value, std::string> names;  // of tasks, as answers call them

  std::string name(const Value& task) const;
  // Of an event time, as answers say it.
  std::string since(const Value& task, bool with_step) const;
  std::string now(const Value& task) const;
  // Any of them will do; none: nothing is said.
  std::vector<std::string> sums(const Value& task) const;

 private:
  void deploy(const Value& plan);
  void read(const TraceEvent& e);
  void advance(const TraceEvent& e);
  void take(const TraceEvent& e);
  void push(const Value& channel, Slot slot);
  void pop(const Value& channel, std::size_t place = 0);
  Channel* channel(const Value& id);
  void send(const TraceEvent& e, Timestamp value, const Value& chs, bool made);
  const Sent* origin(const Value& task, std::size_t before, std::vector<Sent>& way) const;

  std::span<const TraceEvent> events_;
  std::size_t place_ = 0;
  std::string last_read_;
  std::int64_t last_read_step_ = -1;
  Value last_read_at_;
};

std::string naive_time(Timestamp t);

}  // namespace weir::testing
