// Records: which types may be sent, stored and shown, and how they become rows and come back.
//
// A type is Storable if it is a number, bool, enum, std::string, std::optional, std::vector,
// std::map, or a struct with WEIR_FIELDS of such. Conversion copies. A row by an older version of
// the struct, with fewer fields, leaves the struct's defaults in the others.
//
// Numbers: integers and enums are 64 bits wide in a row, float is stored as double. An empty
// optional is null. Errors: a Value of another kind than expected is refused by UserError.
#ifndef WEIR_API_RECORD_H_
#define WEIR_API_RECORD_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/api/runtime.h"

// Inside a struct, names the fields that are sent, stored and shown, in order. Every field, each
// with a default:   struct Order { std::int64_t id = 0; std::string name;  WEIR_FIELDS(id, name) };
// The struct stays an aggregate: Order{.id = 1, .name = "soap"} works.
#define WEIR_FIELDS(...)                                    \
  template <class Visit_>                                   \
  constexpr decltype(auto) weir_fields(Visit_&& v_) {       \
    return v_(__VA_ARGS__);                                 \
  }                                                         \
  template <class Visit_>                                   \
  constexpr decltype(auto) weir_fields(Visit_&& v_) const { \
    return v_(__VA_ARGS__);                                 \
  }                                                         \
  static constexpr const char* weir_field_names() { return #__VA_ARGS__; }

namespace weir {
namespace detail {

template <class>
inline constexpr bool kNever = false;
template <class>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class>
inline constexpr bool kIsMap = false;
template <class K, class V>
inline constexpr bool kIsMap<std::map<K, V>> = true;

template <class T>
concept HasFields = std::is_class_v<T> && requires {
  T::weir_field_names();
};

// Converts to anything: as many of them as fit between T{ and } are the fields of T.
struct AnyField {
  template <class T>
  operator T() const;
};
template <class T, std::size_t... I>
constexpr bool can_hold(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyField{})...}; };
}

template <class... F>
struct FieldList {};
struct ListFields {
  template <class... F>
  FieldList<std::remove_cvref_t<F>...> operator()(F&...) const {
    return {};
  }
};
template <class T>
using FieldsOf = decltype(std::declval<T&>().weir_fields(ListFields{}));
template <class... F>
constexpr std::size_t count(FieldList<F...>) {
  return sizeof...(F);
}

// Outer: the structs around it, a FieldList; one that is among its own fields has no end.
template <class T, class... Outer>
constexpr bool is_one_of(FieldList<Outer...>) {
  return (std::is_same_v<T, Outer> || ...);
}
template <class T, class... Outer>
FieldList<T, Outer...> with(FieldList<Outer...>);

template <class T, class Outer = FieldList<>>
constexpr bool storable();
template <class Outer, class... F>
constexpr bool storable_all(FieldList<F...>) {
  return (storable<F, Outer>() && ...);
}
template <class T, class Outer>
constexpr bool storable() {
  if constexpr (kIsOptional<T>)
    return !kIsOptional<typename T::value_type> && storable<typename T::value_type, Outer>();
  else if constexpr (kIsVector<T>)
    return storable<typename T::value_type, Outer>();
  else if constexpr (kIsMap<T>)
    return storable<typename T::key_type, Outer>() && storable<typename T::mapped_type, Outer>();
  else if constexpr (is_one_of<T>(Outer{}))
    return false;
  else if constexpr (HasFields<T>)
    return std::default_initializable<T> && std::copyable<T> &&
           storable_all<decltype(with<T>(Outer{}))>(FieldsOf<T>{});
  else
    return std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string> ||
           std::is_same_v<T, Value>;
}

template <class T>
constexpr bool fields_complete() {
  if constexpr (HasFields<T> && std::is_aggregate_v<T>)
    return !can_hold<T>(std::make_index_sequence<count(FieldsOf<T>{}) + 1>{});
  else
    return true;
}

// Instantiated wherever a type is sent or stored, so that the first error is the advice.
template <class T>
struct Stored {
  static_assert(storable<T>(),
                "weir: this type cannot be sent or stored. List its fields inside the struct: "
                "WEIR_FIELDS(a, b). Fields: numbers, bool, enum, std::string, std::optional, "
                "std::vector, std::map, or structs with WEIR_FIELDS; no pointers.");
  static_assert(fields_complete<T>(),
                "weir: WEIR_FIELDS must list every field of this struct; "
                "a field that is not listed is lost at the first checkpoint.");
  static constexpr bool ok = true;
};

