// Tested by tests/operators/committer_test.cc and the vectors runtime/two_phase_commit.json.
#include "engine/operators/committer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/core/check.h"

namespace weir {

void Committer::add(CheckpointId checkpoint, Value committable) {
  const auto place = std::find_if(requests_.begin(), requests_.end(),
                                  [&](const Request& r) { return r.checkpoint > checkpoint; });
  WEIR_CHECK(!in_call_ || checkpoint > complete_, "a call that runs gets another request");
  requests_.insert(place, Request{checkpoint, std::move(committable), 0});
}

void Committer::complete(CheckpointId checkpoint) { complete_ = std::max(complete_, checkpoint); }

void Committer::restore(const std::vector<Value>& state) {
  for (const Value& row : state) {
    add(row[0].as_int(), row[1]);
    complete(row[0].as_int());
  }
}

std::vector<Value> Committer::state() const {
  std::vector<Value> out;
  for (const Request& r : requests_)
    out.push_back(Value::row({Value::integer(r.checkpoint), r.committable}));
  return out;
}

// Behind the requests of the first checkpoint.
std::size_t Committer::call_end() const {
  std::size_t end = 0;
  while (end < requests_.size() && requests_[end].checkpoint == requests_[0].checkpoint) end++;
  return end;
}

const Committer::Request* Committer::next() const {
  if (requests_.empty() || requests_[0].checkpoint > complete_) return nullptr;
  return &requests_[at_];
}

std::vector<Value> Committer::call() const {
  std::vector<Value> out;
  for (std::size_t i = 0; i < call_end(); i++) out.push_back(requests_[i].committable);
  return out;
}

Result<void> Committer::answer(CommitAnswer answer, std::optional<Value> updated,
                               const std::string& why) {
  WEIR_CHECK(next() != nullptr, "an answer to nothing");
  Request& request = requests_[at_];
  const CheckpointId of = request.checkpoint;
  switch (answer) {
    case CommitAnswer::kCommitted:
    case CommitAnswer::kAlreadyCommitted:
    case CommitAnswer::kFailedKnownReason:
      requests_.erase(requests_.begin() + static_cast<std::ptrdiff_t>(at_));
      break;
    case CommitAnswer::kRetryLater:
      if (updated) request.committable = std::move(*updated);
      if (request.retries++ >= kMaxRetries)
        return Error{ErrorKind::kIo, "given up after " + std::to_string(kMaxRetries) +
                                         " retries to commit " + request.committable.to_string() +
                                         (why.empty() ? "" : ": " + why)};
      at_++;
      break;
    case CommitAnswer::kFailedUnknownReason:
      return Error{ErrorKind::kIo, "cannot commit " + request.committable.to_string() +
                                       (why.empty() ? "" : ": " + why)};
  }
  // What is left of this checkpoint is the next call.
  in_call_ = at_ < requests_.size() && requests_[at_].checkpoint == of;
  if (!in_call_) at_ = 0;
  return {};
}

}  // namespace weir
