// The learner's side of an exercise: todo(), the contract, and WEIR_EXERCISE.
//
// The exercise.h of an exercise declares, in the exercise's namespace,
//   using Contract = weir::Solution<Part...>;                            the bases to implement
//   void check(const Contract& solution, weir::Grading& grading);        the grader, in a library
// and a learner's file ends with WEIR_EXERCISE(MyType...), one type per part. Its main() is the
// grader's, which calls weir_exercise(). (This header is not called exercise.h: that of an exercise
// is, and a learner's file must not find this one where its own is missing.)
#ifndef WEIR_API_SOLUTION_H_
#define WEIR_API_SOLUTION_H_

#include <memory>
#include <tuple>
#include <type_traits>

#include "engine/api/prototype.h"

namespace weir {

class Grading;  // one order to the grader; only the grader looks inside

inline namespace api {

// What a starter calls where code is missing, todo("1: read the sum"): the grader shows the text as
// the first failure. Throws UserError.
[[noreturn]] void todo(const char* what);

// Makes a learner's objects, one maker per part of the contract.
template <class... Parts>
struct Solution {
  std::tuple<std::unique_ptr<Parts> (*)()...> make;
};

}  // namespace api

namespace detail {

template <class Part, class Learner>
std::unique_ptr<Part> make_part() {
  static_assert(
      std::derived_from<Learner, Part>,
      "weir: the type named in WEIR_EXERCISE must inherit publicly (struct, or ': public') "
      "from the base class that stands in its place in the contract of exercise.h.");
  if constexpr (!std::derived_from<Learner, Part>) {
    return nullptr;
  } else if constexpr (!ready<Learner>()) {
    return nullptr;
  } else {
    static_assert(
        std::default_initializable<Learner>,
        "weir: the grader makes your type without arguments; give every member a default.");
    if constexpr (std::default_initializable<Learner>)
      return std::make_unique<Learner>();
    else
      return nullptr;
  }
}

template <class... Learners, class... Parts>
Solution<Parts...> solve(std::type_identity<Solution<Parts...>>) {
  static_assert(sizeof...(Learners) == sizeof...(Parts),
                "weir: WEIR_EXERCISE needs one type per part of the contract in exercise.h.");
  if constexpr (sizeof...(Learners) == sizeof...(Parts))
    return {{&make_part<Parts, Learners>...}};
  else
    return {};
}

}  // namespace detail
}  // namespace weir

// Last line of a learner's file: WEIR_EXERCISE(MyType).
#define WEIR_EXERCISE(...)                                                              \
  void weir_exercise(::weir::Grading& grading);                                         \
  void weir_exercise(::weir::Grading& grading) {                                        \
    check(::weir::detail::solve<__VA_ARGS__>(std::type_identity<Contract>{}), grading); \
  }

#endif  // WEIR_API_SOLUTION_H_
