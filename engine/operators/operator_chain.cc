#include "engine/operators/operator_chain.h"

#include <utility>

#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/env/effect.h"

namespace weir {

namespace {

class NoOutput final : public Output {
 public:
  void collect(Record&& /*record*/) override {}
  void emit_watermark(Timestamp /*watermark*/) override {}
  void emit_status(bool /*idle*/) override {}
};

// Several readers of one output: each gets its own copy, the last one the original.
class FanOut final : public Output {
 public:
  explicit FanOut(std::vector<Output*> targets) : targets_(std::move(targets)) {}
  void collect(Record&& record) override {
    for (std::size_t i = 0; i + 1 < targets_.size(); i++) targets_[i]->collect(Record(record));
    targets_.back()->collect(std::move(record));
  }
  void emit_watermark(Timestamp watermark) override {
    for (Output* t : targets_) t->emit_watermark(watermark);
  }
  void emit_status(bool idle) override {
    for (Output* t : targets_) t->emit_status(idle);
  }

 private:
  std::vector<Output*> targets_;
};

// Records go to the main output only; watermarks and statuses also to the side outputs, as in
// Flink.
class MainOutput final : public Output {
 public:
  MainOutput(Output* main, std::vector<Output*> sides) : main_(main), sides_(std::move(sides)) {}
  void collect(Record&& record) override { main_->collect(std::move(record)); }
  void emit_watermark(Timestamp watermark) override {
    main_->emit_watermark(watermark);
    for (Output* s : sides_) s->emit_watermark(watermark);
  }
  void emit_status(bool idle) override {
    main_->emit_status(idle);
    for (Output* s : sides_) s->emit_status(idle);
  }

 private:
  Output* main_;
  std::vector<Output*> sides_;
};

}  // namespace

// One operator with all it stands on. As an Output it is what the operator before it in the chain
// writes to.
class OperatorChain::Slot final : public Output {
 public:
  Slot(ChainLink link, std::size_t index, const ChainConfig& config, const TaskSnapshot* restored)
      : link_(std::move(link)), index_(index), trace_(config.trace), watermarks_(link_.inputs) {
    context_.uid = link_.uid;
    context_.subtask = config.subtask;
    context_.attempt = config.attempt;
    context_.job_restored_from = config.job_restored_from;
    context_.run = config.run;
    context_.checkpoints = config.checkpoints;
    context_.live_objects = config.live_objects;
    context_.parallelism = config.parallelism;
    context_.max_parallelism = config.max_parallelism;
    context_.now = &config.clock->now;
    context_.activity = config.activity;
    context_.trace = config.trace;
    context_.effects = config.effects;
    context_.outside = config.outside;
    context_.operator_state = &operator_state_;
    if (!link_.keys.empty()) {
      const KeyGroupRange range =
          key_group_range(config.max_parallelism, config.parallelism, config.subtask);
      backend_ = config.backends->create({config.max_parallelism, range, config.work_wanted});
      keys_ = std::make_unique<KeyContext>(*backend_, config.max_parallelism, config.parallelism,
                                           config.subtask);
    } else {
      keys_ = std::make_unique<KeyContext>();
    }
    for (const KeySelector& keys : link_.keys)
      context_.named_keys = context_.named_keys && !keys.is_constant();
    link_.says_key = link_.says_key && context_.named_keys;
    timers_ = backend_ == nullptr
                  ? std::make_unique<TimerService>(*keys_, *config.clock)
                  : std::make_unique<TimerService>(*keys_, *backend_, *config.clock, config.trace,
                                                   context_.named_keys);
    context_.keys = keys_.get();
    context_.backend = backend_.get();
    timers_->report_processing_timers(config.timers_changed);
    context_.timers = timers_.get();
    if (restored != nullptr) restore(*restored);
  }

