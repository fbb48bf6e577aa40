// Moment: what panels show: the World at a place of a run, what the last move changed, and how the
//   run came there. A move is from one place to the next one shown: a step, or a single event.
// Panel: a title and lines under it. Panels are pure functions of a Moment and a Screen; a panel
//   that has nothing to say is left out by its maker (nullopt).
// Plain screens get sentences: no columns, no signs, nothing cut.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/screen.h"
#include "diagrams/words.h"
#include "engine/trace/timeline.h"

namespace weir::diagrams {

// Borrows the Timeline and both Worlds.
struct Moment {
  const Timeline& timeline;
  const World& before;  // at `from`
  const World& now;     // at `place`
  std::size_t from = 0;
  std::size_t place = 0;

  std::int64_t step() const { return timeline.step_at(place); }
  Timestamp time() const { return place == 0 ? 0 : timeline.events()[place - 1].time; }
  // What happened in the move.
  std::span<const TraceEvent> events() const {
    return timeline.events().subspan(from, place - from);
  }
};

struct Panel {
  std::string title;
  std::vector<std::string> lines;  // without line ends
};

// A frame of panels, each with a rule above it; on plain screens "Title:" and sentences.
std::string panels_text(const std::vector<Panel>& panels, const Screen& screen);

// A table whose first row is its head; on plain screens a sentence a row: "key alice, value 2 to
// 3." Columns in which no row has anything are left out.
class PanelTable {
 public:
  explicit PanelTable(std::vector<std::string> head) : head_(std::move(head)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::vector<std::string> lines(const Screen& screen) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace weir::diagrams
