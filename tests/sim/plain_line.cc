#include "tests/sim/plain_line.h"

#include <algorithm>
#include <utility>

#include "tests/catch.h"

namespace weir::testing {

PlainLine::PlainLine(StreamGraph graph, const InlineOptions& options) {
  storage = options.storage;
  outside = options.outside;
  files = options.files;
  backends = options.backends;
  recorder_ = std::make_unique<TraceRecorder>(*options.trace);
  trace = recorder_.get();
  auto job = Job::create(std::move(graph), *this);
  REQUIRE(job);
  job_ = std::move(*job);
  job_->start();
}

PlainLine::~PlainLine() { recorder_->end(); }

void PlainLine::announce(const Pending& pending, Timestamp due, std::uint64_t ticket) {
  if (job_ == nullptr || due <= job_->now())
    now_.push_back({due, ticket, pending});
  else
    later_.push_back({due, ticket, pending});
}

bool PlainLine::step() {
  while (!job_->done()) {
    const auto soonest =
        std::min_element(later_.begin(), later_.end(), [](const Announced& a, const Announced& b) {
          return a.due != b.due ? a.due < b.due : a.ticket < b.ticket;
        });
    Announced next{};
    if (soonest != later_.end() &&
        (now_.empty() || (soonest->due <= job_->now() && soonest->ticket < now_.front().ticket))) {
      next = *soonest;
      later_.erase(soonest);
    } else if (!now_.empty()) {
      next = now_.front();
      now_.pop_front();
    } else {
      return false;
    }
    if (job_->run(next.work, next.ticket) && next.work.kind != PendingKind::kBackendWork)
      return true;
  }
  return false;
}

}  // namespace weir::testing
