// Node: one part of a compiled query. Only query.h, its compiler and evaluation.h use it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/trace/catalogue.h"

namespace weir::query {

// Where the value of a name comes from.
enum class Source : std::uint8_t {
  kField,  // of the kind
  kIndex,
  kStep,
  kTime,
  kKind,
  kAt,
  kOp,
  kAttempt,
  kRow,  // of the record that the event is about
  kRecordValue,
  kRecordKey,
  kRecordTime,
  kColumn,    // of the row that the event holds
  kAnyField,  // whatever the event at hand has of that name
  kOpenKey,   // of an open window; at and op as of events
  kOpenStart,
  kOpenEnd,
  kOpenCount,
};

struct Access {
  Source source = Source::kField;
  std::size_t field = 0;
  bool min_if_absent = false;    // an event time that nobody has told yet
  std::string name = {};         // of kColumn, kAnyField
  std::vector<Value> path = {};  // names of members, from there on
};

enum class NodeKind : std::uint8_t {
  kConstant,  // values
  kEvents,    // of one kind, or of any
  kOpen,
  kOrigin,  // of its part
  kUnion,
  kField,  // access of its part
  kCount,
  kCompare,  // its two parts by `compare`, an expression over columns a and b
  kIs,       // some, or none
  kNot,
  kAnd,
  kOr,
};

struct Node {
  NodeKind kind = NodeKind::kConstant;
  std::vector<std::size_t> parts = {};
  std::optional<EventKind> event = {};  // kEvents; nullopt: any
  std::optional<Expression> condition = {};
  std::vector<Access> columns = {};  // of the condition
  Access access = {};
  std::vector<Value> values = {};
  std::optional<Expression> compare = {};
  bool is_equal = false, is_unequal = false;  // kCompare: of lists
  bool some = true;
};

inline bool is_events(NodeKind kind) {
  return kind == NodeKind::kEvents || kind == NodeKind::kOpen || kind == NodeKind::kOrigin ||
         kind == NodeKind::kUnion;
}
inline bool is_value(NodeKind kind) {
  return kind == NodeKind::kConstant || kind == NodeKind::kField || kind == NodeKind::kCount;
}

}  // namespace weir::query
