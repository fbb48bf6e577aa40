#include "engine/trace/catalogue.h"

#include "engine/core/check.h"

namespace weir {

// Generated beside the tables.
std::span<const ListShape> all_shapes();

int KindInfo::index_of(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); i++)
    if (fields[i].name == field) return static_cast<int>(i);
  return -1;
}

const KindInfo& kind_info(EventKind kind) {
  return all_kinds()[static_cast<std::size_t>(kind) - 1];
}

std::optional<EventKind> kind_of_code(std::uint32_t code) {
  if (code == 0 || code > all_kinds().size()) return std::nullopt;
  return all_kinds()[code - 1].kind;
}

std::optional<EventKind> kind_named(std::string_view name) {
  for (const KindInfo& k : all_kinds())
    if (k.name == name) return k.kind;
  return std::nullopt;
}

const ListShape* list_shape(std::string_view name) {
  for (const ListShape& s : all_shapes())
    if (s.name == name) return &s;
  return nullptr;
}

}  // namespace weir
