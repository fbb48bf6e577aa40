// Words: an event of a trace as a sentence, by the templates of the catalogue (events.toml: say,
//   join, tail, alt). The one renderer of the terminal: log, stepper, why and summaries use it.
//     "reads trout@15" · "sends watermark 15 - 0 - 1 = 14" · "[10,15) fires: fish=1"
//   Who it is about is said apart (who()): "count", "win#1", "job master".
// The World is the one after the event: `const World&` of EventConsumer, or one that was walked
//   there. Words borrows it, and costs nothing to make.
// Whatever comes from users goes through diagrams/value_words.h, so no sentence steers a terminal
//   or holds a line end. Sentences have no full stop and may be long: who shows them cuts them.
#pragma once
#include <string>
#include <string_view>

#include "diagrams/value_words.h"
#include "engine/trace/event.h"
#include "engine/trace/world.h"

namespace weir::diagrams {

// A text of Weir's own, in a catalogue or a table, with the signs of a writing: ≤ is "<=" or "is at
// most".
std::string own_words(std::string_view text, Writing writing);

// The face that this event shows: the first of `alt` whose field is there, else the kind's own.
const EventFace& face_of(const TraceEvent& event);

// Is the field there and true?
bool is_there(const TraceEvent& event, std::string_view field);

class Words {
 public:
  Words(const World& world, Writing writing) : world_(world), writing_(writing) {}

  // A task ("count", with its number where several have the name), "job master", "store", "world".
  std::string place(const Value& at) const;
  // The operator where the event happened, or its place.
  std::string who(const TraceEvent& event) const { return who(event.at, event.op); }
  std::string who(const Value& at, const Value& op) const;

  // "trout@15"; a result by its value.
  std::string record(const Value& id) const;
  // "[10,15)", with its key before it if it has one.
  std::string window(const TraceEvent& event) const;
  std::string window(const Value& key, const Value& start, const Value& end) const;
  // The task at one end of a channel: "from" or "to".
  std::string end_of(const Value& channel, std::string_view end) const;
  // Of the inputs of a wm.advance: " = min(a 12, b 11)"; of one there is nothing to say.
  std::string formula(const Value& inputs) const;
  // "count[alice] of [10,15)"
  std::string cell(const Value& state, const Value& key, const Value& map_key,
                   const Value& ns) const;

  std::string say(const TraceEvent& event) const { return fill(face_of(event).say, event); }
  // What the event adds to the line of the event before: ": fish 0 → 1".
  std::string join(const TraceEvent& event) const { return fill(event.info().join, event); }
  std::string tail(const TraceEvent& event) const { return fill(event.info().tail, event); }

 private:
  std::string fill(std::string_view say, const TraceEvent& event) const;
  std::string computed(std::string_view word, const TraceEvent& event) const;
  std::string field(std::string_view name, std::string_view form, const TraceEvent& event) const;
  std::string plain_field(const TraceEvent& event, std::size_t index) const;
  std::string formed(const Value& v, std::string_view form) const;
  std::string list(const Value& v, bool records) const;
  std::string cell_of(const TraceEvent& event) const;
  std::string change_of(const TraceEvent& event) const;
  std::string holds(const TraceEvent& event) const;
  std::string back(const TraceEvent& event) const;
  Value op_of(const TraceEvent& event) const;
  std::string text(const Value& v) const;
  std::string value(const Value& v, const FieldNames* names = nullptr) const {
    return value_words(v, names, writing_);
  }

  const World& world_;
  Writing writing_;
};

}  // namespace weir::diagrams
