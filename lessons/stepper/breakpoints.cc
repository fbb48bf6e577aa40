#include "lessons/stepper/breakpoints.h"

#include <algorithm>

#include "engine/core/diagnostic.h"

namespace weir::stepper {

Hits::Hits(const Timeline& timeline, Query query) : watch_(std::move(query)), cursor_(timeline) {}

Result<void> Hits::update() {
  const auto events = cursor_.timeline().events();
  while (cursor_.place() < events.size()) {
    const TraceEvent& event = events[cursor_.place()];
    cursor_.seek(cursor_.place() + 1);
    const auto hit = watch_.feed(event, cursor_.world());
    if (!hit) return hit.error();
    if (*hit) places_.push_back(cursor_.place());
  }
  return {};
}

std::optional<std::size_t> Hits::first_in(std::size_t after, std::size_t until) const {
  const auto at = std::upper_bound(places_.begin(), places_.end(), after);
  if (at == places_.end() || *at > until) return std::nullopt;
  return *at;
}

Result<Query> stop_query(const std::string& text, const World& world) {
  CompiledQuery compiled = compile_query(text, query_scope(world.plan()), QueryUse::kStop);
  if (compiled.query) return std::move(*compiled.query);
  Diagnostics diagnostics;
  for (const TextMistake& mistake : compiled.mistakes)
    diagnostics.push_back(diagnose("query", text, mistake));
  return Error{ErrorKind::kBadArgument, to_text(std::move(diagnostics)) + '\n'};
}

}  // namespace weir::stepper
