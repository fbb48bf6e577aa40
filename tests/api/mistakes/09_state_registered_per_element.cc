// State belongs into open().
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};
struct A : AverageFunction {
  void process_element(const Pair&, Context& context, Collector<Average>&) override {
    auto sum = context.get_state(ValueStateDescriptor<Sum>("sum"));
  }
};
WEIR_EXERCISE(A)
