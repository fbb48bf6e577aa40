#include "engine/window/tumbling_windows.h"

#include <string>

namespace weir {

Result<TumblingEventTimeWindows> TumblingEventTimeWindows::of(Duration size, Duration offset) {
  // Flink compares abs(offset) < size, which a size of 0 or less never passes; Java's abs of MIN is
  // MIN and does, but no offset of a day or a zone comes near it, so it is refused here.
  const bool fits = size > 0 && offset < size && offset > -size;
  if (fits) return TumblingEventTimeWindows(size, offset);
  return Error{ErrorKind::kBadArgument,
               "a tumbling window needs a size above 0 and an offset between -size and size, not "
               "size " +
                   std::to_string(size) + " and offset " + std::to_string(offset)};
}

}  // namespace weir
