// RowType: the names (and, where known, the kinds) of a row's fields, in order.
//   Names are resolved to indexes once, when the graph is built; records carry indexes only.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/value.h"

namespace weir {

struct Field {
  std::string name;
  Kind kind = Kind::kNull;  // kNull: not known
  bool required = false;    // a source refuses a row without it
  // Of a row: its fields. Of a list: one, for its elements. Empty: not known.
  std::vector<Field> fields = {};
  bool operator==(const Field&) const = default;
};

class RowType {
 public:
  RowType() = default;
  explicit RowType(std::vector<Field> fields) : fields_(std::move(fields)) {}

  std::size_t size() const { return fields_.size(); }
  const Field& operator[](std::size_t i) const { return fields_[i]; }
  const std::vector<Field>& fields() const { return fields_; }
  std::optional<std::size_t> index_of(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size(); i++)
      if (fields_[i].name == name) return i;
    return std::nullopt;
  }
  bool operator==(const RowType&) const = default;

 private:
  std::vector<Field> fields_;
};

}  // namespace weir
