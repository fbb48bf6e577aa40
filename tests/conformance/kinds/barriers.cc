// Kind `barriers` (vectors/FORMAT_runtime.md §7): a barrier handler behind an input gate.
//   The senders and the gate's queues are the model that the format describes; what is done about a
//   barrier is decided by the engine's BarrierHandler alone.
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "engine/checkpoint/barrier_tracker.h"
#include "engine/checkpoint/single_checkpoint_barriers.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

struct Arrival {
  enum class What { kRecord, kBarrier, kCancel, kEnd };
  What what = What::kRecord;
  Value record;
  Barrier barrier;  // of a cancellation only the id
};

// Savepoints are always aligned; the mode decides about everything else.
BarrierOptions options_of(const Value& barrier, const Value& config) {
  const std::string_view mode = text_member(config, "mode");
  BarrierOptions options;
  options.started = int_member_or(barrier, "started", 0);
  if (bool_member_or(barrier, "savepoint", false)) {
    options.type = CheckpointType::kSavepoint;
  } else if (mode == "unaligned" || bool_member_or(barrier, "already_unaligned", false)) {
    options.alignment = Alignment::kUnaligned;
  } else if (mode == "aligned_timeout") {
    options.alignment = Alignment::kAlignedWithTimeout;
    options.aligned_timeout = int_member(config, "timeout_ms");
  }
  return options;
}

