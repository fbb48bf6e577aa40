// WRONG: takes the fields of a line as they are.
#include "exercise.h"

#include <algorithm>

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  void flat_map(const std::string& line, Collector<Word>& out) override {
    std::size_t from = 0;
    while (from <= line.size()) {
      const std::size_t to = std::min(line.find(',', from), line.size());
      if (to > from) out.collect({line.substr(from, to - from)});
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
    out.collect({in.word, now});
  }
};

WEIR_EXERCISE(Tokenize, Count)
