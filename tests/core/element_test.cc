// What travels between tasks keeps what was put in.
#include "engine/core/element.h"

#include "engine/core/namespace.h"
#include "engine/core/row_type.h"
#include "tests/catch.h"

using namespace weir;

TEST_CASE("a record comes out of a channel as it went in") {
  Record in{Value::text(std::string(50, 'v')), -7, 0xdeadbeef, 32767, true};
  ChannelElement element(in);
  CHECK(element.kind() == ElementKind::kRecord);
  CHECK(element.timestamp() == -7);
  CHECK(element.has_timestamp());
  CHECK(element.key_group() == 32767);
  const Record out = element.take_record();
  CHECK(out.value == in.value);
  CHECK(out.timestamp == -7);
  CHECK(out.key_hash == 0xdeadbeef);
  CHECK(out.key_group == 32767);
  CHECK(out.has_timestamp);
  CHECK(element.value().is_null());
  const ChannelElement moved(std::move(in));
  CHECK(in.value.is_null());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("control elements keep their numbers and options") {
  CHECK(ChannelElement::watermark(kMaxTimestamp).timestamp() == kMaxTimestamp);
  CHECK(ChannelElement::status(true).idle());
  CHECK(!ChannelElement::status(false).idle());
  CHECK(ChannelElement::cancel_checkpoint(9).checkpoint() == 9);
  CHECK(ChannelElement::end_of_data().kind() == ElementKind::kEndOfData);
  CHECK(ChannelElement::end_of_partition().kind() == ElementKind::kEndOfPartition);
  for (const CheckpointType type :
       {CheckpointType::kCheckpoint, CheckpointType::kSavepoint, CheckpointType::kFinal})
    for (const Alignment alignment : {Alignment::kAtLeastOnce, Alignment::kAligned,
                                      Alignment::kAlignedWithTimeout, Alignment::kUnaligned}) {
      const Barrier in{INT64_MAX, {type, alignment, 30, kMinTimestamp}};
      const ChannelElement element = ChannelElement::barrier(in);
      CHECK(element.kind() == ElementKind::kBarrier);
      CHECK(element.as_barrier().id == in.id);
      CHECK(element.as_barrier().options == in.options);
    }
}

TEST_CASE("namespaces order by start, the void one first") {
  const Namespace nothing, early{kMinTimestamp, 0}, window{10, 15};
  CHECK(nothing.is_void());
  CHECK(!early.is_void());
  CHECK(nothing < early);
  CHECK(early < window);
  CHECK(window < Namespace{10, 16});
  CHECK(to_string(window) == "[10,15)");
  CHECK(to_string(nothing).empty());
}

TEST_CASE("a row type finds the index of a name") {
  const RowType type({{"page", Kind::kString}, {"at", Kind::kInt}});
  CHECK(type.index_of("at") == 1u);
  CHECK(!type.index_of("user"));
  CHECK(type[0].name == "page");
}

TEST_CASE("time wraps like Java's long") {
  CHECK(wrapping_add(kMaxTimestamp, 1) == kMinTimestamp);
  CHECK(wrapping_sub(kMinTimestamp, 1) == kMaxTimestamp);
  CHECK(wrapping_mul(kMinTimestamp, -1) == kMinTimestamp);
}
