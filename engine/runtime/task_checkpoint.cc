// Task's part in checkpoints: barriers in, snapshot, barriers out, acknowledgement.
#include <utility>

#include "engine/checkpoint/task_snapshot.h"
#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/runtime/task.h"

namespace weir {

// ---- what comes in ------------------------------------------------------------------------------

void Task::read_barrier(std::size_t index, ChannelId c, const Barrier& barrier) {
  if (trace() != nullptr) trace()->bar_recv(c, std::nullopt);
  BarrierActions actions = std::move(spare_actions_);
  barriers_->on_barrier(index, barrier, BarrierOrigin::kChannel, ports_.clock.now, actions);
  ports_.network.pop(c);
  act(actions);
}

void Task::read_signal(ChannelId c) {
  const std::size_t index = ports_.plan.channels[c].index;
  const Channel& channel = ports_.network.channel(c);
  const Channel::Signal signal = *channel.signal();
  BarrierActions actions = std::move(spare_actions_);
  if (signal.announcement) {
    const Barrier barrier = channel.at(signal.place).element.as_barrier();
    ports_.network.drop_signal(c);
    barriers_->on_announcement(index, barrier, ports_.clock.now, actions);
    act(actions);
  } else {
    if (trace() != nullptr) trace()->bar_recv(c, static_cast<std::int64_t>(signal.place));
    const Barrier barrier = ports_.network.take_signal(c).as_barrier();
    barriers_->on_barrier(index, barrier, BarrierOrigin::kChannel, ports_.clock.now, actions);
    overtaken_ = {c, signal.place};
    act(actions);
    overtaken_ = {};
    if (collecting_ == barrier.id) keep_queued(index, c, signal.place);
    finish_collecting();
  }
  if (timers_changed_) announce_timers();
}

void Task::read_cancel(std::size_t index, ChannelId c, CheckpointId checkpoint) {
  if (trace() != nullptr) trace()->bar_cancel(c);
  BarrierActions actions = std::move(spare_actions_);
  barriers_->on_cancel(index, checkpoint, actions);
  ports_.network.pop(c);
  act(actions);
}

void Task::act(BarrierActions& actions) {
  for (const BarrierAction& a : actions) {
    switch (a.kind) {
      case BarrierAction::Kind::kBlock: {
        const ChannelId c = planned().inputs[a.channel];
        ports_.network.block(c, overtaken_.channel == c ? overtaken_.elements : 0);
        if (trace() != nullptr) trace()->al_block(c, barriers_->latest_checkpoint());
        break;
      }
      case BarrierAction::Kind::kResume: {
        const ChannelId c = planned().inputs[a.channel];
        if (!ports_.network.channel(c).blocked()) break;
        if (trace() != nullptr) trace()->al_open(c);
        ports_.network.unblock(c);
        break;
      }
      case BarrierAction::Kind::kTrigger: take_snapshot({a.checkpoint, a.options}); break;
      case BarrierAction::Kind::kOvertake:
        ports_.network.overtake(planned().inputs[a.channel], barriers_->latest_checkpoint(),
                                ports_.clock.now);
        break;
      case BarrierAction::Kind::kAbort:
        if (trace() != nullptr && !edges_.empty()) trace()->cancel_send(a.checkpoint);
        broadcast(ChannelElement::cancel_checkpoint(a.checkpoint));
        decline(a.checkpoint, name_of(a.reason));
        if (collecting_ == a.checkpoint) collecting_ = kNoCheckpoint;
        break;
    }
  }
  actions.clear();
  spare_actions_ = std::move(actions);
  timers_changed_ = timers_changed_ || barriers_->timeout() || timers_.back().ticket != 0;
  finish_collecting();
}

void Task::alignment_timed_out() {
  if (trace() != nullptr) trace()->al_switch(barriers_->latest_checkpoint());
  BarrierActions actions = std::move(spare_actions_);
  barriers_->on_timeout(ports_.clock.now, actions);
  act(actions);
}

// ---- in flight ----------------------------------------------------------------------------------

// An element that is read before the barrier of its channel, after the snapshot was taken.
void Task::keep_in_flight(std::size_t index, ChannelId c, const ChannelElement& element) {
  if (!barriers_->in_flight(index)) return;
  if (trace() != nullptr) trace()->snap_chan(collecting_, c, -1);
  snapshots_.at(collecting_).in_flight[index].push_back(element);
}

// The first `count` elements of a queue, which its barrier has overtaken. Other barriers, and ends,
// are not kept: who sent them sends them again after a restore.
void Task::keep_queued(std::size_t index, ChannelId c, std::size_t count) {
  std::vector<ChannelElement>& kept = snapshots_.at(collecting_).in_flight[index];
  const Channel& channel = ports_.network.channel(c);
  for (std::size_t i = 0; i < count; i++) {
    const ChannelElement& e = channel.at(i).element;
    if (e.kind() != ElementKind::kRecord && e.kind() != ElementKind::kWatermark &&
        e.kind() != ElementKind::kStatus)
      continue;
    if (trace() != nullptr) trace()->snap_chan(collecting_, c, static_cast<std::int64_t>(i));
    kept.push_back(e);
  }
}

// Nothing more belongs to the checkpoint once the barriers of all channels have been read.
void Task::finish_collecting() {
  if (collecting_ == kNoCheckpoint || overtaken_.elements > 0) return;
  for (std::size_t i = 0; i < planned().inputs.size(); i++)
    if (barriers_->in_flight(i)) return;
  const CheckpointId checkpoint = std::exchange(collecting_, kNoCheckpoint);
  const auto it = snapshots_.find(checkpoint);
  if (it == snapshots_.end()) return;
  it->second.collecting = false;
  maybe_write(checkpoint);
}

std::vector<InFlightChannel> Task::in_flight_of(AsyncSnapshot& snapshot) const {
  std::vector<InFlightChannel> out;
  const JobVertex& vertex = ports_.graph.vertices[planned().vertex];
  std::uint32_t ordinal = 0;
  for (const auto& input : vertex.inputs) {
    for (const std::uint32_t edge : input) {
      for (std::size_t i = 0; i < snapshot.in_flight.size(); i++) {
        const PlannedChannel& channel = ports_.plan.channels[planned().inputs[i]];
        if (channel.edge != edge || snapshot.in_flight[i].empty()) continue;
        InFlightChannel c;
        c.edge = ordinal;
        c.from = ports_.plan.tasks[channel.from].subtask;
        c.senders = ports_.graph.vertices[ports_.graph.edges[edge].from].parallelism;
        c.name = channel_name(ports_.graph, ports_.plan, planned().inputs[i]);
        c.elements = std::move(snapshot.in_flight[i]);
        out.push_back(std::move(c));
      }
      ordinal++;
    }
  }
  return out;
}

// ---- snapshots ----------------------------------------------------------------------------------

void Task::on_trigger(const Barrier& barrier) {
  if (barriers_ == nullptr || open_partitions_ == 0) {
    take_snapshot(barrier);
    finish_collecting();  // nothing can be in flight
    return;
  }
  // All upstream tasks have finished; their ends are still on the way to us, and nothing else can
  // come: a barrier that overtakes would overtake all of it.
  for (std::size_t i = 0; i < planned().inputs.size(); i++) {
    const ChannelId c = planned().inputs[i];
    const Channel& channel = ports_.network.channel(c);
    if (channel.ended) continue;
    BarrierActions actions = std::move(spare_actions_);
    barriers_->on_barrier(i, barrier, BarrierOrigin::kControl, ports_.clock.now, actions);
    overtaken_ = {c, channel.size()};
    act(actions);
    overtaken_ = {};
    if (collecting_ == barrier.id) keep_queued(i, c, channel.size());
    finish_collecting();
  }
}

void Task::on_stop(const Barrier& barrier) {
  poll_ = {};
  stopped_ = true;
  announce_timers();
  on_trigger(barrier);
}

void Task::on_drain(const Barrier& barrier) {
  poll_ = {};
  savepoint_follows_ = true;
  if (source_ != nullptr && !past_end_) end_source();
  announce_timers();
  on_trigger(barrier);
}

void Task::leave() {
  if (!finished_) end_task();
}

// On each edge as its data allows. Barriers that overtake stay at the end of the queue, and are
// read out of turn.
void Task::send_barrier(const Barrier& barrier) {
  const JobVertex& vertex = ports_.graph.vertices[planned().vertex];
  bool ahead = false;
  std::vector<Value> places;
  for (std::size_t i = 0; i < vertex.outputs.size(); i++) {
    const BarrierOptions options =
        barrier.options.on_edge(ports_.graph.edges[vertex.outputs[i]].in_flight);
    ahead = ahead || options.alignment == Alignment::kUnaligned;
  }
  if (trace() != nullptr && !edges_.empty()) {
    for (const auto& edge : planned().outputs)
      for (const ChannelId c : edge)
        places.push_back(
            Value::integer(static_cast<std::int64_t>(ports_.network.channel(c).size())));
    const Value list = Value::list(places);
    trace()->bar_send(barrier.id, ahead, std::nullopt, ahead ? &list : nullptr);
  }
  for (std::size_t i = 0; i < vertex.outputs.size(); i++) {
    const BarrierOptions options =
        barrier.options.on_edge(ports_.graph.edges[vertex.outputs[i]].in_flight);
    for (const ChannelId c : planned().outputs[i])
      ports_.network.send_barrier(c, {barrier.id, options}, ports_.clock.now);
  }
}

void Task::take_snapshot(const Barrier& barrier) {
  const CheckpointId id = barrier.id;
  AsyncSnapshot& snapshot = snapshots_[id];  // effects asked for from here on count for it
  chain_->prepare_snapshot(id);
  send_barrier(barrier);
  if (trace() != nullptr) trace()->snap_sync(id);
  snapshot.part = chain_->snapshot(id);
  if (barrier.options.alignment == Alignment::kUnaligned && barriers_ != nullptr) {
    collecting_ = id;
    snapshot.collecting = true;
    snapshot.in_flight.resize(planned().inputs.size());
  }
  snapshot.due =
      ports_.env.due(CostClass::kSnapshot, id_, static_cast<std::uint64_t>(id), ports_.clock.now);
  snapshot.ticket = ++ports_.tickets;
  if (past_end_ && !first_after_end_) first_after_end_ = id;
  ports_.env.announce({PendingKind::kSnapshotAsync, id_, static_cast<std::uint32_t>(id)},
                      snapshot.due, snapshot.ticket);
}

void Task::finish_snapshot(CheckpointId checkpoint) {
  AsyncSnapshot& snapshot = snapshots_.at(checkpoint);
  snapshot.ticket = 0;
  auto state = snapshot.part->finish();
  snapshot.part.reset();
  if (trace() != nullptr) trace()->snap_async(checkpoint);
  if (!state) {
    decline(checkpoint, state.error().text);
    return;
  }
  snapshot.state = std::move(*state);
  maybe_write(checkpoint);
}

// State and what was in flight go into one file, when both are there.
void Task::maybe_write(CheckpointId checkpoint) {
  AsyncSnapshot& snapshot = snapshots_.at(checkpoint);
  if (!snapshot.state || snapshot.collecting || snapshot.declined) return;
  const JobVertex& vertex = ports_.graph.vertices[planned().vertex];
  StoredTaskSnapshot stored{planned().subtask, vertex.parallelism, vertex.max_parallelism,
                            std::move(*snapshot.state)};
  snapshot.state.reset();
  const std::string& head = ports_.graph.node(vertex.chain[0]).uid;
  if (auto in_flight = in_flight_of(snapshot); !in_flight.empty())
    stored.state.operators[head].in_flight = std::move(in_flight);
  Effect write;
  write.kind = EffectKind::kWriteCheckpoint;
  snapshot.name =
      "cp-" + std::to_string(checkpoint) + "/" + ports_.plan.task_name(ports_.graph, id_);
  write.name = snapshot.name;
  write.checkpoint = checkpoint;
  write.bytes = encode_task_snapshot(stored);
  request(std::move(write));
}

void Task::request(Effect&& effect) {
  const auto it = effect.blocks_ack ? snapshots_.find(effect.checkpoint) : snapshots_.end();
  if (it != snapshots_.end()) it->second.effects++;
  ports_.effects.request(id_, std::move(effect), ports_.clock.now);
}

void Task::on_effect(const Effect& effect, const Result<void>& outcome) {
  if (outcome && !effect.uid.empty()) chain_->effect_done(effect);
  if (!outcome && !effect.uid.empty() && chain_->effect_failed(effect, outcome.error())) return;
  const auto it = effect.blocks_ack ? snapshots_.find(effect.checkpoint) : snapshots_.end();
  if (it == snapshots_.end()) {
    // What was to become part of a checkpoint that is over no longer matters; a commit does.
    if (!outcome && !effect.blocks_ack) throw UserError(outcome.error());
    return;
  }
  it->second.effects--;
  if (!outcome) {
    decline(effect.checkpoint, outcome.error().text);
    return;
  }
  maybe_acknowledge(effect.checkpoint);
}

void Task::maybe_acknowledge(CheckpointId checkpoint) {
  const AsyncSnapshot& s = snapshots_.at(checkpoint);
  if (s.ticket != 0 || s.collecting || s.effects > 0 || s.declined) return;
  tell_master(ControlKind::kAck, checkpoint, s.name);
}

void Task::decline(CheckpointId checkpoint, const std::string& why) {
  if (const auto it = snapshots_.find(checkpoint); it != snapshots_.end()) {
    if (it->second.declined) return;
    it->second.declined = true;
  }
  tell_master(ControlKind::kDecline, checkpoint, why);
}

void Task::forget_snapshots_below(CheckpointId checkpoint) {
  snapshots_.erase(snapshots_.begin(), snapshots_.upper_bound(checkpoint));
  if (collecting_ <= checkpoint) collecting_ = kNoCheckpoint;
}

void Task::on_notify_complete(CheckpointId checkpoint) {
  if (trace() != nullptr) trace()->cp_notify(checkpoint);
  forget_snapshots_below(checkpoint);
  chain_->notify_complete(checkpoint);
  if (past_end_ && first_after_end_ && checkpoint >= *first_after_end_) {
    partitions_ended_ = true;
    end_of_partition();
  }
}

void Task::on_notify_aborted(CheckpointId checkpoint) {
  snapshots_.erase(checkpoint);
  if (collecting_ == checkpoint) collecting_ = kNoCheckpoint;
  chain_->notify_aborted(checkpoint);
}

}  // namespace weir
