#include "engine/runtime/inline_executor.h"

#include <algorithm>
#include <utility>

#include "engine/graph/never_ends.h"

namespace weir {

InlineExecutor::InlineExecutor(const InlineOptions& options) {
  instant = true;
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
  executor->never_ends_ = never_ends(executor->job_->graph().stream);
  executor->job_->start();
  return executor;
}

Timestamp InlineExecutor::due(CostClass /*cost*/, std::uint32_t /*id*/, std::uint64_t /*n*/,
                              Timestamp now) {
  return now;
}

void InlineExecutor::announce(const Pending& pending, Timestamp due, std::uint64_t ticket) {
  const std::uint64_t heads = job_ == nullptr ? 0 : job_->heads().pushed();
  const Announced a{due, ticket, pack(pending), heads};
  // Tickets grow with every announcement, so what is due now goes to the end of the line; work that
  // had been waiting for room or a barrier keeps its old ticket and goes there, too.
  if (job_ == nullptr || due <= job_->now()) {
    if (now_.empty()) heads_first_ = heads;
    now_.push(a);
    return;
  }
  future_.push_back(a);
  std::size_t i = future_.size() - 1;
  for (; i > 0 && later(a, future_[i - 1]); i--) future_[i] = future_[i - 1];
  future_[i] = a;
}

// Of what has become due by the clock: it goes before all that was announced later.
std::uint64_t InlineExecutor::waiting_ticket() const {
  return !future_.empty() && future_.back().due <= job_->now() ? future_.back().ticket : kNoEnd;
}

// The front of the line, or what goes before it. Heads have run as far as they may: one that stands
// in front of now_ still does because something that waits goes before it.
bool InlineExecutor::next(Announced& out) {
  const bool at_front = job_->heads().popped() >= heads_first_;
  if (!now_.empty() && at_front && now_.front().ticket < waiting_ticket()) {
    out = now_.pop();
    heads_first_ = now_.empty() ? kNoEnd : now_.front().heads;
    return true;
  }
  if (future_.empty()) return false;
  out = future_.back();
  future_.pop_back();
  return true;
}

bool InlineExecutor::run(std::size_t most) {
  Announced a;
  std::size_t turns = 0;
  while (turns < most && !job_->done()) {
    turns += job_->run_heads(heads_first_, waiting_ticket(), most - turns);
    if (turns == most || (never_ends_ && job_->only_waits()) || !next(a)) break;
    const Pending work = unpack(a.work);
    // Physical work is no step.
    if (job_->run(work, a.ticket) && work.kind != PendingKind::kBackendWork) turns++;
  }
  return turns > 0;
}

void InlineExecutor::replay(std::span<const Pending> list) {
  for (const Pending& work : list)
    if (!job_->done()) job_->run(work);
  run();
}

}  // namespace weir
