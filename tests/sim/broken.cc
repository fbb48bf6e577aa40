#include "tests/sim/broken.h"

#include <map>
#include <memory>
#include <utility>

#include "engine/checkpoint/single_checkpoint_barriers.h"
#include "engine/connectors/inline_source.h"
#include "engine/operators/sink_operators.h"

namespace weir::testing {

namespace {

// Right in everything but what `spoil` does to its answers about barriers.
class SpoiledBarriers final : public BarrierHandler {
 public:
  using Spoil = void (*)(BarrierActions& answers);
  SpoiledBarriers(std::size_t channels, Spoil spoil) : inner_(channels), spoil_(spoil) {}
  void on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin, Timestamp now,
                  BarrierActions& out) override {
    inner_.on_barrier(channel, barrier, origin, now, out);
    spoil_(out);
  }
  void on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) override {
    inner_.on_cancel(channel, checkpoint, out);
  }
  void on_end_of_partition(std::size_t channel, BarrierActions& out) override {
    inner_.on_end_of_partition(channel, out);
  }
  bool blocked(std::size_t /*channel*/) const override { return false; }
  CheckpointId latest_checkpoint() const override { return inner_.latest_checkpoint(); }
  Progress progress() const override { return inner_.progress(); }

 private:
  SingleCheckpointBarriers inner_;
  Spoil spoil_;
};

void do_not_block(BarrierActions& answers) {
  std::erase_if(answers,
                [](const BarrierAction& a) { return a.kind == BarrierAction::Kind::kBlock; });
}

// The snapshot of an aligned barrier holds no channel; further on it is unaligned again.
void forget_channel_state(BarrierActions& answers) {
  for (BarrierAction& a : answers)
    if (a.kind == BarrierAction::Kind::kTrigger && a.options.alignment == Alignment::kUnaligned)
      a.options.alignment = Alignment::kForcedAligned;
}

class SinkThatCommitsTooEarly final : public TransactionalSink {
 protected:
  void after_prepare(const Prepared& prepared) override { commit(prepared.transaction); }
};

class FileSinkThatPublishesTooEarly final : public FileSink {
 public:
  using FileSink::FileSink;

 protected:
  void after_prepare(CheckpointId checkpoint) override { commit_up_to(checkpoint); }
};

using Positions = std::map<std::string, std::int64_t>;

class ForgetfulReader final : public SplitReader {
 public:
  ForgetfulReader(std::unique_ptr<SplitReader> inner, std::int64_t& position)
      : inner_(std::move(inner)), position_(position) {}
  Result<Read> next(Value& row, BadRow& bad) override {
    auto said = inner_->next(row, bad);
    if (said && *said == Read::kRow) position_++;
    return said;
  }

 private:
  std::unique_ptr<SplitReader> inner_;
  std::int64_t& position_;
};

class SourceWithPositionsOutside final : public Source {
 public:
  SourceWithPositionsOutside(const InlineSource& inner, std::shared_ptr<Positions> positions)
      : inner_(inner), positions_(std::move(positions)) {}
  Result<std::vector<std::string>> splits() override { return inner_.splits(); }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t /*position*/) override {
    std::int64_t& position = (*positions_)[split];
    auto reader = inner_.open(split, position);
    if (!reader) return reader.error();
    return std::unique_ptr<SplitReader>(
        std::make_unique<ForgetfulReader>(std::move(*reader), position));
  }

 private:
  InlineSource inner_;
  std::shared_ptr<Positions> positions_;
};

}  // namespace

std::unique_ptr<BarrierHandler> make_barriers_that_do_not_block(std::size_t channels) {
  return std::make_unique<SpoiledBarriers>(channels, do_not_block);
}

std::unique_ptr<BarrierHandler> make_barriers_that_forget_channel_state(std::size_t channels) {
  return std::make_unique<SpoiledBarriers>(channels, forget_channel_state);
}

std::unique_ptr<Operator> make_sink_that_commits_too_early() {
  return std::make_unique<SinkThatCommitsTooEarly>();
}

std::unique_ptr<Operator> make_file_sink_that_publishes_too_early(FileSinkConfig config) {
  return std::make_unique<FileSinkThatPublishesTooEarly>(std::move(config));
}

std::function<std::unique_ptr<Source>()> make_source_with_positions_outside(
    std::string uid, const std::vector<std::vector<Value>>& splits) {
  return [inner = InlineSource(std::move(uid), splits), positions = std::make_shared<Positions>()] {
    return std::make_unique<SourceWithPositionsOutside>(inner, positions);
  };
}

}  // namespace weir::testing
