// Exercise 1, the contract: what goes in, what comes out, what your file must provide.
#ifndef WEIR_E01_EXERCISE_H_
#define WEIR_E01_EXERCISE_H_

#include <weir.h>

namespace e01 {

struct Word {
  std::string word;
  WEIR_FIELDS(word)
};

struct WordCount {
  std::string word;
  std::int64_t count = 0;
  WEIR_FIELDS(word, count)
};

// Write one class for each of these, and name both in WEIR_EXERCISE(..., ...), in this order.
// The first gets lines. The second gets what the first sent, keyed by Word::word: each call sees
// the state of its word, and no other.
using TokenizeFunction = weir::FlatMapFunction<std::string, Word>;
using CountFunction = weir::KeyedProcessFunction<std::string, Word, WordCount>;

using Contract = weir::Solution<TokenizeFunction, CountFunction>;
void check(const Contract& solution, weir::Grading& grading);  // the grader's

}  // namespace e01

#endif  // WEIR_E01_EXERCISE_H_
