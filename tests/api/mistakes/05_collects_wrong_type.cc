// A number where a struct is collected.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct A : AverageFunction {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    out.collect(in.value / 3.0);
  }
};
WEIR_EXERCISE(A)
