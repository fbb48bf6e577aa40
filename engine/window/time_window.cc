#include "engine/window/time_window.h"

#include "engine/core/user_error.h"

namespace weir {

void refuse_missing_timestamp() {
  throw UserError(ErrorKind::kNoTimestamp,
                  "a record without a timestamp reached an event-time window; give its source "
                  "an event time");
}

}  // namespace weir
