#include "engine/state/key_context.h"

#include <string>

#include "engine/core/user_error.h"

namespace weir {

void KeyContext::refuse(const Value& key, KeyGroup group) const {
  if (key.is_null())
    throw UserError(ErrorKind::kNull,
                    "the key is null; a key decides where its state lives, so it cannot be null");
  throw UserError(ErrorKind::kBadArgument,
                  "key " + key.to_string() + " is in key group " + std::to_string(group) +
                      ", which belongs to subtask " +
                      std::to_string(operator_index(max_parallelism_, parallelism_, group)) +
                      "; this is subtask " + std::to_string(subtask_) + " with groups " +
                      std::to_string(range_.first) + " to " + std::to_string(range_.last));
}

void KeyContext::no_key(std::string_view what) const {
  std::string text(what);
  switch (phase_) {
    case Phase::kNotKeyed:
      throw UserError(ErrorKind::kNull,
                      text + " needs a keyed stream; put key_by in front of this operator");
    case Phase::kOpening:
      throw UserError(
          ErrorKind::kNull,
          text +
              " cannot be used in open(): there is no current key yet; declare it there, "
              "use it when a record or timer is in hand");
    case Phase::kNoKey:
      throw UserError(ErrorKind::kNull, text + " has no current key: no record has come yet");
    case Phase::kKey: break;
  }
  WEIR_CHECK(false, "there is a current key");
}

}  // namespace weir
