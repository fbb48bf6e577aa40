// Kind `chain` (vectors/FORMAT_runtime.md §15): operators of one task that say what is called.
//   A record is a text "key/action,…". Of timers that are due at one time in different operators
//   Flink leaves the order open; there the chain is driven in the recorded one.
#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/logged_chain.h"

namespace weir::conformance {

namespace {

std::string_view key_of(std::string_view record) { return record.substr(0, record.find('/')); }

class Probe final : public Operator {
 public:
  Probe(const Value& description, EventLog& log)
      : name_(text_member(description, "name")),
        sets_timers_(bool_member_or(description, "timers", false)),
        timer_emits_(bool_member_or(description, "timer_emits", false)),
        flushes_(bool_member_or(description, "flushes", false)),
        log_(log) {}

  // State is there before open(): what Flink does in two calls.
  void open(OperatorContext& context) override {
    Operator::open(context);
    context.operator_state->list("probe", RedistributionMode::kSplit);
    say("initialize_state", Value::boolean(true));
    say("open", Value::boolean(true));
  }

  void process(Record& record) override {
    say("record", record.value);
    if (sets_timers_) set_timers(record.value.as_text());
    context().forward(record);
  }

  void on_timer(const Timer& timer, TimeDomain domain) override {
    Value event = said(domain == TimeDomain::kEvent ? "event_timer" : "processing_timer",
                       integer(timer.timestamp));
    event = with_member(event, "key", timer.key);
    event = with_member(event, "current_watermark", integer(context().timers->current_watermark()));
    log_.add(with_member(event, "clock", integer(*context().now)));
    if (timer_emits_) emit(context().keys->current_key().as_text());
  }

  void process_watermark(Timestamp watermark) override {
    say("watermark_in", integer(watermark));
    Operator::process_watermark(watermark);
    say("watermark_done", integer(watermark));
  }
  void process_status(bool idle) override {
    say("status_in", text(idle ? "idle" : "active"));
    Operator::process_status(idle);
  }

  void prepare_snapshot(CheckpointId checkpoint) override {
    say("prepare_snapshot", integer(checkpoint));
    if (flushes_) emit(name_);
  }
  void snapshot(CheckpointId checkpoint) override { say("snapshot_state", integer(checkpoint)); }
  void notify_complete(CheckpointId checkpoint) override {
    say("notify_complete", integer(checkpoint));
  }
  void notify_aborted(CheckpointId checkpoint) override {
    say("notify_aborted", integer(checkpoint));
  }
  void end_input(int /*input*/) override { say("end_input", Value::boolean(true)); }
  void finish() override { say("finish", Value::boolean(true)); }

 private:
  Value said(std::string_view what, Value value) const {
    return object({{"op", text(name_)}, {what, std::move(value)}});
  }
  void say(std::string_view what, Value value) { log_.add(said(what, std::move(value))); }
  void emit(std::string_view key) { context().emit(text(std::string(key) + "/-"), std::nullopt); }

  void set_timers(std::string_view record) {
    std::string_view actions = record.substr(key_of(record).size() + 1);
    while (!actions.empty()) {
      const std::string_view action = actions.substr(0, actions.find(','));
      actions.remove_prefix(std::min(actions.size(), action.size() + 1));
      if (action == "-") continue;
      Timestamp at = 0;
      std::from_chars(action.data() + 1, action.data() + action.size(), at);
      context().timers->register_timer(
          action[0] == 'e' ? TimeDomain::kEvent : TimeDomain::kProcessing, at);
    }
  }

  std::string name_;
  bool sets_timers_, timer_emits_, flushes_;
  EventLog& log_;
};

class ChainPlayer final : public Player {
 public:
  explicit ChainPlayer(const Value& config)
      : config_(config), names_(member(config, "operators")), out_(left_, "out_", "out_record") {}

  Value play(const Step& step) override {
    if (step.verb == "start")
      chain_ = std::make_unique<LoggedChain>(chain_config());
    else
      act(step);
    fire_due(step.recorded);
    std::vector<Value> events = calls_.take();
    for (Value& event : left_.take()) events.push_back(std::move(event));
    return object({{"out", Value::list(events)}});
  }

  std::optional<Value> final_state() override { return Value::null(); }

 private:
  LoggedChainConfig chain_config() {
    LoggedChainConfig chain;
    for (const Value& description : member(config_, "operators").elements())
      chain.operators.push_back(std::make_unique<Probe>(description, calls_));
    chain.channels = {1};
    chain.key = KeySelector::function(
        [](const Value& record) { return text(key_of(record.as_text())); }, "key");
    chain.out = {"", std::nullopt, &out_};
    return chain;
  }

  void act(const Step& step) {
    const Value& argument = step.argument;
    OperatorChain& chain = chain_->chain();
    if (step.verb == "record") {
      chain_->record(0, argument, std::nullopt);
    } else if (step.verb == "watermark") {
      chain_->watermark(0, 0, argument.as_int());
    } else if (step.verb == "status") {
      chain_->status(0, 0, argument.as_text() == "idle");
    } else if (step.verb == "processing_time") {
      chain_->move_clock(argument.as_int());
    } else if (step.verb == "checkpoint") {
      chain.prepare_snapshot(argument.as_int());
      left_.add("out_barrier", argument);
      const Result<TaskSnapshot> written = chain.snapshot(argument.as_int())->finish();
      WEIR_CHECK(written.has_value(), "a snapshot in memory can be written");
    } else if (step.verb == "notify_complete") {
      chain.notify_complete(argument.as_int());
    } else if (step.verb == "notify_aborted") {
      chain.notify_aborted(argument.as_int());
    } else if (step.verb == "end_of_input") {
      chain_->end_of_input();
      left_.add("out_end_of_data", Value::boolean(true));
      ended_ = true;
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
  }

  // What the task does between two elements: it fires timers, the earliest first.
  void fire_due(const Value& recorded) {
    if (ended_) return;
    std::vector<Value> order;  // names of operators
    for (const Value& event : member(recorded, "out").elements())
      if (has_member(event, "processing_timer")) order.push_back(member(event, "op"));
    for (std::size_t fired = 0;; fired++) {
      const auto op = next_due(fired < order.size() ? order[fired] : Value::null());
      if (!op) return;
      chain_->chain().fire_processing_timer(*op);
    }
  }

  // An operator whose timer is due and none is earlier; `preferred` if that is one of them.
  std::optional<std::size_t> next_due(const Value& preferred) const {
    std::optional<std::size_t> best;
    Timestamp earliest = chain_->now();
    for (std::size_t i = 0; i < chain_->chain().size(); i++) {
      const auto at = chain_->chain().next_processing_timer(i);
      if (!at || *at > earliest) continue;
      const bool wanted = member(names_[i], "name") == preferred;
      if (!best || *at < earliest || wanted) best = i;
      earliest = *at;
    }
    return best;
  }

  const Value& config_;
  const Value& names_;
  EventLog calls_, left_;
  LogOutput out_;
  std::unique_ptr<LoggedChain> chain_;
  bool ended_ = false;
};

}  // namespace

Outcome run_chain(const Case& c) {
  ChainPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance
