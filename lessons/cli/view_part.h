// ViewOfPart: a view that shows a part of a run: from one step, or the step of the first event that
// a query finds, to another.
#pragma once
#include <memory>

#include "diagrams/view.h"
#include "engine/trace/query/evaluation.h"
#include "lessons/cli/run_options.h"

namespace weir::cli {

class ViewOfPart final : public EventConsumer {
 public:
  ViewOfPart(std::unique_ptr<diagrams::View> view, const RunPlace& from, const RunPlace& until);

  void header(const Value& header) override { view_->header(header); }
  void event(const TraceEvent& event, const World& world) override;
  void end() override { view_->end(); }

 private:
  std::unique_ptr<diagrams::View> view_;
  std::int64_t from_, until_;  // steps
  std::unique_ptr<QueryWatch> from_watch_, until_watch_;
};

}  // namespace weir::cli