  void connect(std::vector<std::unique_ptr<Slot>>& slots) {
    if (link_.targets.size() == 1 && link_.targets[0].tag.empty()) {
      context_.out = target_of(link_.targets[0], slots);
      return;
    }
    std::vector<std::pair<std::string, std::vector<Output*>>> by_tag{{"", {}}};
    for (const ChainLink::Target& t : link_.targets) {
      Output* const target = target_of(t, slots);
      auto it = by_tag.begin();
      while (it != by_tag.end() && it->first != t.tag) ++it;
      if (it == by_tag.end()) it = by_tag.insert(by_tag.end(), {t.tag, {}});
      it->second.push_back(target);
    }
    std::vector<Output*> sides;
    for (std::size_t i = 1; i < by_tag.size(); i++) {
      Output* side = one_of(std::move(by_tag[i].second));
      context_.sides.push_back(
          {by_tag[i].first, trace_ != nullptr ? trace_->name(by_tag[i].first) : 0, side});
      sides.push_back(side);
    }
    context_.out = one_of(std::move(by_tag[0].second));
    if (!sides.empty())
      context_.out = own(std::make_unique<MainOutput>(context_.out, std::move(sides)));
  }

  void open() {
    Enter enter(*this);
    link_.op->open(context_);
    keys_->opened();
  }

  // Output, for the operator before this one.
  void collect(Record&& record) override { process(0, record); }
  void emit_watermark(Timestamp watermark) override { process_watermark(0, watermark); }
  void emit_status(bool idle) override { process_status(0, idle); }

  void process(std::size_t input, Record& record) {
    if (trace_ != nullptr) trace_->op(static_cast<std::uint8_t>(index_));
    if (backend_ != nullptr) set_key(input, record);
    if (input == 0)
      link_.op->process(record);
    else
      link_.op->process2(record);
    if (trace_ != nullptr) trace_->op(static_cast<std::uint8_t>(upstream_));
  }
  void process_watermark(std::size_t input, Timestamp watermark) {
    Enter enter(*this);
    if (link_.inputs == 1)
      advance(watermark);
    else if (watermarks_.update_watermark(input, watermark))
      advance(watermarks_.combined());
  }
  void process_status(std::size_t input, bool idle) {
    Enter enter(*this);
    if (link_.inputs == 1) {
      link_.op->process_status(idle);
      return;
    }
    const bool was_idle = watermarks_.idle();
    if (watermarks_.update_status(input, idle)) advance(watermarks_.combined());
    if (watermarks_.idle() != was_idle) link_.op->process_status(watermarks_.idle());
  }
  void end_input(std::size_t input) {
    Enter enter(*this);
    link_.op->end_input(static_cast<int>(input) + 1);
  }
  void finish() {
    Enter enter(*this);
    link_.op->finish();
  }
  void prepare_snapshot(CheckpointId checkpoint) {
    Enter enter(*this);
    link_.op->prepare_snapshot(checkpoint);
  }
  ChainSnapshot::Part snapshot(CheckpointId checkpoint) {
    Enter enter(*this);
    link_.op->snapshot(checkpoint);
    ChainSnapshot::Part part{link_.uid, nullptr, operator_state_.lists()};
    if (backend_ != nullptr) part.keyed = backend_->start_snapshot(checkpoint);
    return part;
  }
  void notify_complete(CheckpointId checkpoint) {
    Enter enter(*this);
    link_.op->notify_complete(checkpoint);
  }
  void notify_aborted(CheckpointId checkpoint) {
    Enter enter(*this);
    link_.op->notify_aborted(checkpoint);
  }
  void effect_done(const Effect& effect) {
    Enter enter(*this);
    link_.op->effect_done(effect);
  }
  bool effect_failed(const Effect& effect, const Error& error) {
    Enter enter(*this);
    return link_.op->effect_failed(effect, error);
  }
  // The operator's own call, or its first timer; of both at one time, the call.
  std::optional<Timestamp> next_processing_time() const {
    const std::optional<Timestamp> timer = timers_->next_processing_time();
    return calls_first(timer) ? link_.op->next_call() : timer;
  }
  bool has_timer() const { return timers_->next_processing_time().has_value(); }
  bool fire_processing_timer() {
    Enter enter(*this);
    if (calls_first(timers_->next_processing_time())) {
      if (*link_.op->next_call() > *context_.now) return false;
      link_.op->on_processing_time();
      return true;
    }
    return timers_->fire_processing_timer(
        [this](const Timer& t) { link_.op->on_timer(t, TimeDomain::kProcessing); });
  }

