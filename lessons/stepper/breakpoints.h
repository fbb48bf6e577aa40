// Breakpoints: queries at whose events, or at the beginning of whose truth, a walk forward stops.
//   Each is followed along one run from its beginning, once.
// Errors: mistakes of a query, as text with the place; what a condition cannot work out.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/trace/query/evaluation.h"
#include "engine/trace/timeline.h"

namespace weir::stepper {

// The places behind events at which a query stops, in one run that may still grow.
class Hits {
 public:
  Hits(const Timeline& timeline, Query query);
  // Looks at what has been recorded since. Errors: the condition's.
  Result<void> update();
  // The first one behind a place and not behind another; nullopt: none.
  std::optional<std::size_t> first_in(std::size_t after, std::size_t until) const;

 private:
  QueryWatch watch_;
  TimelineCursor cursor_;
  std::vector<std::size_t> places_;
};

Result<Query> stop_query(const std::string& text, const World& world);

}  // namespace weir::stepper
