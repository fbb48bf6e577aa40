// LogView: a line for each event that matters, as it happens.
//     step    t  task    event
//        4  120  camera  o reads trout@15
//                        ^ sends watermark 15 - 0 - 1 = 14
//        5  120  count   o trout@15 joins [15,20): fish 0 -> 1                                 <-4
//   Columns: number of the step, processing time in ms, who (a task, or an operator inside of its
//   chain), sign and sentence, and the step that it follows from (step_causes.h). What has not
//   changed since the line above is left out, and so is the step it follows from where there is no
//   room. A sentence that is too long is cut; columns grow when a number needs it. Plain: a full
//   sentence for each event, and nothing is cut.
// What is a line says the catalogue (`log`): events marked "join" go on in the line before, "micro"
//   ones are left out, unless a step would have no line at all, or the Screen asks for them.
//   Deployment, before step 1, has none.
#pragma once
#include <optional>
#include <string>

#include "diagrams/ink.h"
#include "diagrams/step_causes.h"
#include "diagrams/view.h"
#include "diagrams/words.h"

namespace weir::diagrams {

class LogView final : public View {
 public:
  LogView(const Screen& screen, Write write);

  void header(const Value& header) override;
  void event(const TraceEvent& event, const World& world) override;
  void end() override;

 private:
  struct Line {
    std::int64_t step = 0;
    Timestamp time = 0;
    std::string who, text, tail;
    std::string_view sign, role;
    std::optional<std::int64_t> cause;
    bool shown = true;
  };

  Line line_of(const TraceEvent& e, const Words& words, std::optional<std::int64_t> cause) const;
  bool join(const TraceEvent& e, const Words& words);
  void begin_step(std::int64_t step);
  void put(Line line);
  void put_pending();
  std::string columns(const Line& line) const;
  std::string sentence(const Line& line) const;
  void widen(const Line& line);

  Screen screen_;
  Ink ink_;
  Write write_;
  StepCauses causes_;
  std::int64_t step_ = 0;
  std::optional<Line> pending_;    // may still be joined
  std::optional<Value> joinable_;  // the window that `pending_` is about
  std::optional<Line> first_;      // of the step at hand, while it has no line
  std::optional<Line> last_;       // written
  std::size_t step_width_ = 4, time_width_ = 4, who_width_ = 4;
  bool any_ = false;
};

}  // namespace weir::diagrams
