// WatermarkMultiplexer: what the watermarks of many splits say together about the source that reads
// them. Event time is the minimum over the splits that are not idle, the maximum over all if all
// are; it never falls. A watermark makes its split active, also one that is not larger than its
// last.
//   Each split speaks through its immediate output (merged with the others at once) or its deferred
//   one (kept until merge(): a periodic probe asks all splits first). A split that is removed no
//   longer counts at the next merge; by itself that says nothing.
// Order: of what one merge says, the watermark comes before idleness. Idleness is said again by
//   every merge while all are idle, and being active never: whoever listens lets through what
//   changes (WatermarkEmitter).
// Ownership: the output and the listener outlive the multiplexer, and it its splits' outputs.
// Cost: a merge is O(splits).
// Follows Flink's WatermarkOutputMultiplexer and CombinedWatermarkStatus.
#pragma once
#include <cstddef>
#include <vector>

#include "engine/core/time.h"
#include "engine/time/watermark_generator.h"

namespace weir {

class WatermarkMultiplexer {
 public:
  using Split = std::size_t;

  // Is told what becomes of each split, before it is merged.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void split_watermark(Split split, Timestamp watermark) = 0;  // larger than its last
    virtual void split_status(Split split, bool idle) = 0;               // has changed
    virtual void split_ignored(Split split, Timestamp watermark, Timestamp last) = 0;
  };

  WatermarkMultiplexer(WatermarkOutput& out, Listener& listener) : out_(out), listener_(listener) {}

  Split add() {
    splits_.emplace_back();
    return splits_.size() - 1;
  }
  void remove(Split split) { splits_[split].removed = true; }
  void merge();

  class SplitOutput final : public WatermarkOutput {
   public:
    void emit_watermark(Timestamp watermark) override;
    void mark_idle() override;
    void mark_active() override;

   private:
    friend class WatermarkMultiplexer;
    SplitOutput(WatermarkMultiplexer& all, Split split, bool at_once)
        : all_(all), split_(split), at_once_(at_once) {}

    WatermarkMultiplexer& all_;
    Split split_;
    bool at_once_;
  };
  SplitOutput immediate(Split split) { return {*this, split, true}; }
  SplitOutput deferred(Split split) { return {*this, split, false}; }

 private:
  struct State {
    Timestamp watermark = kMinTimestamp;
    bool idle = false;
    bool removed = false;
  };
  bool set_watermark(Split split, Timestamp watermark);
  void set_idle(Split split, bool idle);

  WatermarkOutput& out_;
  Listener& listener_;
  std::vector<State> splits_;
  Timestamp combined_ = kMinTimestamp;
  bool idle_ = false;
};

}  // namespace weir
// Tested by tests/time/watermark_multiplexer_test.cc and the vectors
// runtime/source_watermarks.json.
