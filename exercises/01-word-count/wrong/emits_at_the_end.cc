// WRONG: counts in silence, and sends the counts when the input has ended.
#include "exercise.h"

#include <algorithm>

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  static constexpr const char* kBlank = " \t";

  void flat_map(const std::string& line, Collector<Word>& out) override {
    std::size_t from = 0;
    while (from <= line.size()) {
      const std::size_t to = std::min(line.find(',', from), line.size());
      const std::string field = line.substr(from, to - from);
      const std::size_t first = field.find_first_not_of(kBlank);
      if (first != std::string::npos) {
        const std::size_t last = field.find_last_not_of(kBlank);
        out.collect({field.substr(first, last + 1 - first)});
      }
      from = to + 1;
    }
  }
};

struct Count : CountFunction {
  ValueState<std::int64_t> count;

  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }

  void process_element(const Word&, Context& context, Collector<WordCount>&) override {
    count.update(count.value().value_or(0) + 1);
    context.timer_service().register_event_time_timer(INT64_MAX);
  }

  void on_timer(Timestamp, OnTimerContext& context, Collector<WordCount>& out) override {
    out.collect({context.get_current_key(), count.value().value_or(0)});
  }
};

WEIR_EXERCISE(Tokenize, Count)
