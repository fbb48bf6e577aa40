// Tested by tests/connectors/inline_source_test.cc.
#include "engine/connectors/splits.h"

#include <fmt/format.h>

namespace weir {

namespace {

std::string split_name(const std::string& uid, std::size_t i) {
  return uid + "." + std::to_string(i);
}

std::string names_there_are(const std::string& uid, std::size_t count) {
  if (count == 0) return "it has none";
  if (count == 1) return "it has only " + split_name(uid, 0);
  return "it has " + split_name(uid, 0) + " to " + split_name(uid, count - 1);
}

}  // namespace

std::vector<std::string> split_names(const std::string& uid, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; i++) names.push_back(split_name(uid, i));
  return names;
}

Result<std::size_t> find_split(const std::string& uid, std::size_t count, const std::string& split,
                               std::int64_t position) {
  if (position < 0)
    return Error{ErrorKind::kRestoreRefused,
                 fmt::format("split '{}' cannot be read from position {}", split, position)};
  for (std::size_t i = 0; i < count; i++)
    if (split == split_name(uid, i)) return i;
  return Error{ErrorKind::kRestoreRefused, fmt::format("source '{}' has no split '{}': {}", uid,
                                                       split, names_there_are(uid, count))};
}

Error position_beyond(const std::string& what, std::int64_t rows, std::int64_t position) {
  return {ErrorKind::kRestoreRefused,
          fmt::format("{}: has {} rows, but {} had been read before: it has changed since", what,
                      rows, position)};
}

}  // namespace weir
