// WRONG, and passes every visible case: the number in state is written and hardly read, the counts
// are static.
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
    static std::map<std::string, std::int64_t> counts;
    if (!count.value()) counts[in.word] = 0;  // the first of this word
    count.update(++counts[in.word]);
    out.collect({in.word, counts[in.word]});
  }
};

WEIR_EXERCISE(Tokenize, Count)
