#include "engine/operators/source_operator.h"

#include <algorithm>
#include <utility>

#include "engine/core/check.h"
#include "engine/core/user_error.h"

namespace weir {

namespace {
constexpr const char* kSplitsState = "splits";
}

struct SourceOperator::Split {
  std::string name;
  std::int64_t position = 0;
  bool ended = false;
  NameId id = 0;
  std::unique_ptr<SplitReader> reader;  // opened at the first row that is asked for
  std::unique_ptr<WatermarkGenerator> generator;
  Timestamp watermark = kMinTimestamp;
};

// What a split's generator says goes into the minimum of all splits.
class SourceOperator::SplitOutput final : public WatermarkOutput {
 public:
  SplitOutput(SourceOperator& source, Split& split) : source_(source), split_(split) {}
  void emit_watermark(Timestamp watermark) override { source_.split_watermark(split_, watermark); }
  void mark_idle() override {}
  void mark_active() override {}

 private:
  SourceOperator& source_;
  Split& split_;
};

SourceOperator::SourceOperator(const SourceSpec& spec) : spec_(spec) {}
SourceOperator::~SourceOperator() = default;

void SourceOperator::open(OperatorContext& context) {
  Operator::open(context);
  source_ = spec_.make();
  if (context.operator_state->restored()) {
    for (const Value& s :
         context.operator_state->list(kSplitsState, RedistributionMode::kSplit).get())
      add_split(std::string(s[0].as_text()), s[1].as_int(), s[2].as_bool());
    return;
  }
  const auto names = source_->splits();
  if (!names) throw UserError(names.error());
  for (std::size_t i = context.subtask; i < names->size(); i += context.parallelism)
    add_split((*names)[i], 0, false);
}

void SourceOperator::add_split(std::string name, std::int64_t position, bool ended) {
  auto split = std::make_unique<Split>();
  split->position = position;
  split->ended = ended;
  if (context().trace != nullptr) {
    split->id = context().trace->name(name);
    context().trace->src_assign(split->id, position);
  }
  split->name = std::move(name);
  auto generator = make_generator(spec_.watermarks);
  if (!generator) throw UserError(generator.error());
  split->generator = std::move(*generator);
  splits_.push_back(std::move(split));
}

void SourceOperator::process(Record& /*record*/) { WEIR_CHECK(false, "a source has no input"); }

void SourceOperator::snapshot(CheckpointId /*checkpoint*/) {
  std::vector<Value> rows;
  for (const auto& s : splits_)
    rows.push_back(
        Value::row({Value::text(s->name), Value::integer(s->position), Value::boolean(s->ended)}));
  context().operator_state->list(kSplitsState, RedistributionMode::kSplit).update(std::move(rows));
}

SourceOperator::Split* SourceOperator::next_open_split() {
  for (std::size_t i = 0; i < splits_.size(); i++) {
    Split& split = *splits_[turn_];
    turn_ = turn_ + 1 == splits_.size() ? 0 : turn_ + 1;
    if (!split.ended) return &split;
  }
  return nullptr;
}

PollResult SourceOperator::poll() {
  Split* split = next_open_split();
  if (split == nullptr) return spec_.bounded ? PollResult::kEnd : PollResult::kIdle;
  if (split->reader == nullptr) {
    auto reader = source_->open(split->name, split->position);
    if (!reader) throw UserError(reader.error());
    split->reader = std::move(*reader);
  }
  auto row = split->reader->next();
  if (!row) throw UserError(row.error());
  if (row->has_value()) {
    emit_row(*split, std::move(**row));
    return PollResult::kRow;
  }
  if (!spec_.bounded) return PollResult::kIdle;
  end_split(*split);
  for (const auto& s : splits_)
    if (!s->ended) return PollResult::kSplitEnd;
  return PollResult::kEnd;
}

void SourceOperator::end_split(Split& split) {
  split.ended = true;
  split.reader.reset();
  if (context().trace != nullptr) context().trace->src_end(split.id);
  emit_minimum();  // the split no longer holds the others back
}

void SourceOperator::emit_row(Split& split, Value row) {
  Record record;
  if (spec_.event_time) {
    const auto t = spec_.event_time(row);
    record.has_timestamp = t.has_value();
    if (t) record.timestamp = *t;
  }
  record.value = std::move(row);
  split.position++;
  if (context().trace != nullptr) {
    std::optional<Timestamp> ts;
    if (record.has_timestamp) ts = record.timestamp;
    context().trace->rec_emit(split.id, std::nullopt, record.value, ts);
  }
  const bool watched = record.has_timestamp && spec_.watermarks.kind != WatermarkKind::kNone;
  const Timestamp timestamp = record.timestamp;
  const Value event = watched ? record.value : Value();
  context().out->collect(std::move(record));
  if (!watched) return;
  SplitOutput output(*this, split);
  split.generator->on_event(event, timestamp, output);
}

void SourceOperator::split_watermark(Split& split, Timestamp watermark) {
  if (watermark <= split.watermark) return;
  split.watermark = watermark;
  if (splits_.size() > 1 && context().trace != nullptr)
    context().trace->wm_split(split.id, watermark);
  emit_minimum();
}

void SourceOperator::emit_minimum() {
  Timestamp minimum = kMaxTimestamp;
  bool any = false;
  for (const auto& s : splits_) {
    if (s->ended) continue;
    minimum = std::min(minimum, s->watermark);
    any = true;
  }
  if (!any || minimum <= emitted_) return;  // the end itself is announced by the task, as MAX
  emitted_ = minimum;
  context().out->emit_watermark(minimum);
}

std::optional<Duration> SourceOperator::emit_interval() const {
  const WatermarkStrategy& w = spec_.watermarks;
  if (w.kind == WatermarkKind::kNone || w.emit_every_event || w.interval <= 0) return std::nullopt;
  return w.interval;
}

void SourceOperator::periodic_emit() {
  for (const auto& s : splits_) {
    if (s->ended) continue;
    SplitOutput output(*this, *s);
    s->generator->on_periodic_emit(*context().now, output);
  }
}

void SourceOperator::emit_end() {
  emitted_ = kMaxTimestamp;
  context().out->emit_watermark(kMaxTimestamp);
}

std::vector<SourceOperator::SplitView> SourceOperator::splits() const {
  std::vector<SplitView> out;
  for (const auto& s : splits_) out.push_back({s->name, s->position, s->ended});
  return out;
}

}  // namespace weir
