// The stream is keyed by numbers, the function by strings.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct S : KeyedProcessFunction<std::string, Pair, Average> {
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};
void job(DataStream<Pair> pairs) { pairs.key_by(&Pair::key).process(S{}); }
