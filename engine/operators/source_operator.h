// SourceOperator: reads the splits of its subtask, one row a poll, and makes their watermarks.
//   Splits are dealt out round robin at the first start; afterwards they are operator state (mode
//   split): name, position, whether the end was seen, how many rows in front of the position were
//   bad. Splits take turns, but with SourceSpec::at. Their watermarks are SourceWatermarks. A
//   subtask without splits ends at once.
//   poll() is called by the task; the other inputs of an operator do not exist here.
// Errors: what a reader says, and with OnError::kStop a bad row (kBadData): UserError from poll().
// Follows Flink's SourceOperator.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/operators/operator.h"
#include "engine/operators/source.h"
#include "engine/operators/source_watermarks.h"

namespace weir {

enum class PollResult : std::uint8_t {
  kRow,       // a row went out, or a bad one was passed over
  kSplitEnd,  // a split has ended, others have not
  kEnd,       // all splits have ended: no further poll
  kIdle,      // unbounded and nothing left to read: no further poll
};

class SourceOperator final : public Operator {
 public:
  explicit SourceOperator(const SourceSpec& spec);  // outlives it
  explicit SourceOperator(SourceSpec&&) = delete;
  ~SourceOperator() override;

  void open(OperatorContext& context) override;
  void process(Record& record) override;  // a bug: sources have no input
  void snapshot(CheckpointId checkpoint) override;

  PollResult poll();
  // When the next poll is due, if this is the time of the one before, or of the start.
  Timestamp next_poll(Timestamp now);
  // Periodic emission: nullopt if the strategy emits per event or never.
  std::optional<Duration> emit_interval() const;
  void periodic_emit();
  void emit_end();  // watermark MAX: nothing more will come; an idle source does not say so
  const SourceSpec& spec() const { return spec_; }

  struct SplitView {
    const std::string& name;
    std::int64_t position;
    bool ended;
  };
  std::vector<SplitView> splits() const;
  // Bad rows in front of the positions of its splits: what a restore takes back counts once.
  std::int64_t bad_rows() const;

 private:
  struct Split;
  Split* next_open_split();
  Split* earliest_split();
  Result<Read> read(Split& split, Value& row, BadRow& bad);
  void look_ahead(Split& split);
  void pass_over(Split& split, const BadRow& bad);
  void end_split(Split& split);
  void emit_row(Split& split, Value row);
  void add_split(std::string name, std::int64_t position, bool ended, std::int64_t bad);

  const SourceSpec& spec_;
  std::unique_ptr<Source> source_;
  std::vector<std::unique_ptr<Split>> splits_;
  std::size_t turn_ = 0;
  std::optional<SourceWatermarks> watermarks_;
  BadRow bad_;
};

}  // namespace weir
