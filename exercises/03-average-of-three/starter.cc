// Exercise 3. For every key: after three values emit their average, then start again.
//   (1, 3) (1, 5) (1, 7)  ->  (1, 5.0)
// This compiles, and `weir check 3` fails with: TODO 1. README.md says what is graded.
#include "exercise.h"

using namespace weir;
using namespace e03;

struct Sum {  // what one key remembers between two records
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};

struct AverageOfThree : AverageFunction {
  ValueState<Sum> sum;

  void open(RuntimeContext& context) override {
    sum = context.get_state(ValueStateDescriptor<Sum>("sum"));
  }

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    (void)in, (void)out;
    todo("1: read the sum of this key, add in.value to it and store it again");
    // TODO 2: when it was the third value, emit the average with out.collect({in.key, ...})
    // TODO 3: and leave nothing behind for this key
  }
};

WEIR_EXERCISE(AverageOfThree)
