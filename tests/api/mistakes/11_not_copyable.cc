// A prototype that cannot be copied for each subtask.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct A : AverageFunction {
  std::unique_ptr<int> cache;
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};
void job(DataStream<Pair> pairs) { pairs.key_by(&Pair::key).process(A{}); }
