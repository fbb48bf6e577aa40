#include "engine/api/user_call.h"

#include <string>

namespace weir {
inline namespace api {

UserError your_code_threw(std::string_view what) {
  constexpr std::size_t kMostBytes = 2'000;
  std::string text = "your code threw";
  if (what.size() <= kMostBytes) return UserError(ErrorKind::kUserFunction, text.append(what));
  std::size_t end = kMostBytes;  // not within a character of UTF-8
  while (end > 0 && (static_cast<unsigned char>(what[end]) & 0xC0) == 0x80) --end;
  return UserError(ErrorKind::kUserFunction, text.append(what.substr(0, end)).append("…"));
}

}  // namespace api
}  // namespace weir
