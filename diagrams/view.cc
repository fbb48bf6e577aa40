#include "diagrams/view.h"

#include <utility>

#include "diagrams/log_view.h"
#include "diagrams/plot_view.h"
#include "diagrams/summary_view.h"

namespace weir::diagrams {

const std::vector<std::string>& view_names() {
  static const std::vector<std::string> names{"log", "plot", "summary"};
  return names;
}

std::unique_ptr<View> make_view(std::string_view name, const Screen& screen, Write write) {
  if (name == "log") return std::make_unique<LogView>(screen, std::move(write));
  if (name == "plot") return std::make_unique<PlotView>(screen, std::move(write));
  if (name == "summary") return std::make_unique<SummaryView>(screen, std::move(write));
  return nullptr;
}

}  // namespace weir::diagrams
