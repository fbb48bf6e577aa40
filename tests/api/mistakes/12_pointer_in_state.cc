// A pointer means nothing after a restore.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Node {
  std::int64_t v = 0;
  Node* next = nullptr;
  WEIR_FIELDS(v, next)
};
struct A : AverageFunction {
  ListState<Node> nodes;
  void process_element(const Pair&, Context&, Collector<Average>&) override { nodes.clear(); }
};
WEIR_EXERCISE(A)
