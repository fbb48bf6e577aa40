// PlotView: a run as a plot, printed at its end: event time to the right, processing time upwards,
//   the newest row on top.
//      t
//    120 |         [=====1======^)o                                    trout@15
//     60 |          ^ o                                                salmon@11
//        +---------+--------------+--------------+--------------
//                  10             15             20             25  event time
//   A row is a moment of processing time, or a stretch of it when there are too many. o is a record
//   at its event time, x a late one; ^ where event time stands after the row, one column behind its
//   place, since what bears that time has come; a bar a window that fires, with its result. A
//   record hides a result, that the watermark, that the bar. Several records in one place are +n,
//   and listed under the axis. What a row holds stands to its right.
//   The scale is a whole number of columns for a ms, or of ms for a column; a hidden watermark is
//   written to the right. In Unicode ● ✗ ▲ ╞═╡. Plain: the rows as sentences, the oldest first.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/plot_model.h"
#include "diagrams/view.h"

namespace weir::diagrams {

class PlotView final : public View {
 public:
  static constexpr std::size_t kMostLines = 60;

  PlotView(const Screen& screen, Write write);

  void header(const Value& /*header*/) override {}
  void event(const TraceEvent& event, const World& world) override {
    model_.event(event, world, is_shown());
  }
  void end() override;
  // Draws in the scale of another plot, which saw the whole of the run: what stands somewhere stays
  // there while one walks on.
  void fit_to(PlotView whole) { whole_ = std::move(whole.model_); }

 private:
  Screen screen_;
  Ink ink_;
  Write write_;
  PlotModel model_;
  std::optional<PlotModel> whole_;
};

}  // namespace weir::diagrams
