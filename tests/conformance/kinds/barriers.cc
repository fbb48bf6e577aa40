// Kind `barriers` (vectors/FORMAT_runtime.md §7): a barrier handler behind an input gate.
//   The senders and the gate's queues are the model that the format describes; what is done about a
//   barrier is decided by the engine's BarrierHandler alone.
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "engine/checkpoint/barrier_aligner.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

struct Arrival {
  enum class What { kRecord, kBarrier, kCancel, kEnd };
  What what = What::kRecord;
  Value record;
  Barrier barrier;  // of a cancellation only the id
};

Arrival arrival_of(const Value& argument) {
  Arrival a;
  if (has_member(argument, "record")) {
    a.record = member(argument, "record");
  } else if (has_member(argument, "barrier")) {
    const Value& barrier = member(argument, "barrier");
    a.what = Arrival::What::kBarrier;
    a.barrier.id = int_member(barrier, "id");
    a.barrier.options.started = int_member_or(barrier, "started", 0);
    if (bool_member_or(barrier, "savepoint", false)) {
      a.barrier.options.type = CheckpointType::kSavepoint;
    }
  } else if (has_member(argument, "cancel")) {
    a.what = Arrival::What::kCancel;
    a.barrier.id = int_member(member(argument, "cancel"), "id");
  } else if (has_member(argument, "end")) {
    a.what = Arrival::What::kEnd;
  } else {
    throw NotCovered{"arrival of something else"};
  }
  return a;
}

std::unique_ptr<BarrierHandler> handler_of(const Value& config) {
  const std::string_view mode = text_member(config, "mode");
  const auto channels = static_cast<std::size_t>(int_member(config, "channels"));
  if (mode == "aligned") {
    return std::make_unique<BarrierAligner>(
        channels, bool_member_or(config, "checkpoints_after_tasks_finish", true));
  }
  throw NotCovered{"barrier handling " + std::string(mode)};
}

class BarriersPlayer : public Player {
 public:
  explicit BarriersPlayer(const Value& config)
      : handler_(handler_of(config)),
        channels_(static_cast<std::size_t>(int_member(config, "channels"))),
        auto_poll_(bool_member_or(config, "auto_poll", false)) {}

  Value play(const Step& step) override {
    out_.clear();
    if (step.verb == "arrive") {
      const auto index = static_cast<std::size_t>(int_member(step.argument, "channel"));
      channels_[index].sender.push_back(arrival_of(step.argument));
      hand_over(index);
    } else if (step.verb == "advance") {
      now_ += int_member(step.argument, "ms");
    } else if (step.verb == "poll") {
      if (!poll()) out_.push_back(object({{"nothing", Value::boolean(true)}}));
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    while (auto_poll_ && poll()) {
    }
    std::vector<Value> blocked;
    for (std::size_t i = 0; i < channels_.size(); i++) {
      if (handler_->blocked(i)) blocked.push_back(number(i));
    }
    out_.push_back(object({{"blocked", Value::list(blocked)}}));
    return object({{"out", Value::list(out_)}});
  }

  std::optional<Value> final_state() override {
    std::vector<Value> waiting;
    for (const Channel& channel : channels_) waiting.push_back(number(channel.sender.size()));
    const CheckpointId latest = handler_->latest_checkpoint();
    return object({{"latest_checkpoint", integer(latest == kNoCheckpoint ? -1 : latest)},
                   {"waiting_at_sender", Value::list(waiting)}});
  }

 private:
  struct Channel {
    std::deque<Arrival> sender;    // not handed over: the sender waits behind a barrier
    std::deque<Arrival> received;  // can be read
    bool sender_waits = false;
  };

  static Value number(std::size_t n) { return integer(static_cast<std::int64_t>(n)); }
  static Value place(std::size_t channel, CheckpointId id) {
    return object({{"channel", number(channel)}, {"id", integer(id)}});
  }

  void hand_over(std::size_t index) {
    Channel& channel = channels_[index];
    while (!channel.sender_waits && !channel.sender.empty()) {
      if (channel.received.empty()) readable_.push_back(index);
      channel.sender_waits = channel.sender.front().what == Arrival::What::kBarrier;
      channel.received.push_back(std::move(channel.sender.front()));
      channel.sender.pop_front();
    }
  }

  bool poll() {
    if (readable_.empty()) return false;
    const std::size_t index = readable_.front();
    readable_.pop_front();
    Channel& channel = channels_[index];
    const Arrival read = std::move(channel.received.front());
    channel.received.pop_front();
    if (!channel.received.empty()) readable_.push_back(index);
    handle(index, read);
    return true;
  }

  void handle(std::size_t index, const Arrival& read) {
    BarrierActions actions;
    Value entry;
    switch (read.what) {
      case Arrival::What::kRecord:
        entry = object({{"record", object({{"channel", number(index)}, {"value", read.record}})}});
        break;
      case Arrival::What::kBarrier:
        handler_->on_barrier(index, read.barrier, BarrierOrigin::kChannel, now_, actions);
        entry = object({{"barrier", place(index, read.barrier.id)}});
        break;
      case Arrival::What::kCancel:
        handler_->on_cancel(index, read.barrier.id, actions);
        entry = object({{"cancel", place(index, read.barrier.id)}});
        break;
      case Arrival::What::kEnd:
        handler_->on_end_of_partition(index, actions);
        entry = object({{"end", object({{"channel", number(index)}})}});
        break;
    }
    for (const BarrierAction& action : actions) print_call(action);
    out_.push_back(entry);
    for (const BarrierAction& action : actions) {
      if (action.kind != BarrierAction::Kind::kResume) continue;
      out_.push_back(object({{"resume", number(action.channel)}}));
      channels_[action.channel].sender_waits = false;
      hand_over(action.channel);
    }
  }

  // What the task is told.
  void print_call(const BarrierAction& action) {
    switch (action.kind) {
      case BarrierAction::Kind::kBlock:
      case BarrierAction::Kind::kResume:
        return;
      case BarrierAction::Kind::kTrigger: {
        const bool unaligned = action.options.alignment == Alignment::kUnaligned;
        const bool savepoint = action.options.type == CheckpointType::kSavepoint;
        const Value trigger = object({{"checkpoint", integer(action.checkpoint)},
                                      {"unaligned", Value::boolean(unaligned)},
                                      {"savepoint", Value::boolean(savepoint)}});
        out_.push_back(object({{"trigger", trigger}}));
        return;
      }
      case BarrierAction::Kind::kAbort: {
        const Value abort = object(
            {{"checkpoint", integer(action.checkpoint)}, {"reason", text(name_of(action.reason))}});
        out_.push_back(object({{"abort", abort}}));
        return;
      }
    }
  }

  std::unique_ptr<BarrierHandler> handler_;
  std::vector<Channel> channels_;
  std::deque<std::size_t> readable_;  // channels with something to read
  bool auto_poll_;
  Timestamp now_ = 0;
  std::vector<Value> out_;
};

}  // namespace

Outcome run_barriers(const Case& c) {
  BarriersPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance
