#include "exercise.h"

using namespace weir;
using namespace e03;

struct Node {
  std::int64_t value = 0;
  Node* next = nullptr;
  WEIR_FIELDS(value, next)
};

struct A : AverageFunction {
  ValueState<Node> nodes;
  void process_element(const Pair&, Context&, Collector<Average>&) override { nodes.clear(); }
};

WEIR_EXERCISE(A)
