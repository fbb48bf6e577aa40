// EventTime: where the event time of a task comes from, and what would move it. It is the lowest
//   watermark of the task's active channels; each came from a task upstream, down to the source
//   that made it, of a record that it read. All of it is read off events and the World.
// Private to the evaluators of why.h.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "diagrams/why/moment.h"

namespace weir::diagrams::whys {

// The way of a watermark, from the task back to the source.
struct Origin {
  struct Hop {
    const TraceEvent* advance;  // wm.advance of the task
    const TraceEvent* sent;     // wm.emit or wm.send, of the task upstream
  };
  std::vector<Hop> hops;
  const TraceEvent* emit = nullptr;  // that of the source; nullptr: not found
  const TraceEvent* read = nullptr;  // the rec.emit of the newest event time by then

  const TraceEvent* advance() const { return hops.empty() ? nullptr : hops.front().advance; }
};
// Of the event time of `task` just before `place`.
Origin origin_of(const Moment& moment, const Value& task, std::size_t place);

// "since step 6, from the watermark sent at step 4", without "since …" if it is not wanted.
std::string origin_words(const Moment& moment, const Origin& origin, bool since);
// "trout@15 was read, 15 - 0 - 1 = 14"; empty: nothing is known.
std::string formula_words(const Moment& moment, const Origin& origin);
// Of a wm.emit: the record that made the newest event time.
const TraceEvent* read_of(const Moment& moment, const TraceEvent& emit);

// A watermark that waits in a channel.
struct Queued {
  const Plan::Channel* channel;
  Timestamp value;
  std::size_t place;       // in the queue
  const TraceEvent* sent;  // nullptr: not known
};
// The first one above `above`; or, if there is none, nothing.
std::optional<Queued> queued_above(const Moment& moment, const Plan::Channel& channel,
                                   Timestamp above);
std::string queue_place(const Moment& moment, const Queued& queued);  // "next in the channel"

// The input channels that count for the event time of a task, each with its watermark, and those
// that do not.
struct Input {
  const Plan::Channel* channel;
  Timestamp mark;
  std::string status;  // "ACTIVE", "IDLE", …
  bool active() const { return status == "ACTIVE"; }
};
std::vector<Input> inputs_of(const Moment& moment, const Value& task);
// The active one with the lowest watermark, the first of several; nullptr: none is active.
const Input* holder_of(const std::vector<Input>& inputs);

// What holds a channel: down to a source, or to a watermark that is on its way.
struct Hold {
  std::optional<Queued> queued;           // on its way
  const Plan::Task* end = nullptr;        // else: the task where the search ends, mostly a source
  std::vector<const Plan::Channel*> way;  // from the task asked about upwards
};
Hold hold_of(const Moment& moment, const Input& input);

// "it has sent nothing higher since step 5": why a channel stays at its watermark.
std::string reason_of(const Moment& moment, const Input& input);

// What would bring the event time of a task to `value`: lines "on its way", "it needs".
std::vector<WhyLine> what_moves(const Moment& moment, const Value& task, Timestamp value,
                                bool& on_its_way);

}  // namespace weir::diagrams::whys
