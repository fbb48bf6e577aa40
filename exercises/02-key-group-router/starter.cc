// Exercise 2. From a key to its group, from a group to its subtask, and back.
//   key_group(1, 128)  ->  86   subtask(86, 3, 128)  ->  2   groups_of(2, 3, 128)  ->  (86, 127)
// This compiles, and `weir check 2` fails with: TODO 1. README.md says what is graded.
#include "exercise.h"

using namespace weir;
using namespace e02;

struct Router : KeyGroupRouter {
  int key_group(std::int64_t key, int max_parallelism) const override {
    (void)key, (void)max_parallelism;
    todo("1: the hash code of a number, scrambled, without its sign, modulo max_parallelism");
  }

  int key_group(std::u16string_view key, int max_parallelism) const override {
    (void)key, (void)max_parallelism;
    todo("2: the same for a text; only the hash code differs");
  }

  int subtask(int group, int parallelism, int max_parallelism) const override {
    (void)group, (void)parallelism, (void)max_parallelism;
    todo("3: which of the subtasks owns this group");
  }

  Range groups_of(int subtask, int parallelism, int max_parallelism) const override {
    (void)subtask, (void)parallelism, (void)max_parallelism;
    todo("4: the first and the last group of this subtask");
  }
};

WEIR_EXERCISE(Router)
