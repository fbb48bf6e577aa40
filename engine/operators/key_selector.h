// KeySelector: keyBy. Takes the key out of a value: the whole value, one field of a row, or what a
// function says.
//   A field is resolved to its index when the graph is built; only then can viewers derive the key
//   from the record. The selector must be pure. A null key fails the task. constant() is Flink's
//   NullByteKeySelector.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "engine/core/codec.h"
#include "engine/core/value.h"

namespace weir {

class KeySelector {
 public:
  KeySelector() = default;  // the value itself
  static KeySelector field(std::size_t index, std::string name) {
    KeySelector k;
    k.field_ = static_cast<std::ptrdiff_t>(index);
    k.name_ = std::move(name);
    return k;
  }
  static KeySelector function(std::function<Value(const Value&)> fn, std::string name) {
    KeySelector k;
    k.function_ = std::move(fn);
    k.name_ = std::move(name);
    return k;
  }

  // One key for all records: what is behind it sees them together, as if there were none. The key
  // is the engine's own, nobody is told of it; it lies in key group 0, as Flink's null byte.
  static KeySelector constant() {
    KeySelector k;
    k.constant_ = Value::integer(0);
    return k;
  }

  // In its canonical form (core/codec.h): -0.0 and 0.0 are one key.
  Value key_of(const Value& value) const {
    Value key = field_ >= 0     ? value[static_cast<std::size_t>(field_)]
                : function_     ? function_(value)
                : is_constant() ? constant_
                                : value;
    if (key.kind() == Kind::kInt || key.kind() == Kind::kString) [[likely]]
      return key;
    return canonical_key(key);
  }
  // The key in place if it is a field that is canonical as it is, or the constant; else nullptr:
  // ask key_of().
  const Value* key_in(const Value& value) const {
    if (field_ < 0) return is_constant() ? &constant_ : nullptr;
    const Value& key = value[static_cast<std::size_t>(field_)];
    return key.kind() == Kind::kInt || key.kind() == Kind::kString ? &key : nullptr;
  }
  bool is_field() const { return field_ >= 0; }
  bool is_constant() const { return !constant_.is_null(); }
  std::size_t field_index() const { return static_cast<std::size_t>(field_); }
  const std::string& name() const {
    return name_;
  }  // of the field, or of the function; empty: the value itself

 private:
  std::ptrdiff_t field_ = -1;
  std::function<Value(const Value&)> function_;
  std::string name_;
  Value constant_;
};

}  // namespace weir
