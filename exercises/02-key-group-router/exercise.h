// Exercise 2, the contract: what your file must provide.
#ifndef WEIR_E02_EXERCISE_H_
#define WEIR_E02_EXERCISE_H_

#include <weir.h>
#include <string_view>

namespace e02 {

// Key groups from first to last, both included.
struct Range {
  int first = 0;
  int last = 0;
  WEIR_FIELDS(first, last)
};

// Mixes the bits of a hash code. Given: README.md says what it does.
inline std::int32_t scramble(std::int32_t hash_code) {
  std::uint32_t k = static_cast<std::uint32_t>(hash_code) * 0xcc9e2d51u;
  k = (k << 15 | k >> 17) * 0x1b873593u;
  k = ((k << 13 | k >> 19) * 5 + 0xe6546b64u) ^ 4;
  k = (k ^ k >> 16) * 0x85ebca6bu;
  k = (k ^ k >> 13) * 0xc2b2ae35u;
  return static_cast<std::int32_t>(k ^ k >> 16);
}

// Write one class that inherits from this, and name it in WEIR_EXERCISE(...).
// 1 <= parallelism <= max_parallelism <= 32768; groups and subtasks are counted from 0.
struct KeyGroupRouter {
  virtual ~KeyGroupRouter() = default;
  virtual int key_group(std::int64_t key, int max_parallelism) const = 0;
  virtual int key_group(std::u16string_view key, int max_parallelism) const = 0;
  virtual int subtask(int group, int parallelism, int max_parallelism) const = 0;
  virtual Range groups_of(int subtask, int parallelism, int max_parallelism) const = 0;
};

using Contract = weir::Solution<KeyGroupRouter>;
void check(const Contract& solution, weir::Grading& grading);  // the grader's

}  // namespace e02

#endif  // WEIR_E02_EXERCISE_H_
