// What travels between tasks: records, and the control elements that keep their place among them.
//   Record: a value, its timestamp if it has one, and what keyBy learned about its key (hash and
//     key group are 0 elsewhere).
//   ChannelElement: a closed variant in 32 bytes, tagged by ElementKind; `number` is the timestamp
//     of a record, the watermark, or the checkpoint id. Switch over kind() without a default arm.
// Barrier options follow Flink's CheckpointOptions: type, alignment, aligned timeout and the start
//   time of the checkpoint.
#pragma once
#include <cstdint>

#include "engine/core/ids.h"
#include "engine/core/time.h"
#include "engine/core/value.h"

namespace weir {

struct Record {
  Value value;
  Timestamp timestamp = kMinTimestamp;  // meaningful if has_timestamp
  std::uint32_t key_hash = 0;           // placement in state tables
  KeyGroup key_group = 0;
  bool has_timestamp = false;
};

enum class ElementKind : std::uint8_t {
  kRecord,
  kWatermark,
  kStatus,  // watermark status: idle or active
  kBarrier,
  kCancelCheckpoint,  // a checkpoint is given up; its barrier will not come
  kEndOfData,         // no more records; barriers may follow
  kEndOfPartition,    // nothing more at all
};

enum class CheckpointType : std::uint8_t { kCheckpoint, kSavepoint, kFinal };
enum class Alignment : std::uint8_t {
  kAtLeastOnce,
  kAligned,
  kAlignedWithTimeout,
  kUnaligned,
  kForcedAligned,  // would be one of the two before, but travels on an edge that cannot be
                   // overtaken
};

struct BarrierOptions {
  CheckpointType type = CheckpointType::kCheckpoint;
  Alignment alignment = Alignment::kAligned;
  Duration aligned_timeout = 0;  // with kAlignedWithTimeout, and kForcedAligned that was that
  Timestamp started = 0;         // processing time at which the checkpoint was triggered
  bool operator==(const BarrierOptions&) const = default;

  // As they travel on an edge whose data can be stored in flight, or on one whose data cannot.
  BarrierOptions on_edge(bool in_flight) const {
    BarrierOptions out = *this;
    if (in_flight && alignment == Alignment::kForcedAligned)
      out.alignment = aligned_timeout > 0 ? Alignment::kAlignedWithTimeout : Alignment::kUnaligned;
    if (!in_flight &&
        (alignment == Alignment::kUnaligned || alignment == Alignment::kAlignedWithTimeout))
      out.alignment = Alignment::kForcedAligned;
    return out;
  }
};

struct Barrier {
  CheckpointId id = kNoCheckpoint;
  BarrierOptions options;
};

class ChannelElement {
 public:
  ChannelElement() = default;
  explicit ChannelElement(Record&& r)
      : value_(std::move(r.value)),
        number_(r.timestamp),
        key_hash_(r.key_hash),
        key_group_(r.key_group),
        flag_(r.has_timestamp) {}
  explicit ChannelElement(const Record& r) : ChannelElement(Record(r)) {}

  static ChannelElement watermark(Timestamp t) {
    return ChannelElement(ElementKind::kWatermark, t);
  }
  static ChannelElement status(bool idle) {
    ChannelElement e(ElementKind::kStatus, 0);
    e.flag_ = idle;
    return e;
  }
  static ChannelElement barrier(const Barrier& b) {
    ChannelElement e(ElementKind::kBarrier, b.id);
    e.key_hash_ = static_cast<std::uint32_t>(b.options.type) << 8 |
                  static_cast<std::uint32_t>(b.options.alignment);
    e.value_ =
        Value::row({Value::integer(b.options.aligned_timeout), Value::integer(b.options.started)});
    return e;
  }
  static ChannelElement cancel_checkpoint(CheckpointId id) {
    return ChannelElement(ElementKind::kCancelCheckpoint, id);
  }
  // savepoint_follows: the job is being drained; what ends here still takes part in its savepoint.
  static ChannelElement end_of_data(bool savepoint_follows = false) {
    ChannelElement e(ElementKind::kEndOfData, 0);
    e.flag_ = savepoint_follows;
    return e;
  }
  static ChannelElement end_of_partition() {
    return ChannelElement(ElementKind::kEndOfPartition, 0);
  }

  ElementKind kind() const { return kind_; }
  const Value& value() const { return value_; }
  Timestamp timestamp() const { return number_; }  // records (if has_timestamp) and watermarks
  bool has_timestamp() const { return flag_; }
  bool idle() const { return flag_; }               // statuses
  bool savepoint_follows() const { return flag_; }  // ends of data
  CheckpointId checkpoint() const { return number_; }
  KeyGroup key_group() const { return key_group_; }
  Barrier as_barrier() const {
    return {number_,
            {static_cast<CheckpointType>(key_hash_ >> 8), static_cast<Alignment>(key_hash_ & 255),
             value_[0].as_int(), value_[1].as_int()}};
  }
  // As if constructed from the record.
  void become(Record&& r) {
    value_ = std::move(r.value);
    number_ = r.timestamp;
    key_hash_ = r.key_hash;
    key_group_ = r.key_group;
    kind_ = ElementKind::kRecord;
    flag_ = r.has_timestamp;
  }
  void become(ChannelElement&& e) { *this = std::move(e); }
  // Takes the record out; the element is empty afterwards.
  Record take_record() { return {std::move(value_), number_, key_hash_, key_group_, flag_}; }

 private:
  ChannelElement(ElementKind k, std::int64_t number) : number_(number), kind_(k) {}

  Value value_;
  std::int64_t number_ = 0;
  std::uint32_t key_hash_ = 0;
  KeyGroup key_group_ = 0;
  ElementKind kind_ = ElementKind::kRecord;
  bool flag_ = false;
};
static_assert(sizeof(ChannelElement) == 32);

}  // namespace weir
