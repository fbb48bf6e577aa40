// The stream carries pairs, not averages.
#include "exercise.h"
using namespace weir;
using namespace e03;

void job(DataStream<Pair> pairs) { pairs.key_by(&Average::key); }
