#include "tests/bench/pipeline_job.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "tests/bench/anchors/random.h"
#include "tests/functions.h"

namespace weir::bench {

namespace {

constexpr std::uint64_t kSources = 2;
constexpr std::int64_t kOutOfOrder = 16;

// "key-00000042": 12 characters, as many as a Value holds without a block.
Value text_key(std::uint64_t key) {
  char text[13] = "key-00000000";
  for (std::size_t at = 12; key > 0; key /= 10) text[--at] = static_cast<char>('0' + key % 10);
  return Value::text(std::string_view(text, 12));
}

class GeneratedSplit final : public SplitReader {
 public:
  GeneratedSplit(const PipelineShape& shape, std::uint64_t split)
      : shape_(shape),
        random_(PipelineShape::kSeed * 131 + split),
        records_(static_cast<std::int64_t>(shape.records / kSources)) {}

  Result<Read> next(Value& out, BadRow& /*bad*/) override {
    if (offset_ == records_) return Read::kEnd;
    const std::uint64_t x = random_.next();
    const std::uint64_t key = (x >> 32) % shape_.keys;
    const std::int64_t at = std::max<std::int64_t>(0, offset_ - static_cast<std::int64_t>(x & 15));
    offset_++;
    RowBuilder row(3);
    row.add(shape_.text_keys ? text_key(key) : Value::integer(static_cast<std::int64_t>(key)));
    row.add(Value::integer(at));
    row.add(Value::integer(static_cast<std::int64_t>(x & 0xFF)));
    out = row.take();
    return Read::kRow;
  }

 private:
  const PipelineShape& shape_;
  Random random_;
  std::int64_t records_;
  std::int64_t offset_ = 0;
};

class GeneratingSource final : public Source {
 public:
  explicit GeneratingSource(const PipelineShape& shape) : shape_(shape) {}
  Result<std::vector<std::string>> splits() override {
    return std::vector<std::string>{"even", "odd"};
  }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    std::unique_ptr<SplitReader> reader =
        std::make_unique<GeneratedSplit>(shape_, split == "odd" ? 1 : 0);
    Value row;
    BadRow bad;
    for (std::int64_t i = 0; i < position; i++)
      if (const auto skipped = reader->next(row, bad); !skipped) return skipped.error();
    return reader;
  }

 private:
  PipelineShape shape_;
};

class EverySoManyRecords final : public WatermarkGenerator {
 public:
  explicit EverySoManyRecords(std::int64_t every) : every_(every) {}
  void on_event(const Value& /*event*/, Timestamp /*timestamp*/, WatermarkOutput& out) override {
    if (++records_ % every_ == 0) out.emit_watermark(records_ - kOutOfOrder);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  std::int64_t every_;
  std::int64_t records_ = 0;
};

std::unique_ptr<Operator> make_window(Duration size) {
  return checked(WindowOperator::create(
      weir::testing::windows_of_sums(checked(TumblingEventTimeWindows::of(size)))));
}

}  // namespace

StreamGraph make_job(const PipelineShape& shape) {
  JobConfig config;
  config.name = "bench";
  config.parallelism = 2;
  config.checkpoints.interval = shape.barrier_every * PipelineShape::kEvery;
  config.checkpoints.timeout = shape.checkpoint_timeout;
  StreamBuilder job(config);
  SourceSpec source;
  source.make = [shape] { return std::make_unique<GeneratingSource>(shape); };
  source.event_time = [](const Value& row) { return std::optional<Timestamp>(row[1].as_int()); };
  source.watermarks.kind = WatermarkKind::kCustom;
  source.watermarks.custom = [every = shape.watermark_every] {
    return std::make_unique<EverySoManyRecords>(every);
  };
  source.watermarks.interval = 0;
  source.every = PipelineShape::kEvery;
  job.source("records", source)
      .rows({"key", "at", "amount"})
      .key_by(KeySelector::field(0, "key"))
      .apply("windows", "window", [size = shape.window] { return make_window(size); })
      .transactional("out")
      .parallelism(1);
  return job.build();
}

std::uint64_t key_number(const Value& key) {
  if (key.kind() == Kind::kInt) return static_cast<std::uint64_t>(key.as_int());
  std::uint64_t number = 0;
  for (const char c : key.as_text().substr(4))
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

}  // namespace weir::bench
