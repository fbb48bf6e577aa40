// What the names in a query mean: fields of events, of records, columns; and what their values are.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/row_type.h"
#include "engine/trace/query/query.h"
#include "engine/trace/world.h"

namespace weir::query {

// What is asked for a name.
struct Subject {
  enum class What : std::uint8_t { kKind, kAny, kOpen };
  What what = What::kKind;
  EventKind kind = {};

  std::string text() const;  // "late", "any"
};

// nullopt: there is no such name.
std::optional<Access> find_access(const Subject& subject, std::string_view name,
                                  const QueryScope& scope);
// kNull: not known before there is a value.
Kind kind_of(const Subject& subject, const Access& access);

// For messages: the names that it has of its own and of its record, and those of every event.
std::vector<std::string> own_names(const Subject& subject);
std::vector<std::string> record_names(const Subject& subject);
const std::vector<std::string>& envelope_names();
bool has_columns(const Subject& subject);

// `world` is the one after the event. Rows whose names are known come as maps, others as lists.
Value read(const Access& access, const TraceEvent& event, const World& world);
// A row of the World's table win: its key and the number of elements.
Value read_open(const Access& access, const Value& key, const Value& count);

}  // namespace weir::query
