// WRONG: one sum for all keys, in a member. Right as long as no other key comes in between.
#include "exercise.h"

using namespace weir;
using namespace e03;

struct AverageOfThree : AverageFunction {
  std::int64_t count = 0;
  std::int64_t total = 0;

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    ++count;
    total += in.value;
    if (count < 3) return;
    out.collect({in.key, static_cast<double>(total) / 3});
    count = 0;
    total = 0;
  }
};

WEIR_EXERCISE(AverageOfThree)
