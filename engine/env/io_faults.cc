#include "engine/env/io_faults.h"

namespace weir {

const char* name_of(IoKind kind) {
  switch (kind) {
    case IoKind::kOpen: return "open";
    case IoKind::kWrite: return "write";
    case IoKind::kSync: return "sync";
    case IoKind::kRename: return "rename";
    case IoKind::kRemove: return "remove";
  }
  return "?";
}

std::uint64_t PlannedIoFaults::seen() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t n : seen_) sum += n;
  return sum;
}

IoOutcome PlannedIoFaults::on(IoKind kind, std::string_view /*path*/) {
  seen_[static_cast<std::size_t>(kind)]++;
  if (plan_.n == 0 || (plan_.kind && *plan_.kind != kind)) return IoOutcome::kOk;
  const std::uint64_t number = plan_.kind ? seen(kind) : seen();
  const std::uint64_t last = plan_.last == 0 ? plan_.n : plan_.last;
  if (number < plan_.n || number > last) return IoOutcome::kOk;
  done_++;
  return plan_.outcome;
}

}  // namespace weir
