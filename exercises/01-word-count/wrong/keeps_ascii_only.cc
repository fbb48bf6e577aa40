// WRONG, and passes every visible case: bytes outside of ASCII are taken for blanks.
#include "exercise.h"

#include <algorithm>

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  // Above 127 a char is negative.
  static bool is_blank(char c) { return static_cast<signed char>(c) <= ' '; }

  void flat_map(const std::string& line, Collector<Word>& out) override {
    std::size_t from = 0;
    while (from <= line.size()) {
      const std::size_t to = std::min(line.find(',', from), line.size());
      std::string field = line.substr(from, to - from);
      while (!field.empty() && is_blank(field.back())) field.pop_back();
      while (!field.empty() && is_blank(field.front())) field.erase(0, 1);
      if (!field.empty()) out.collect({field});
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