  bool wants_backend_work() const { return backend_ != nullptr && backend_->wants_work(); }
  void do_backend_work() {
    Enter enter(*this);
    const Result<std::vector<BackendEvent>> done = backend_->do_work();
    if (!done) throw UserError(done.error());
    if (trace_ == nullptr) return;
    for (const BackendEvent& event : *done) {
      if (event.kind == BackendEvent::Kind::kFlush) {
        trace_->db_flush(event.file, event.bytes, event.entries);
        continue;
      }
      std::vector<Value> from;
      for (const std::string& file : event.from) from.push_back(Value::text(file));
      trace_->db_compact(Value::list(from), event.file, event.bytes);
    }
  }

  const OperatorContext& context() const { return context_; }
  Operator& op() { return *link_.op; }
  TimerService& timers() const { return *timers_; }
  std::size_t entries() const { return backend_ == nullptr ? 0 : backend_->entries(); }

 private:
  // Events of the calls in its scope belong to this operator; afterwards to the one that called.
  class Enter {
   public:
    explicit Enter(Slot& slot) : slot_(slot) {
      if (slot_.trace_ != nullptr) slot_.trace_->op(static_cast<std::uint8_t>(slot_.index_));
    }
    ~Enter() {
      if (slot_.trace_ != nullptr) slot_.trace_->op(static_cast<std::uint8_t>(slot_.upstream_));
    }
    Enter(const Enter&) = delete;
    Enter& operator=(const Enter&) = delete;

   private:
    Slot& slot_;
  };

  bool calls_first(std::optional<Timestamp> timer) const {
    const std::optional<Timestamp> call = link_.op->next_call();
    return call && (!timer || *call <= *timer);
  }

  // Event time of the task is that of its first operator; the others follow within the turn.
  void advance(Timestamp watermark) {
    if (index_ == 0 && trace_ != nullptr) trace_->wm_advance(watermark);
    link_.op->process_watermark(watermark);
  }
  void set_key(std::size_t input, Record& record) {
    const KeySelector& selector = link_.keys[input];
    const bool says_key = trace_ != nullptr && link_.says_key;
    // Hash 0 also means "not computed": harness input, or a chained operator behind an operator
    // that made the record.
    const bool is_hashed = link_.head && record.key_hash != 0;
    if (const Value* key = selector.key_in(record.value); key != nullptr && is_hashed && !says_key)
        [[likely]] {
      keys_->set(*key, record.key_hash, record.key_group);
      return;
    }
    Value key = selector.key_of(record.value);
    if (says_key) trace_->key(key);
    if (is_hashed)
      keys_->set(std::move(key), record.key_hash, record.key_group);
    else
      keys_->set(std::move(key));
  }
  void restore(const TaskSnapshot& restored) {
    const auto it = restored.operators.find(link_.uid);
    if (it == restored.operators.end()) {  // an operator that is new in the job
      operator_state_.restore({});
      return;
    }
    operator_state_.restore(it->second.lists);
    if (backend_ == nullptr) return;
    const auto ok = backend_->restore(it->second.keyed);
    if (!ok) throw UserError(ok.error());
  }
  Output* target_of(const ChainLink::Target& t, std::vector<std::unique_ptr<Slot>>& slots) const {
    if (!t.chained) return t.network;
    slots[*t.chained]->upstream_ = index_;
    return slots[*t.chained].get();
  }
  Output* own(std::unique_ptr<Output> output) {
    owned_.push_back(std::move(output));
    return owned_.back().get();
  }
  Output* one_of(std::vector<Output*> targets) {
    if (targets.empty()) return own(std::make_unique<NoOutput>());
    if (targets.size() == 1) return targets[0];
    return own(std::make_unique<FanOut>(std::move(targets)));
  }

