// WRONG: blanks inside of a word are dropped too.
#include "exercise.h"

#include <algorithm>

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  void flat_map(const std::string& line, Collector<Word>& out) override {
    std::string word;
    for (const char c : line + ",") {
      if (c == ',') {
        if (!word.empty()) out.collect({word});
        word.clear();
      } else if (c != ' ' && c != '\t') {
        word += c;
      }
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
