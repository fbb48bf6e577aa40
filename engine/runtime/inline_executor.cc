#include "engine/runtime/inline_executor.h"

#include <algorithm>
#include <utility>

namespace weir {

void InlineExecutor::Fifo::grow() {
  std::vector<Announced> bigger(ring_.size() * 2);
  for (std::size_t i = 0; i < size_; i++) bigger[i] = ring_[(head_ + i) & (ring_.size() - 1)];
  ring_.swap(bigger);
  head_ = 0;
}

InlineExecutor::InlineExecutor(const InlineOptions& options) {
  storage = options.storage;
  outside = options.outside;
  files = options.files;
  backends = options.backends;
  if (options.trace == nullptr) return;
  recorder_ = std::make_unique<TraceRecorder>(*options.trace);
  trace = recorder_.get();
}

InlineExecutor::~InlineExecutor() {
  if (recorder_ != nullptr) recorder_->end();
}

Result<std::unique_ptr<InlineExecutor>> InlineExecutor::create(StreamGraph graph,
                                                               const InlineOptions& options,
                                                               JobOptions job_options) {
  std::unique_ptr<InlineExecutor> executor(new InlineExecutor(options));
  auto job = Job::create(std::move(graph), *executor, std::move(job_options));
  if (!job) return job.error();
  executor->job_ = std::move(*job);
  executor->job_->start();
  return executor;
}

Timestamp InlineExecutor::due(CostClass /*cost*/, std::uint32_t /*id*/, std::uint64_t /*n*/,
                              Timestamp now) {
  return now;
}

void InlineExecutor::announce(const Pending& pending, Timestamp due, std::uint64_t ticket) {
  // Tickets grow with every announcement, so what is due now goes to the end of the line; work that
  // had been waiting for room or a barrier keeps its old ticket and goes there, too.
  if (job_ == nullptr || due <= job_->now()) {
    now_.push({due, ticket, pack(pending)});
    return;
  }
  const Announced a{due, ticket, pack(pending)};
  future_.push_back(a);
  std::size_t i = future_.size() - 1;
  for (; i > 0 && later(a, future_[i - 1]); i--) future_[i] = future_[i - 1];
  future_[i] = a;
}

bool InlineExecutor::next(Announced& out) {
  // What has become due by the clock and was announced earlier goes first.
  if (!future_.empty() && (now_.empty() || (future_.back().due <= job_->now() &&
                                            future_.back().ticket < now_.front().ticket))) {
    out = future_.back();
    future_.pop_back();
    return true;
  }
  if (now_.empty()) return false;
  out = now_.pop();
  return true;
}

bool InlineExecutor::step() {
  Announced a;
  while (!job_->done() && next(a)) {
    const Pending work = unpack(a.work);
    if (!job_->run(work, a.ticket)) continue;
    if (work.kind != PendingKind::kBackendWork) return true;  // physical work is no step
  }
  return false;
}

void InlineExecutor::run() {
  while (step()) {
  }
}

void InlineExecutor::replay(std::span<const Pending> list) {
  for (const Pending& work : list)
    if (!job_->done()) job_->run(work);
  run();
}

}  // namespace weir
