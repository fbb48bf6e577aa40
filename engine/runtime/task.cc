#include "engine/runtime/task.h"

#include <set>
#include <utility>

#include "engine/checkpoint/barrier_tracker.h"
#include "engine/checkpoint/single_checkpoint_barriers.h"
#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/runtime/edge_output.h"
#include "engine/time/timer_service.h"

namespace weir {

namespace {

std::unique_ptr<BarrierHandler> make_barriers(const JobConfig& config, std::size_t channels) {
  if (config.make_barrier_handler) return config.make_barrier_handler(channels);
  switch (config.checkpoints.alignment) {
    case Alignment::kAtLeastOnce: return std::make_unique<BarrierTracker>(channels);
    case Alignment::kAligned:
    case Alignment::kAlignedWithTimeout:
    case Alignment::kUnaligned:
    case Alignment::kForcedAligned: break;
  }
  return std::make_unique<SingleCheckpointBarriers>(channels);
}

}  // namespace

Task::Task(TaskPorts& ports, TaskId id, Attempt attempt, const TaskSnapshot* restored)
    : ports_(ports), id_(id), planned_(ports.plan.tasks[id]), attempt_(attempt) {
  count_channels();
  build_chain(restored);
  timers_.resize(chain_->size() + 2);
  if (!planned().inputs.empty())
    barriers_ = make_barriers(ports_.graph.stream.config, planned().inputs.size());
  if (barriers_ != nullptr) spare_actions_.reserve(planned().inputs.size() + 2);
}

Task::~Task() = default;

void Task::count_channels() {
  const std::size_t inputs = ports_.graph.vertices[planned().vertex].inputs.size();
  open_channels_.assign(inputs, 0);
  index_in_input_.reserve(planned().input_of.size());
  for (const std::uint32_t input : planned().input_of)
    index_in_input_.push_back(open_channels_[input]++);
  valves_.reserve(inputs);
  for (const std::size_t channels : open_channels_) valves_.emplace_back(channels);
  open_partitions_ = planned().inputs.size();
  data_ended_.assign(planned().inputs.size(), false);
}

// Watermarks of one event time reach the edge that is furthest down the chain last: it speaks for
// all. Where an operator makes its own, the edges of each operator speak for themselves.
void Task::make_edges() {
  const JobVertex& vertex = ports_.graph.vertices[planned().vertex];
  const bool apart = ports_.graph.own_watermarks(vertex);
  std::uint32_t last_op = 0;
  for (const std::uint32_t e : vertex.outputs)
    last_op = std::max(last_op, ports_.graph.edges[e].from_operator);
  std::set<std::uint32_t> led;  // operators whose edges have a leader
  edges_.reserve(vertex.outputs.size());
  for (std::size_t i = 0; i < vertex.outputs.size(); i++) {
    const JobEdge& edge = ports_.graph.edges[vertex.outputs[i]];
    const std::uint32_t op = edge.from_operator;
    std::vector<std::size_t> followers;
    if ((apart || op == last_op) && led.insert(op).second)
      for (std::size_t k = 0; k < vertex.outputs.size(); k++)
        if (!apart || ports_.graph.edges[vertex.outputs[k]].from_operator == op)
          followers.push_back(k);
    edges_.push_back(
        std::make_unique<EdgeOutput>(*this, edge, planned().outputs[i], std::move(followers)));
  }
}

bool Task::makes_watermarks(const JobVertex& vertex, std::uint32_t op) const {
  if (ports_.graph.node(vertex.chain[0]).source) return true;
  std::uint32_t at = op;
  while (at != 0 && !ports_.graph.node(vertex.chain[at]).own_watermarks) at = vertex.upstream(at);
  return ports_.graph.node(vertex.chain[at]).own_watermarks;
}

void Task::build_chain(const TaskSnapshot* restored) {
  const JobVertex& vertex = ports_.graph.vertices[planned().vertex];
  make_edges();
  const auto way_out = [&](std::uint32_t edge) -> Output* {
    for (std::size_t i = 0; i < vertex.outputs.size(); i++)
      if (vertex.outputs[i] == edge) return edges_[i].get();
    return nullptr;
  };
  std::vector<ChainLink> links;
  links.reserve(vertex.chain.size());
  for (const ChainedOperator& op : vertex.chain) {
    const StreamNode& node = ports_.graph.node(op);
    ChainLink link;
    link.uid = node.uid;
    link.head = links.empty();
    link.says_key = node.keyed() && !ports_.graph.key_field(op.node);
    link.inputs = std::max<std::size_t>(1, node.inputs.size());
    link.op = node.source ? std::make_unique<SourceOperator>(*node.source) : node.make();
    if (node.keyed())
      for (const auto& input : node.inputs) link.keys.push_back(input[0].key);
    link.targets.reserve(op.outputs.size());
    for (const OutputTarget& t : op.outputs) {
      ChainLink::Target target{t.tag, {}, nullptr};
      if (t.chained)
        target.chained = t.index;
      else
        target.network = way_out(t.index);
      link.targets.push_back(std::move(target));
    }
    links.push_back(std::move(link));
  }
  ChainConfig config;
  config.subtask = planned().subtask;
  config.attempt = attempt_;
  config.job_restored_from = ports_.job_restored_from;
  config.run = ports_.run;
  config.checkpoints = ports_.graph.stream.config.checkpoints.interval > 0;
  config.live_objects = ports_.graph.stream.config.live_objects;
  config.parallelism = vertex.parallelism;
  config.max_parallelism = vertex.max_parallelism;
  config.clock = &ports_.clock;
  config.activity = &ports_.network.activity(id_);
  config.timers_changed = &timers_changed_;
  config.work_wanted = &work_wanted_;
  config.trace = trace();
  config.backends = ports_.env.backends;
  config.effects = this;
  config.outside = ports_.env.outside;
  chain_ = std::make_unique<OperatorChain>(std::move(links), config, restored);
  source_ = chain_->source();
}

void Task::open() {
  chain_->open();
  if (source_ != nullptr) {
    announce_poll(source_->next_poll(ports_.clock.now));
    if (const auto interval = source_->emit_interval())
      emission().at = ports_.clock.now + *interval;
  }
  announce_timers();
}

// ---- what comes in ------------------------------------------------------------------------------

void Task::read(ChannelId c) {
  const std::size_t index = ports_.plan.channels[c].index;
  ChannelElement& head = ports_.network.channel(c).front().element;
  if (head.kind() == ElementKind::kRecord) [[likely]] {
    if (trace() != nullptr) trace()->rec_recv(c);
    if (collecting_ != kNoCheckpoint) [[unlikely]]
      keep_in_flight(index, c, head);
    Record record = head.take_record();
    ports_.network.pop(c);
    chain_->process(planned().input_of[index], record);
    announce_changes();
    return;
  }
  const ChannelElement element = std::move(head);
  switch (element.kind()) {
    case ElementKind::kRecord: break;
    case ElementKind::kWatermark: read_watermark(index, c, element); break;
    case ElementKind::kStatus: read_status(index, c, element); break;
    case ElementKind::kBarrier: read_barrier(index, c, element.as_barrier()); break;
    case ElementKind::kCancelCheckpoint: read_cancel(index, c, element.checkpoint()); break;
    case ElementKind::kEndOfData: read_end_of_data(index, c, element.savepoint_follows()); break;
    case ElementKind::kEndOfPartition: read_end_of_partition(index, c); break;
  }
  announce_changes();
}

void Task::read_watermark(std::size_t index, ChannelId c, const ChannelElement& element) {
  const std::size_t input = planned().input_of[index];
  if (trace() != nullptr) {
    const std::size_t in = index_in_input_[index];
    if (valves_[input].idle(in) || element.timestamp() < valves_[input].watermark(in))
      trace()->wm_old(c);
    else
      trace()->wm_recv(c);
  }
  if (collecting_ != kNoCheckpoint) keep_in_flight(index, c, element);
  ports_.network.pop(c);
  apply(input, valves_[input].input_watermark(index_in_input_[index], element.timestamp()));
}

void Task::read_status(std::size_t index, ChannelId c, const ChannelElement& element) {
  if (trace() != nullptr) trace()->status_recv(c);
  if (collecting_ != kNoCheckpoint) keep_in_flight(index, c, element);
  ports_.network.pop(c);
  const std::size_t input = planned().input_of[index];
  apply(input, valves_[input].input_status(index_in_input_[index], element.idle()));
}

void Task::apply(std::size_t input, const ValveOutput& out) {
  if (out.has_watermark) chain_->process_watermark(input, out.watermark);
  if (out.has_status) chain_->process_status(input, out.idle);
}

void Task::read_end_of_data(std::size_t index, ChannelId c, bool savepoint_follows) {
  if (trace() != nullptr) trace()->end_recv(c);
  ports_.network.pop(c);
  savepoint_follows_ = savepoint_follows_ || savepoint_follows;
  const std::size_t input = planned().input_of[index];
  data_ended_[index] = true;
  if (--open_channels_[input] > 0) return;
  chain_->end_input(input);
  for (const std::size_t open : open_channels_)
    if (open > 0) return;
  chain_->finish();
  end_of_data();
}

void Task::read_end_of_partition(std::size_t index, ChannelId c) {
  if (trace() != nullptr) trace()->end_recv(c);
  BarrierActions actions = std::move(spare_actions_);
  barriers_->on_end_of_partition(index, actions);
  ports_.network.pop(c);
  ports_.network.channel(c).ended = true;
  act(actions);
  open_partitions_--;
  end_of_partition();
}

// ---- sources and time ---------------------------------------------------------------------------

void Task::poll() {
  poll_.ticket = 0;
  poll_.parked = false;
  switch (source_->poll()) {
    case PollResult::kRow:
    case PollResult::kSplitEnd: announce_poll(source_->next_poll(ports_.clock.now)); break;
    case PollResult::kEnd: end_source(); break;
    case PollResult::kIdle: drained_since_ = ports_.clock.now; break;
  }
  announce_changes();
}

void Task::announce_poll(Timestamp due) {
  poll_ = {due, ++ports_.tickets, false};
  ports_.env.announce({PendingKind::kPollSource, id_, 0}, due, poll_.ticket);
}

bool Task::has_more_to_do() const {
  if (source_ != nullptr && !drained_since_ && !past_end_) return true;
  for (std::size_t op = 0; op < chain_->size(); op++)
    if (!past_end_ && chain_->has_processing_timer(op)) return true;
  return false;
}

void Task::end_source() {
  emission() = {};
  source_->emit_end();
  chain_->end_input(0);
  chain_->finish();
  end_of_data();
}

void Task::fire_timer(std::uint32_t op) {
  timers_[op].ticket = 0;
  if (op == chain_->size()) {
    source_->periodic_emit();
    timers_[op].at = ports_.clock.now + *source_->emit_interval();
  } else if (op > chain_->size()) {
    alignment_timed_out();
  } else {
    chain_->fire_processing_timer(op);
  }
  announce_timers();
}

// Each operator's next timer is announced; one that moved to the front replaces what was announced
// before.
void Task::announce_timers() {
  if (work_wanted_) [[unlikely]]
    announce_backend_work();
  timers_changed_ = false;
  for (std::uint32_t i = 0; i < timers_.size(); i++) {
    Timer& t = timers_[i];
    std::optional<Timestamp> next;
    if (i > chain_->size()) {
      if (barriers_ != nullptr) next = barriers_->timeout();
    } else if (past_end_) {
      // Operators have finished: what a timer would emit could no longer go anywhere, as in Flink.
    } else if (i < chain_->size()) {
      next = chain_->next_processing_timer(i);
    } else if (source_ != nullptr && source_->emit_interval() && !stopped_) {
      next = t.at;
    }
    if (!next) {
      t.ticket = 0;
      continue;
    }
    if (t.ticket != 0 && t.at == *next) continue;
    t.at = *next;
    t.due = wrapping_add(ports_.clock.now, processing_time_delay(t.at, ports_.clock.now));
    t.ticket = ++ports_.tickets;
    ports_.env.announce({PendingKind::kProcessingTimer, id_, i}, t.due, t.ticket);
  }
}

// It takes no time, and comes after everything that is due already.
void Task::announce_backend_work() {
  work_wanted_ = false;
  backend_work_.resize(chain_->size());
  for (std::uint32_t i = 0; i < backend_work_.size(); i++) {
    BackendWork& work = backend_work_[i];
    if (work.ticket != 0 || !chain_->wants_backend_work(i)) continue;
    work = {ports_.clock.now, ++ports_.tickets};
    ports_.env.announce({PendingKind::kBackendWork, id_, i}, work.due, work.ticket);
  }
}

void Task::do_backend_work(std::uint32_t op) {
  backend_work_[op].ticket = 0;
  chain_->do_backend_work(op);
  if (work_wanted_) announce_backend_work();
}

void Task::announce_parked() {
  for (const ChannelId c : planned().inputs) ports_.network.announce_parked(c);
  if (poll_.parked) announce_poll(poll_.due);
}

// ---- what goes out ------------------------------------------------------------------------------

void Task::broadcast(const ChannelElement& element) {
  for (const auto& edge : planned().outputs)
    for (const ChannelId c : edge)
      ports_.network.send(c, ChannelElement(element), ports_.clock.now);
}

void Task::broadcast(const ChannelElement& element, const EdgeOutput& speaker) {
  for (const std::size_t output : speaker.followers())
    for (const ChannelId c : planned().outputs[output])
      ports_.network.send(c, ChannelElement(element), ports_.clock.now);
}

void Task::watermark_out(Timestamp watermark, const EdgeOutput& speaker) {
  if (trace() != nullptr) {
    if (speaker.makes_watermarks())
      trace()->wm_emit(watermark, std::nullopt);
    else
      trace()->wm_send();
  }
  broadcast(ChannelElement::watermark(watermark), speaker);
}

void Task::status_out(bool idle, const EdgeOutput& speaker) {
  if (trace() != nullptr)
    trace()->status_send(trace()->name(idle ? "IDLE" : "ACTIVE"), std::nullopt);
  broadcast(ChannelElement::status(idle), speaker);
}

void Task::end_of_data() {
  past_end_ = true;
  timers_changed_ = true;
  if (trace() != nullptr && !edges_.empty()) trace()->end_send(trace()->name("data"));
  broadcast(ChannelElement::end_of_data(savepoint_follows_));
  if (ends_with_checkpoint())
    tell_master(ControlKind::kEndOfData, kNoCheckpoint, {});
  else
    end_of_partition();
}

// Ends the channels once the inputs have ended and, with checkpoints, once one that holds the end
// of data is complete.
void Task::end_of_partition() {
  if (!past_end_ || open_partitions_ > 0 || finished_) return;
  if (ends_with_checkpoint() && !partitions_ended_) return;
  if (trace() != nullptr && !edges_.empty()) trace()->end_send(trace()->name("partition"));
  broadcast(ChannelElement::end_of_partition());
  end_task();
}

void Task::end_task() {
  finished_ = true;
  if (trace() != nullptr) trace()->task_status(trace()->name("FINISHED"), std::nullopt);
  tell_master(ControlKind::kFinished, kNoCheckpoint, {});
}

void Task::tell_master(ControlKind kind, CheckpointId checkpoint, std::string text) {
  ControlMessage message;
  message.kind = kind;
  message.attempt = attempt_;
  message.barrier.id = checkpoint;
  message.text = std::move(text);
  ports_.links.send(ControlLinks::from_task(id_), std::move(message), ports_.clock.now);
}
}  // namespace weir
