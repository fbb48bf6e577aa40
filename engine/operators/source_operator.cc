#include "engine/operators/source_operator.h"

#include <algorithm>
#include <utility>

#include "engine/core/check.h"
#include "engine/core/user_error.h"

namespace weir {

namespace {
constexpr const char* kSplitsState = "splits";
}

RowType error_row_type() {
  return RowType(
      {{"line", Kind::kInt, true}, {"text", Kind::kString, true}, {"error", Kind::kString, true}});
}

struct SourceOperator::Split {
  std::string name;
  std::int64_t position = 0;
  bool ended = false;
  bool drained = false;  // unbounded: there was nothing left to read
  std::int64_t bad_rows = 0;
  NameId id = 0;
  std::unique_ptr<SplitReader> reader;  // opened at the first row that is asked for
  SourceWatermarks::Split event_time = 0;
  // With `at`: what the reader has said and nobody was told yet.
  struct Ahead {
    Result<Read> said;
    Value row;
    BadRow bad;
    Timestamp at;  // kMinTimestamp: at once
  };
  std::optional<Ahead> ahead;
};

SourceOperator::SourceOperator(const SourceSpec& spec) : spec_(spec) {}
SourceOperator::~SourceOperator() = default;

void SourceOperator::open(OperatorContext& context) {
  Operator::open(context);
  watermarks_.emplace(spec_.watermarks, *context.out, context.trace);
  source_ = spec_.make();
  if (context.operator_state->restored()) {
    for (const Value& s :
         context.operator_state->list(kSplitsState, RedistributionMode::kSplit).get())
      add_split(std::string(s[0].as_text()), s[1].as_int(), s[2].as_bool(),
                s.size() > 3 ? s[3].as_int() : 0);
    return;
  }
  const auto names = source_->splits();
  if (!names) throw UserError(names.error());
  for (std::size_t i = context.subtask; i < names->size(); i += context.parallelism)
    add_split((*names)[i], 0, false, 0);
}

void SourceOperator::add_split(std::string name, std::int64_t position, bool ended,
                               std::int64_t bad) {
  auto split = std::make_unique<Split>();
  split->position = position;
  split->ended = ended;
  split->bad_rows = bad;
  if (context().trace != nullptr) {
    split->id = context().trace->name(name);
    context().trace->src_assign(split->id, position);
  }
  split->name = std::move(name);
  split->event_time = watermarks_->add_split(split->id);
  if (ended) watermarks_->release_split(split->event_time);
  splits_.push_back(std::move(split));
}

void SourceOperator::process(Record& /*record*/) { WEIR_CHECK(false, "a source has no input"); }

void SourceOperator::snapshot(CheckpointId /*checkpoint*/) {
  std::vector<Value> rows;
  for (const auto& s : splits_) {
    std::vector<Value> split{Value::text(s->name), Value::integer(s->position),
                             Value::boolean(s->ended)};
    if (s->bad_rows > 0) split.push_back(Value::integer(s->bad_rows));
    rows.push_back(Value::row(split));
  }
  context().operator_state->list(kSplitsState, RedistributionMode::kSplit).update(std::move(rows));
}

SourceOperator::Split* SourceOperator::next_open_split() {
  if (spec_.at) return earliest_split();
  for (std::size_t i = 0; i < splits_.size(); i++) {
    Split& split = *splits_[turn_];
    turn_ = turn_ + 1 == splits_.size() ? 0 : turn_ + 1;
    if (!split.ended && !split.drained) return &split;
  }
  return nullptr;
}

SourceOperator::Split* SourceOperator::earliest_split() {
  Split* earliest = nullptr;
  for (const auto& s : splits_) {
    if (s->ended || s->drained) continue;
    if (!s->ahead) look_ahead(*s);
    if (earliest == nullptr || s->ahead->at < earliest->ahead->at) earliest = s.get();
  }
  return earliest;
}

void SourceOperator::look_ahead(Split& split) {
  Split::Ahead ahead{Read::kEnd, {}, {}, kMinTimestamp};
  ahead.said = read(split, ahead.row, ahead.bad);
  if (ahead.said && *ahead.said == Read::kRow)
    if (const auto at = spec_.at(ahead.row)) ahead.at = *at;
  split.ahead = std::move(ahead);
}

Timestamp SourceOperator::next_poll(Timestamp now) {
  if (!spec_.at) return wrapping_add(now, spec_.every);
  const Split* split = earliest_split();
  return split == nullptr ? now : std::max(now, split->ahead->at);
}

Result<Read> SourceOperator::read(Split& split, Value& row, BadRow& bad) {
  if (split.ahead) {
    Split::Ahead ahead = std::move(*split.ahead);
    split.ahead.reset();
    row = std::move(ahead.row);
    bad = std::move(ahead.bad);
    return ahead.said;
  }
  if (split.reader == nullptr) {
    auto reader = source_->open(split.name, split.position);
    if (!reader) return reader.error();
    split.reader = std::move(*reader);
  }
  return split.reader->next(row, bad);
}

PollResult SourceOperator::poll() {
  Split* split = next_open_split();
  if (split == nullptr) return spec_.bounded ? PollResult::kEnd : PollResult::kIdle;
  Value row;
  const auto said = read(*split, row, bad_);
  if (!said) throw UserError(said.error());
  switch (*said) {
    case Read::kRow: emit_row(*split, std::move(row)); return PollResult::kRow;
    case Read::kBadRow: pass_over(*split, bad_); return PollResult::kRow;
    case Read::kEnd: break;
  }
  if (spec_.bounded)
    end_split(*split);
  else
    split->drained = true;
  for (const auto& s : splits_)
    if (!s->ended && !s->drained) return PollResult::kSplitEnd;
  return spec_.bounded ? PollResult::kEnd : PollResult::kIdle;
}

void SourceOperator::pass_over(Split& split, const BadRow& bad) {
  if (spec_.on_error == OnError::kStop) throw UserError(ErrorKind::kBadData, bad.error);
  split.position++;
  split.bad_rows++;
  if (context().trace != nullptr) context().trace->src_skip(split.id, bad.error);
  if (spec_.on_error == OnError::kSkip) return;
  Output* const errors = context().side(kErrorsTag);
  if (errors == nullptr) return;  // nobody listens
  Value row = Value::row({Value::integer(bad.line), Value::text(bad.text), Value::text(bad.error)});
  context().emit_to(errors, std::move(row), std::nullopt);
}

std::int64_t SourceOperator::bad_rows() const {
  std::int64_t count = 0;
  for (const auto& s : splits_) count += s->bad_rows;
  return count;
}

void SourceOperator::end_split(Split& split) {
  split.ended = true;
  split.reader.reset();
  if (context().trace != nullptr) context().trace->src_end(split.id);
  watermarks_->release_split(split.event_time);
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
  const bool watched = record.has_timestamp && watermarks_->watches();
  const Timestamp timestamp = record.timestamp;
  const Value event = watched ? record.value : Value();
  context().out->collect(std::move(record));
  if (watched) watermarks_->on_event(split.event_time, event, timestamp);
}

std::optional<Duration> SourceOperator::emit_interval() const {
  return probe_interval(spec_.watermarks);
}

void SourceOperator::periodic_emit() { watermarks_->on_periodic_emit(context().activity_time()); }

void SourceOperator::emit_end() { watermarks_->end(); }

std::vector<SourceOperator::SplitView> SourceOperator::splits() const {
  std::vector<SplitView> out;
  for (const auto& s : splits_) out.push_back({s->name, s->position, s->ended});
  return out;
}

}  // namespace weir
