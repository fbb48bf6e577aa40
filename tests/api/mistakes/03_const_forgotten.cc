// The parameter is const in the base class.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct A : AverageFunction {
  void process_element(Pair& in, Context&, Collector<Average>&) override {}
};
WEIR_EXERCISE(A)
