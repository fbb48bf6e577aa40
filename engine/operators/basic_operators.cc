#include "engine/operators/basic_operators.h"

namespace weir {

void MapOperator::process(Record& record) {
  context().emit(map_(record.value), timestamp_of(record));
}

void FlatMapOperator::process(Record& record) {
  TimestampedCollector out(context(), timestamp_of(record));
  flat_map_(record.value, out);
}

}  // namespace weir