Arrival arrival_of(const Value& argument, const Value& config) {
  Arrival a;
  if (has_member(argument, "record")) {
    a.record = member(argument, "record");
  } else if (has_member(argument, "barrier")) {
    const Value& barrier = member(argument, "barrier");
    a.what = Arrival::What::kBarrier;
    a.barrier.id = int_member(barrier, "id");
    a.barrier.options = options_of(barrier, config);
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
  const bool count_ends = bool_member_or(config, "checkpoints_after_tasks_finish", true);
  if (mode == "at_least_once") return std::make_unique<BarrierTracker>(channels, count_ends);
  if (mode == "aligned" || mode == "unaligned" || mode == "aligned_timeout")
    return std::make_unique<SingleCheckpointBarriers>(channels, count_ends);
  throw NotCovered{"barrier handling " + std::string(mode)};
}

class BarriersPlayer : public Player {
 public:
  explicit BarriersPlayer(const Value& config)
      : config_(config),
        handler_(handler_of(config)),
        channels_(static_cast<std::size_t>(int_member(config, "channels"))),
        auto_poll_(bool_member_or(config, "auto_poll", false)),
        // With barriers that block nothing their senders do not wait either.
        senders_wait_(text_member(config, "mode") != "at_least_once") {}

  Value play(const Step& step) override {
    out_.clear();
    if (step.verb == "arrive") {
      const auto index = static_cast<std::size_t>(int_member(step.argument, "channel"));
      channels_[index].sender.push_back(arrival_of(step.argument, config_));
      hand_over(index);
    } else if (step.verb == "advance") {
      now_ += int_member(step.argument, "ms");
      if (handler_->timeout() && *handler_->timeout() <= now_) {
        BarrierActions actions;
        handler_->on_timeout(now_, actions);
        carry_out(actions, std::nullopt);
      }
    } else if (step.verb == "poll") {
      if (!poll()) out_.push_back(object({{"nothing", Value::boolean(true)}}));
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    read_urgent();
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
      channel.received.push_back(std::move(channel.sender.front()));
      channel.sender.pop_front();
      arrived(index, channel.received.back());
    }
  }

  // What has entered the receive queue.
  void arrived(std::size_t index, const Arrival& arrival) {
    if (arrival.what == Arrival::What::kRecord && handler_->in_flight(index) &&
        !barrier_place(index, handler_->latest_checkpoint())) {
      persist(index, {arrival.record});
    }
    if (arrival.what != Arrival::What::kBarrier) return;
    const Alignment alignment = arrival.barrier.options.alignment;
    if (alignment == Alignment::kUnaligned) {
      urgent_.push_back(index);
      return;
    }
    channels_[index].sender_waits = senders_wait_;
    if (alignment != Alignment::kAlignedWithTimeout) return;
    BarrierActions actions;
    handler_->on_announcement(index, arrival.barrier, now_, actions);
    carry_out(actions, std::nullopt);
    std::erase(readable_, index);  // reading the announcement was its turn
    readable_.push_back(index);
  }

  // The barrier that waits in a receive queue, if there is one.
  std::optional<std::size_t> barrier_place(std::size_t index, CheckpointId id) const {
    const std::deque<Arrival>& received = channels_[index].received;
    for (std::size_t i = 0; i < received.size(); i++) {
      if (received[i].what == Arrival::What::kBarrier && received[i].barrier.id == id) return i;
    }
    return std::nullopt;
  }

  bool poll() {
    if (readable_.empty()) return false;
    const std::size_t index = readable_.front();
    readable_.pop_front();
    Channel& channel = channels_[index];
    const Arrival read = std::move(channel.received.front());
    channel.received.pop_front();
    if (!channel.received.empty()) readable_.push_back(index);
    handle(index, read, 0, false);
    read_urgent();
    return true;
  }

  // Barriers that do not wait for what is in front of them.
  void read_urgent() {
    while (!urgent_.empty()) {
      const std::size_t index = urgent_.front();
      urgent_.pop_front();
      std::deque<Arrival>& received = channels_[index].received;
      std::size_t ahead = 0;
      while (received[ahead].what != Arrival::What::kBarrier) ahead++;
      const Arrival read = std::move(received[ahead]);
      received.erase(received.begin() + static_cast<std::ptrdiff_t>(ahead));
      std::erase(readable_, index);
      if (!received.empty()) readable_.push_back(index);
      handle(index, read, ahead, true);
    }
  }

  void handle(std::size_t index, const Arrival& read, std::size_t ahead, bool urgent) {
    BarrierActions actions;
    std::optional<Value> entry;
    switch (read.what) {
      case Arrival::What::kRecord:
        entry = object({{"record", object({{"channel", number(index)}, {"value", read.record}})}});
        break;
      case Arrival::What::kBarrier:
        handler_->on_barrier(index, read.barrier, BarrierOrigin::kChannel, now_, actions);
        if (!urgent) entry = object({{"barrier", place(index, read.barrier.id)}});
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
    overtaken_ = {index, ahead};
    carry_out(actions, entry);
    overtaken_ = {};
  }

  // What the handler asks for, with the entry of what was read behind what the task was told.
  void carry_out(const BarrierActions& actions, const std::optional<Value>& entry) {
    for (const BarrierAction& action : actions) print_call(action);
    if (entry) out_.push_back(*entry);
    for (const BarrierAction& action : actions) {
      if (action.kind == BarrierAction::Kind::kOvertake) urgent_.push_back(action.channel);
      if (action.kind != BarrierAction::Kind::kResume) continue;
      out_.push_back(object({{"resume", number(action.channel)}}));
      channels_[action.channel].sender_waits = false;
      hand_over(action.channel);
    }
  }

  // In flight when the task is triggered: in front of the barrier that has just been read past
  // them, or of one that has not been read.
  void persist_all(CheckpointId checkpoint) {
    for (std::size_t i = 0; i < channels_.size(); i++) {
      const std::deque<Arrival>& received = channels_[i].received;
      std::size_t ahead = 0;
      if (overtaken_.channel == i) {
        ahead = overtaken_.ahead;
      } else if (const auto place = barrier_place(i, checkpoint)) {
        ahead = *place;
      } else if (handler_->in_flight(i)) {
        ahead = received.size();
      }
      std::vector<Value> records;
      for (std::size_t k = 0; k < ahead; k++)
        if (received[k].what == Arrival::What::kRecord) records.push_back(received[k].record);
      persist(i, std::move(records));
    }
  }

  void persist(std::size_t index, std::vector<Value> records) {
    if (records.empty()) return;
    out_.push_back(
        object({{"persist", object({{"checkpoint", integer(handler_->latest_checkpoint())},
                                    {"channel", number(index)},
                                    {"records", Value::list(std::move(records))}})}}));
  }

  // What the task is told.
  void print_call(const BarrierAction& action) {
    switch (action.kind) {
      case BarrierAction::Kind::kBlock:
      case BarrierAction::Kind::kResume:
      case BarrierAction::Kind::kOvertake: return;
      case BarrierAction::Kind::kTrigger: {
        const bool unaligned = action.options.alignment == Alignment::kUnaligned;
        const bool savepoint = action.options.type == CheckpointType::kSavepoint;
        if (unaligned) persist_all(action.checkpoint);
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

  const Value& config_;
  std::unique_ptr<BarrierHandler> handler_;
  std::vector<Channel> channels_;
  std::deque<std::size_t> readable_;  // channels with something to read
  std::deque<std::size_t> urgent_;    // channels with a barrier to be read before anything else
  struct Overtaken {
    std::size_t channel = static_cast<std::size_t>(-1);
    std::size_t ahead = 0;
  } overtaken_;  // by the barrier that is being read
  bool auto_poll_;
  bool senders_wait_;
  Timestamp now_ = 0;
  std::vector<Value> out_;
};

}  // namespace

Outcome run_barriers(const Case& c) {
  BarriersPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance
