// One entry per word: the last result that was sent for it. It stores the word a second time, in
// the value as well as in the key, but what is stored is what was sent. The line is read letter by
// letter, without looking back.
#include "exercise.h"

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  void flat_map(const std::string& line, Collector<Word>& out) override {
    std::string word;
    std::string blanks;  // that have come since the last letter: part of the word if one follows
    for (const char c : line + ",") {
      if (c == ',') {
        if (!word.empty()) out.collect({word});
        word.clear();
        blanks.clear();
      } else if (c == ' ' || c == '\t') {
        if (!word.empty()) blanks += c;
      } else {
        word += blanks + c;
        blanks.clear();
      }
    }
  }
};

struct Count : CountFunction {
  ValueState<WordCount> last;

  void open(RuntimeContext& context) override {
    last = context.get_state(ValueStateDescriptor<WordCount>("last"));
  }

  void process_element(const Word& in, Context&, Collector<WordCount>& out) override {
    WordCount result = last.value().value_or(WordCount{in.word, 0});
    result.count += 1;
    last.update(result);
    out.collect(result);
  }
};

WEIR_EXERCISE(Tokenize, Count)
