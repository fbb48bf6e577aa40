// View: a run shown in a terminal while it goes on, or when it is over. An EventConsumer
//   (trace/online.h): give it the header, every event in order with the World after it, then end().
//     log      a line for each event that matters, as it happens
//     plot     event time to the right, processing time upwards; printed at the end
//     summary  what the run did, as a table; printed at the end
// Views are pure: what they write follows from the events and the Screen alone, byte for byte.
//   Memory of plot and summary does not grow with the run; log keeps 16 bytes for each step.
// show(false) … show(true): what happens in between is taken in and not written, for a run of which
//   a part is asked for.
// The World given to event() lives until end() is over. Text goes to `write` in pieces that end
//   with a line; no line is wider than the Screen, but for plain sentences.
#pragma once
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "diagrams/screen.h"
#include "engine/trace/online.h"

namespace weir::diagrams {

using Write = std::function<void(std::string_view)>;

class View : public EventConsumer {
 public:
  void show(bool on) { shown_ = on; }
  bool is_shown() const { return shown_; }

 private:
  bool shown_ = true;
};

// "log", "plot", "summary".
const std::vector<std::string>& view_names();
// nullptr: there is no such view.
std::unique_ptr<View> make_view(std::string_view name, const Screen& screen, Write write);

}  // namespace weir::diagrams
