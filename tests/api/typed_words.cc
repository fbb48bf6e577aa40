#include <weir.h>

#include "tests/api/typed.h"

namespace weir::testing {

namespace {

struct Line {
  std::string line;
  WEIR_FIELDS(line)
};
struct Word {
  std::string word;
  WEIR_FIELDS(word)
};
struct Count {
  std::string word;
  std::int64_t count = 0;
  WEIR_FIELDS(word, count)
};

struct Split final : FlatMapFunction<Line, Word> {
  void flat_map(const Line& in, Collector<Word>& out) override {
    std::size_t begin = 0;
    for (std::size_t end = 0; end != in.line.npos; begin = end + 1) {
      end = in.line.find(',', begin);
      out.collect({in.line.substr(begin, end == in.line.npos ? end : end - begin)});
    }
  }
};

struct CountWords final : KeyedProcessFunction<std::string, Word, Count> {
  ValueState<std::int64_t> count;
  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }
  void process_element(const Word& /*in*/, Context& context, Collector<Count>& out) override {
    const std::int64_t now = count.value().value_or(0) + 1;
    count.update(now);
    out.collect({context.get_current_key(), now});
  }
};

// Changes what live() hands out, and stores only what is new.
struct CountLive final : KeyedProcessFunction<std::string, Word, Count> {
  ValueState<std::int64_t> count;
  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }
  void process_element(const Word& in, Context& /*context*/, Collector<Count>& out) override {
    std::int64_t* const now = count.live();
    if (now == nullptr) count.update(1);
    out.collect({in.word, now == nullptr ? 1 : ++*now});
  }
};

}  // namespace

FunctionFactory split_lines() {
  return [] { return std::make_unique<Split>(); };
}
FunctionFactory count_words() {
  return [] { return std::make_unique<CountWords>(); };
}
FunctionFactory count_live() {
  return [] { return std::make_unique<CountLive>(); };
}

}  // namespace weir::testing
