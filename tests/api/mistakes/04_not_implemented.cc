// process instead of process_element.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct A : AverageFunction {
  void process(const Pair&, Context&, Collector<Average>&) {}
};
WEIR_EXERCISE(A)
