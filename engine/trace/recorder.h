// TraceRecorder: what the engine calls. One typed call per kind of the catalogue, generated from
//   events.toml (engine/trace/generated/recorder_calls.h): kind "rec.send" is rec_send(stored
//   fields in the order of the catalogue). Calls write bytes at once; a null TraceRecorder* means
//   that tracing is off.
// Use: begin(header), then for each turn begin_turn(at, now) followed by events, end(). The
//   recorder knows index, time, place, attempt and the default causes; whoever reads derives the
//   rest (derive.h).
// Types: int std::int64_t · ms, time Timestamp · str, tx std::string_view · name, part NameId · ch
//   ChannelRef · task TaskId · cp CheckpointId · bool bool · val, list const Value& · key const
//   Value* · ns const Namespace& (void: absent). Optional: std::optional, but bool? is bool, and
//   val?, key?, list? are const Value* with nullptr for absent.
// The header is a map. It names what is run ("lesson", "title", "run", "seed", "unit": "ms",
//   "command", "ckpt") and carries the plan of the first attempt ("plan", see plan.h) and what a
//   lesson adds ("chapters", "marks", "asks").
#pragma once
#include "engine/trace/generated/recorder_calls.h"

namespace weir {

class TraceRecorder final : public RecorderCalls {
 public:
  // The sink outlives the recorder. One recorder records one run.
  explicit TraceRecorder(TraceSink& sink) : RecorderCalls(sink) {}

  void begin(const Value& header) { sink().header(header); }
  void end() {
    flush();
    sink().end();
  }
};

}  // namespace weir
