// What a class must be to be handed to Weir: everything implemented, and copyable, because an
// object is copied once per subtask, as Flink ships a serialised one.
#ifndef WEIR_API_PROTOTYPE_H_
#define WEIR_API_PROTOTYPE_H_

#include <concepts>
#include <type_traits>

namespace weir::detail {

// False after an error of its own: callers go no further, so that there is only this one.
template <class F>
constexpr bool ready() {
  static_assert(!std::is_abstract_v<F>,
                "weir: a required member function is missing or its signature differs. Copy it "
                "from the base class, 'const' and '&' included, and end it with 'override'.");
  static_assert(
      std::is_abstract_v<F> || std::copy_constructible<F>,
      "weir: Weir copies a function object once per subtask, so it must be copyable: no "
      "unique_ptr, thread or reference members. Keep data in state, parameters by value.");
  return !std::is_abstract_v<F> && std::copy_constructible<F>;
}

}  // namespace weir::detail

#endif  // WEIR_API_PROTOTYPE_H_
