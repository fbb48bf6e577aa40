// A keyed function on a stream without keys.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct A : AverageFunction {
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};
void job(DataStream<Pair> pairs) { pairs.process(A{}); }
