#include "engine/api/runtime.h"

#include "engine/api/solution.h"
#include "engine/core/user_error.h"

namespace weir {

namespace runtime {

void misuse(std::string_view what) { throw UserError(ErrorKind::kBadArgument, std::string(what)); }

void wrong_kind(Kind expected, const Value& found) {
  throw UserError(ErrorKind::kBadArgument,
                  std::string("a row does not have the shape of the struct that it is read as: ") +
                      kind_name(expected) + " expected, not " +
                      (found.is_null() ? "" : std::string("the ") + kind_name(found.kind()) + " ") +
                      found.to_string());
}

}  // namespace runtime

inline namespace api {

void todo(const char* what) {
  throw UserError(ErrorKind::kUserFunction, std::string("TODO ") + what);
}

}  // namespace api

}  // namespace weir
