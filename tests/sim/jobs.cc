#include "tests/sim/jobs.h"

#include <memory>
#include <utility>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/function.h"

namespace weir::testing {

namespace {

class CountWords final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    const Value was = count_->value();
    const std::int64_t now = (was.is_null() ? 0 : was.as_int()) + 1;
    count_->update(Value::integer(now));
    (void)value;
    out.collect(Value::row({context.current_key(), Value::integer(now)}));
  }

 private:
  std::optional<ValueState> count_;
};

void split_at_commas(const Value& line, Collector& out) {
  std::string_view rest = line[0].as_text();
  for (;;) {
    const std::size_t comma = rest.find(',');
    out.collect(Value::row({Value::text(rest.substr(0, comma))}));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

JobConfig config_of(std::string name, const JobShape& shape) {
  JobConfig config;
  config.name = std::move(name);
  config.parallelism = shape.parallelism;
  config.channel_capacity = shape.capacity;
  config.task_managers = shape.task_managers;
  config.checkpoints.interval = shape.checkpoint_interval;
  config.restart.delay = 5;
  return config;
}

StreamGraph word_count(const std::vector<std::string>& lines, const JobShape& shape) {
  std::vector<Value> rows;
  for (const std::string& line : lines) rows.push_back(Value::row({Value::text(line)}));
  StreamBuilder job(config_of("word-count", shape));
  job.source("lines", {.make = make_inline_source("lines", {rows}), .every = shape.every})
      .parallelism(1)
      .flat_map("split", split_at_commas)
      .key_by(KeySelector::field(0, "word"))
      .process("count", [] { return std::make_unique<CountWords>(); })
      .transactional("out");
  return job.build();
}

}  // namespace weir::testing
