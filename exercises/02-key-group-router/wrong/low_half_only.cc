// WRONG, and passes every visible case: a number is cut to its low 32 bits.
#include "exercise.h"

using namespace weir;
using namespace e02;

struct Router : KeyGroupRouter {
  int key_group(std::int64_t key, int max_parallelism) const override {
    return group_of_hash(static_cast<std::int32_t>(key), max_parallelism);
  }

  int key_group(std::u16string_view key, int max_parallelism) const override {
    std::uint32_t hash = 0;  // unsigned: what does not fit falls off
    for (const char16_t unit : key) hash = 31 * hash + unit;
    return group_of_hash(static_cast<std::int32_t>(hash), max_parallelism);
  }

  int subtask(int group, int parallelism, int max_parallelism) const override {
    return group * parallelism / max_parallelism;
  }

  Range groups_of(int subtask, int parallelism, int max_parallelism) const override {
    const int first = (subtask * max_parallelism + parallelism - 1) / parallelism;
    const int last = ((subtask + 1) * max_parallelism - 1) / parallelism;
    return {first, last};
  }

 private:
  static int group_of_hash(std::int32_t hash, int max_parallelism) {
    const std::int64_t scrambled = scramble(hash);
    if (scrambled == INT32_MIN) return 0;
    return static_cast<int>((scrambled < 0 ? -scrambled : scrambled) % max_parallelism);
  }
};

WEIR_EXERCISE(Router)