template <class T>
Value to_value(const T& v) {
  if constexpr (std::is_same_v<T, Value>) {
    return v;
  } else if constexpr (std::is_same_v<T, bool>) {
    return Value::boolean(v);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return Value::integer(static_cast<std::int64_t>(v));
  } else if constexpr (std::is_floating_point_v<T>) {
    return Value::number(static_cast<double>(v));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Value::text(v);
  } else if constexpr (kIsOptional<T>) {
    return v ? to_value(*v) : Value();
  } else if constexpr (kIsVector<T>) {
    std::vector<Value> items;
    items.reserve(v.size());
    for (const auto& item : v) items.push_back(to_value<typename T::value_type>(item));
    return Value::list(items);
  } else if constexpr (kIsMap<T>) {
    std::vector<Value> items;
    items.reserve(2 * v.size());
    for (const auto& entry : v) {
      items.push_back(to_value(entry.first));
      items.push_back(to_value(entry.second));
    }
    return Value::map(items);
  } else if constexpr (HasFields<T>) {
    return v.weir_fields([](const auto&... f) {
      RowBuilder row(sizeof...(f));
      (row.add(to_value(f)), ...);
      return row.take();
    });
  } else {
    return {};
  }
}

inline const Value& expect(const Value& v, Kind kind) {
  if (v.kind() != kind) [[unlikely]]
    runtime::wrong_kind(kind, v);
  return v;
}

template <class T>
T never_called();

template <class T>
T from_value(const Value& v);

// Into what is there: what a shorter row lacks stays as it is.
template <class T>
void fields_from(const Value& row, T& into) {
  into.weir_fields([&row](auto&... f) {
    std::size_t i = 0;
    [[maybe_unused]] const auto take = [&](auto& field) {
      if (i < row.size()) field = from_value<std::remove_cvref_t<decltype(field)>>(row.at(i));
      ++i;
    };
    (take(f), ...);
  });
}

template <class T>
T from_value(const Value& v) {
  if constexpr (std::is_same_v<T, Value>) {
    return v;
  } else if constexpr (std::is_same_v<T, bool>) {
    return expect(v, Kind::kBool).as_bool();
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return static_cast<T>(expect(v, Kind::kInt).as_int());
  } else if constexpr (std::is_floating_point_v<T>) {
    if (v.kind() == Kind::kInt) return static_cast<T>(v.as_int());
    return static_cast<T>(expect(v, Kind::kDouble).as_double());
  } else if constexpr (std::is_same_v<T, std::string>) {
    return T(expect(v, Kind::kString).as_text());
  } else if constexpr (kIsOptional<T>) {
    if (v.is_null()) return std::nullopt;
    return from_value<typename T::value_type>(v);
  } else if constexpr (kIsVector<T>) {
    T out;
    out.reserve(expect(v, Kind::kList).size());
    for (std::size_t i = 0; i < v.size(); ++i)
      out.push_back(from_value<typename T::value_type>(v.at(i)));
    return out;
  } else if constexpr (kIsMap<T>) {
    T out;
    for (std::size_t i = 0; i < 2 * expect(v, Kind::kMap).size(); i += 2)
      out.emplace(from_value<typename T::key_type>(v.at(i)),
                  from_value<typename T::mapped_type>(v.at(i + 1)));
    return out;
  } else if constexpr (HasFields<T>) {
    T out{};
    fields_from(expect(v, Kind::kRow), out);
    return out;
  } else {
    return never_called<T>();
  }
}

using runtime::Schema;
template <class T>
const Schema* schema_of();
template <class T, class... F>
const Schema* row_schema(FieldList<F...>) {
  static const Schema* const parts[] = {schema_of<F>()..., nullptr};
  static const Schema schema{Kind::kRow, T::weir_field_names(), parts, sizeof...(F)};
  return &schema;
}
template <Kind kKind, class... F>
const Schema* plain_schema() {
  static const Schema* const parts[] = {schema_of<F>()..., nullptr};
  static const Schema schema{kKind, "", parts, sizeof...(F)};
  return &schema;
}
template <Kind kKind>
inline constexpr Schema kScalar{kKind, "", nullptr, 0};

template <class T>
const Schema* schema_of() {
  if constexpr (std::is_same_v<T, bool>)
    return &kScalar<Kind::kBool>;
  else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
    return &kScalar<Kind::kInt>;
  else if constexpr (std::is_floating_point_v<T>)
    return &kScalar<Kind::kDouble>;
  else if constexpr (std::is_same_v<T, std::string>)
    return &kScalar<Kind::kString>;
  else if constexpr (kIsOptional<T>)
    return schema_of<typename T::value_type>();
  else if constexpr (kIsVector<T>)
    return plain_schema<Kind::kList, typename T::value_type>();
  else if constexpr (kIsMap<T>)
    return plain_schema<Kind::kMap, typename T::key_type, typename T::mapped_type>();
  else if constexpr (HasFields<T>)
    return row_schema<T>(FieldsOf<T>{});
  else
    return &kScalar<Kind::kNull>;
}

}  // namespace detail

inline namespace api {

// What may travel in a stream, be a key, or be kept in state.
template <class T>
concept Storable = detail::storable<T>() && detail::fields_complete<T>();

inline namespace literals {
constexpr Duration operator""_ms(unsigned long long n) { return static_cast<Duration>(n); }
constexpr Duration operator""_s(unsigned long long n) { return static_cast<Duration>(n) * 1000; }
constexpr Duration operator""_min(unsigned long long n) { return static_cast<Duration>(n) * 60000; }
constexpr Duration operator""_h(unsigned long long n) { return static_cast<Duration>(n) * 3600000; }
}  // namespace literals

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_RECORD_H_
