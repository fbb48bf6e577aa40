#include "tests/operators/operator_harness.h"

#include <utility>

#include "engine/core/check.h"
#include "engine/state/hashmap/factory.h"
#include "engine/state/redistribution.h"

namespace weir {

namespace {

constexpr char kUid[] = "operator";

}  // namespace

void CollectingOutput::collect(Record&& record) {
  const auto timestamp = record.has_timestamp ? std::optional(record.timestamp) : std::nullopt;
  records.push_back({std::move(record.value), timestamp});
}

struct OperatorHarness::Subtask {
  CollectingOutput main;
  std::map<std::string, CollectingOutput> sides;
  std::unique_ptr<OperatorChain> chain;
};

OperatorHarness::OperatorHarness(HarnessConfig config)
    : config_(std::move(config)), heap_(make_hashmap_backend_factory()) {
  if (config_.backends == nullptr) config_.backends = heap_.get();
  start({});
}

OperatorHarness::~OperatorHarness() = default;

void OperatorHarness::start(std::span<const TaskSnapshot> restored) {
  subtasks_.clear();
  for (std::uint32_t i = 0; i < config_.parallelism; i++) {
    auto subtask = std::make_unique<Subtask>();
    ChainLink link;
    link.uid = kUid;
    link.op = config_.make();
    link.inputs = config_.inputs;
    link.keys = config_.keys;
    link.head = true;
    link.targets.push_back({"", std::nullopt, &subtask->main});
    for (const std::string& tag : config_.side_tags)
      link.targets.push_back({tag, std::nullopt, &subtask->sides[tag]});
    ChainConfig chain;
    chain.subtask = i;
    chain.parallelism = config_.parallelism;
    chain.max_parallelism = config_.max_parallelism;
    chain.clock = &clock_;
    chain.trace = config_.trace;
    chain.backends = config_.backends;
    chain.live_objects = config_.live_objects;
    std::vector<ChainLink> links;
    links.push_back(std::move(link));
    begin_turn(i);
    subtask->chain = std::make_unique<OperatorChain>(std::move(links), chain,
                                                     restored.empty() ? nullptr : &restored[i]);
    subtasks_.push_back(std::move(subtask));
    subtasks_.back()->chain->open();
  }
}

void OperatorHarness::begin_turn(std::uint32_t subtask) {
  if (config_.trace != nullptr) config_.trace->begin_turn(subtask, clock_.now);
}

void OperatorHarness::element(Value value, std::optional<Timestamp> timestamp, std::size_t input,
                              std::optional<std::uint32_t> subtask) {
  std::uint32_t to = subtask.value_or(0);
  if (!subtask && !config_.keys.empty()) {
    const Value key = config_.keys[input].key_of(value);
    if (!key.is_null())
      to = operator_index(config_.max_parallelism, config_.parallelism,
                          key_group(key, config_.max_parallelism));
  }
  Record record;
  record.value = std::move(value);
  record.has_timestamp = timestamp.has_value();
  if (timestamp) record.timestamp = *timestamp;
  begin_turn(to);
  subtasks_[to]->chain->process(input, record);
}

void OperatorHarness::watermark(Timestamp watermark) {
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    for (std::size_t input = 0; input < config_.inputs; input++) {
      begin_turn(i);
      subtasks_[i]->chain->process_watermark(input, watermark);
    }
  }
}

void OperatorHarness::watermark(std::size_t input, Timestamp watermark) {
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    begin_turn(i);
    subtasks_[i]->chain->process_watermark(input, watermark);
  }
}

void OperatorHarness::status(std::size_t input, bool idle) {
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    begin_turn(i);
    subtasks_[i]->chain->process_status(input, idle);
  }
}

void OperatorHarness::processing_time(Timestamp now) {
  clock_.now = now;
  fire_due();
}

void OperatorHarness::fire_due() {
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    begin_turn(i);
    while (subtasks_[i]->chain->fire_processing_timer(0)) begin_turn(i);
  }
}

void OperatorHarness::finish() {
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    begin_turn(i);
    for (std::size_t input = 0; input < config_.inputs; input++)
      subtasks_[i]->chain->end_input(input);
    subtasks_[i]->chain->finish();
  }
}

void OperatorHarness::snapshot_begin() {
  checkpoint_++;
  begun_.clear();
  for (std::uint32_t i = 0; i < parallelism(); i++) {
    begin_turn(i);
    subtasks_[i]->chain->prepare_snapshot(checkpoint_);
    begun_.push_back(subtasks_[i]->chain->snapshot(checkpoint_));
  }
}

void OperatorHarness::snapshot_end() {
  keyed_.clear();
  lists_.clear();
  for (const auto& part : begun_) {
    Result<TaskSnapshot> written = part->finish();
    WEIR_CHECK(written.has_value(), "a snapshot in memory can be written");
    OperatorSnapshot& state = written->operators[kUid];
    for (KeyedHandle& handle : state.keyed) keyed_.push_back(std::move(handle));
    lists_.push_back(std::move(state.lists));
  }
  begun_.clear();
}

void OperatorHarness::restore(std::uint32_t parallelism, std::optional<Timestamp> now) {
  config_.parallelism = parallelism;
  if (now) clock_.now = *now;
  const std::vector<AssignedLists> lists = redistribute_lists(lists_, parallelism);
  std::vector<TaskSnapshot> restored(parallelism);
  for (std::uint32_t i = 0; i < parallelism; i++)
    restored[i].operators[kUid] = {keyed_, joined(lists[i])};
  start(restored);
  fire_due();
}

void OperatorHarness::set_factory(std::function<std::unique_ptr<Operator>()> make) {
  config_.make = std::move(make);
}

OperatorHarness::Output OperatorHarness::take(std::uint32_t subtask) {
  Subtask& from = *subtasks_[subtask];
  Output out;
  out.records = std::exchange(from.main.records, {});
  out.watermarks = std::exchange(from.main.watermarks, {});
  out.statuses = std::exchange(from.main.statuses, {});
  for (auto& [tag, side] : from.sides)
    if (!side.records.empty()) out.sides[tag] = std::exchange(side.records, {});
  return out;
}

OperatorHarness::Counters OperatorHarness::counters(std::uint32_t subtask) const {
  const OperatorContext& c = context(subtask);
  return {c.timers->current_watermark(), c.timers->size(TimeDomain::kEvent),
          c.timers->size(TimeDomain::kProcessing), subtasks_[subtask]->chain->keyed_entries(0),
          c.late_records_dropped};
}

const OperatorContext& OperatorHarness::context(std::uint32_t subtask) const {
  return subtasks_[subtask]->chain->context(0);
}

}  // namespace weir