  ChainLink link_;
  std::size_t index_;
  std::size_t upstream_ = 0;
  TraceRecorder* trace_;
  CombinedWatermarkStatus watermarks_;
  std::unique_ptr<KeyedStateBackend> backend_;
  std::unique_ptr<KeyContext> keys_;
  std::unique_ptr<TimerService> timers_;
  OperatorStateStore operator_state_;
  OperatorContext context_;
  std::vector<std::unique_ptr<Output>> owned_;
};

Result<TaskSnapshot> ChainSnapshot::finish() {
  TaskSnapshot out;
  for (Part& part : parts_) {
    OperatorSnapshot& op = out.operators[part.uid];
    op.lists = std::move(part.lists);
    if (part.keyed == nullptr) continue;
    auto handle = part.keyed->finish();
    if (!handle) return handle.error();
    op.keyed.push_back(std::move(*handle));
  }
  return out;
}

OperatorChain::OperatorChain(std::vector<ChainLink> links, const ChainConfig& config,
                             const TaskSnapshot* restored) {
  WEIR_CHECK(!links.empty(), "a chain has at least one operator");
  slots_.reserve(links.size());
  for (std::size_t i = 0; i < links.size(); i++)
    slots_.push_back(std::make_unique<Slot>(std::move(links[i]), i, config, restored));
  for (auto& slot : slots_) slot->connect(slots_);
}

OperatorChain::~OperatorChain() = default;

void OperatorChain::open() {
  for (std::size_t i = slots_.size(); i-- > 0;) slots_[i]->open();
}

void OperatorChain::process(std::size_t input, Record& record) {
  slots_[0]->process(input, record);
}
void OperatorChain::process_watermark(std::size_t input, Timestamp watermark) {
  slots_[0]->process_watermark(input, watermark);
}
void OperatorChain::process_status(std::size_t input, bool idle) {
  slots_[0]->process_status(input, idle);
}

void OperatorChain::end_input(std::size_t input) { slots_[0]->end_input(input); }

void OperatorChain::finish() {
  for (std::size_t i = 0; i < slots_.size(); i++) {
    if (i > 0) slots_[i]->end_input(0);
    slots_[i]->finish();
  }
}

SourceOperator* OperatorChain::source() { return dynamic_cast<SourceOperator*>(&slots_[0]->op()); }

void OperatorChain::prepare_snapshot(CheckpointId checkpoint) {
  for (auto& slot : slots_) slot->prepare_snapshot(checkpoint);
}

std::unique_ptr<ChainSnapshot> OperatorChain::snapshot(CheckpointId checkpoint) {
  auto out = std::make_unique<ChainSnapshot>();
  out->parts_.reserve(slots_.size());
  for (std::size_t i = slots_.size(); i-- > 0;)
    out->parts_.push_back(slots_[i]->snapshot(checkpoint));
  return out;
}

void OperatorChain::notify_complete(CheckpointId checkpoint) {
  for (std::size_t i = slots_.size(); i-- > 0;) slots_[i]->notify_complete(checkpoint);
}
void OperatorChain::notify_aborted(CheckpointId checkpoint) {
  for (std::size_t i = slots_.size(); i-- > 0;) slots_[i]->notify_aborted(checkpoint);
}

void OperatorChain::effect_done(const Effect& effect) {
  for (auto& slot : slots_)
    if (slot->context().uid == effect.uid) slot->effect_done(effect);
}

bool OperatorChain::effect_failed(const Effect& effect, const Error& error) {
  for (auto& slot : slots_)
    if (slot->context().uid == effect.uid) return slot->effect_failed(effect, error);
  return false;
}

std::optional<Timestamp> OperatorChain::next_processing_timer(std::size_t op) const {
  return slots_[op]->next_processing_time();
}
bool OperatorChain::has_processing_timer(std::size_t op) const { return slots_[op]->has_timer(); }
bool OperatorChain::fire_processing_timer(std::size_t op) {
  return slots_[op]->fire_processing_timer();
}

bool OperatorChain::wants_backend_work(std::size_t op) const {
  return slots_[op]->wants_backend_work();
}
void OperatorChain::do_backend_work(std::size_t op) { slots_[op]->do_backend_work(); }

const OperatorContext& OperatorChain::context(std::size_t op) const {
  return slots_[op]->context();
}
const Operator& OperatorChain::op(std::size_t index) const { return slots_[index]->op(); }
Operator& OperatorChain::op(std::size_t index) { return slots_[index]->op(); }
Timestamp OperatorChain::current_watermark() const {
  return slots_[0]->timers().current_watermark();
}
std::size_t OperatorChain::keyed_entries(std::size_t op) const { return slots_[op]->entries(); }

}  // namespace weir
