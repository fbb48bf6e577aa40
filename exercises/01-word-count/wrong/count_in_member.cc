// WRONG, and passes every visible case: the counts are in a member of the object.
#include "exercise.h"

#include <algorithm>
#include <unordered_map>

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
  std::unordered_map<std::string, std::int64_t> counts;

  void process_element(const Word& in, Context&, Collector<WordCount>& out) override {
    out.collect({in.word, ++counts[in.word]});
  }
};

WEIR_EXERCISE(Tokenize, Count)
