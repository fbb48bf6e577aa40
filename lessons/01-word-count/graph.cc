#include "lessons/01-word-count/graph.h"

#include <memory>
#include <optional>

#include "engine/connectors/lines_source.h"
#include "engine/graph/stream_builder.h"

namespace weir::lessons {

namespace {

// The count lives in keyed state: each word has its own, and it is part of every checkpoint.
class CountWords final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value& /*word*/, ProcessContext& context, Collector& out) override {
    const Value before = count_->value();
    const std::int64_t count = (before.is_null() ? 0 : before.as_int()) + 1;
    count_->update(Value::integer(count));
    out.collect(Value::row({context.current_key(), Value::integer(count)}));
  }

 private:
  std::optional<ValueState> count_;
};

}  // namespace

std::vector<std::string_view> words_of(std::string_view line) {
  if (line.empty()) return {line};
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t comma = line.find(',');
    words.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) break;
    line.remove_prefix(comma + 1);
  }
  while (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

void split_at_commas(std::string_view line, Collector& out) {
  for (const std::string_view word : words_of(line)) out.collect(Value::row({Value::text(word)}));
}

std::unique_ptr<KeyedProcessFunction> make_count_words() { return std::make_unique<CountWords>(); }

Result<StreamGraph> word_count(const LessonSettings& settings) {

  SourceSpec lines;
  lines.make = make_lines_source("lines", {settings.inputs[0]});
  lines.every = 20;

  StreamBuilder job(config_of(settings, "word-count", 30));
  const Stream counts =
      job.source("lines", lines)
          .rows({"line"})
          .parallelism(1)  // one file, one reader
          .flat_map("split", [](const Value& line,
                                Collector& out) { split_at_commas(line[0].as_text(), out); })
          .rows({"word"})
          .key_by(KeySelector::field(0, "word"))
          .process("count", make_count_words)
          .rows({"word", "count"});
  finish(counts, settings);
  return job.build();
}

}  // namespace weir::lessons
