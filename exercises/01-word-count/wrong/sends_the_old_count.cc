// WRONG: sends what was stored before this word.
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

  void process_element(const Word& in, Context&, Collector<WordCount>& out) override {
    const std::int64_t now = count.value().value_or(0) + 1;
    count.update(now);
    out.collect({in.word, now - 1});
  }
};

WEIR_EXERCISE(Tokenize, Count)
