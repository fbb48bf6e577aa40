#include "tests/conformance/report.h"

namespace weir::conformance {

void Counts::add(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: passed++; break;
    case Verdict::kFailed: failed++; break;
    case Verdict::kDiffers: differs++; break;
    case Verdict::kNotCovered: not_covered++; break;
  }
}

std::string to_string(const Counts& counts) {
  return std::to_string(counts.passed) + ' ' + std::to_string(counts.failed) + ' ' +
         std::to_string(counts.differs) + ' ' + std::to_string(counts.not_covered);
}

std::map<std::string, Counts> counts_by_group(const std::vector<Report>& reports) {
  std::map<std::string, Counts> out;
  for (const Report& report : reports) out[report.group].add(report.verdict);
  return out;
}

}  // namespace weir::conformance
