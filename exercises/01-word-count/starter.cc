// Exercise 1. Lines are cut at their commas into words; for each word its new count comes out.
//   hello,flink  ->  (hello, 1) (flink, 1)
//   hello,state  ->  (hello, 2) (state, 1)
// This compiles, and `weir check 1` fails with: TODO 1. README.md says what is graded.
#include "exercise.h"

using namespace weir;
using namespace e01;

struct Tokenize : TokenizeFunction {
  void flat_map(const std::string& line, Collector<Word>& out) override {
    (void)line, (void)out;
    todo("1: send each word of the line with out.collect({word})");
    // TODO 2: trim the words, and leave out what is empty then
  }
};

struct Count : CountFunction {
  ValueState<std::int64_t> count;  // one number for each word

  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }

  void process_element(const Word& in, Context&, Collector<WordCount>& out) override {
    (void)in, (void)out;
    todo("3: add 1 to the count of this word, store it, and send it with its word");
  }
};

WEIR_EXERCISE(Tokenize, Count)
