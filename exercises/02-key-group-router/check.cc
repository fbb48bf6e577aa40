// Exercise 2: cases and properties. The model is the engine's own key_group.h, which is compared
// with what Flink gave. hints.toml has the words, wrong/wrong.toml what is known to be wrong.
#include "exercises/grader/check.h"

#include <array>
#include <string>

#include "engine/core/key_group.h"
#include "engine/core/utf8.h"
#include "exercises/02-key-group-router/exercise.h"

namespace e02 {
namespace {

using namespace weir::exercises;
using weir::Value;

// A text in both forms: the learner gets the units, the model and the messages UTF-8.
struct Text {
  std::u16string units;
  std::string utf8;

  void add(std::uint32_t code) {
    weir::append_utf8(utf8, code);
    if (code >= 0x10000) {
      units += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
      code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    units += static_cast<char16_t>(code);
  }
};

Text text_of(std::u32string_view codes) {
  Text text;
  for (const char32_t code : codes) text.add(code);
  return text;
}

std::string arguments(std::initializer_list<std::int64_t> numbers) {
  std::string out;
  for (const std::int64_t n : numbers) out += (out.empty() ? "" : ", ") + std::to_string(n);
  return "(" + out + ")";
}

std::uint32_t unsigned_of(int n) { return static_cast<std::uint32_t>(n); }

std::int64_t group_of(const Value& key, int max) { return weir::key_group(key, unsigned_of(max)); }

void number(const KeyGroupRouter& router, Calls& calls, std::int64_t key, int max) {
  calls.same("key_group" + arguments({key, max}),
             Value::integer(group_of(Value::integer(key), max)),
             [&] { return Value::integer(router.key_group(key, max)); });
}

void text(const KeyGroupRouter& router, Calls& calls, const Text& key, int max) {
  calls.same("key_group(u\"" + key.utf8 + "\", " + std::to_string(max) + ")",
             Value::integer(group_of(Value::text(key.utf8), max)),
             [&] { return Value::integer(router.key_group(std::u16string_view(key.units), max)); });
}

void owner(const KeyGroupRouter& router, Calls& calls, int group, int parallelism, int max) {
  const std::int64_t expected =
      weir::operator_index(unsigned_of(max), unsigned_of(parallelism), unsigned_of(group));
  calls.same("subtask" + arguments({group, parallelism, max}), Value::integer(expected),
             [&] { return Value::integer(router.subtask(group, parallelism, max)); });
}

void range(const KeyGroupRouter& router, Calls& calls, int subtask, int parallelism, int max) {
  const weir::KeyGroupRange model =
      weir::key_group_range(unsigned_of(max), unsigned_of(parallelism), unsigned_of(subtask));
  const Range expected{static_cast<int>(model.first), static_cast<int>(model.last)};
  calls.same("groups_of" + arguments({subtask, parallelism, max}), weir::detail::to_value(expected),
             [&] { return weir::detail::to_value(router.groups_of(subtask, parallelism, max)); });
}

// ---- what a learner sees before it is graded ----

void numbers(const KeyGroupRouter& router, Calls& calls) {
  for (std::int64_t key = 1; key <= 6; key++) number(router, calls, key, 128);
}
void orders(const KeyGroupRouter& router, Calls& calls) {
  for (const std::int64_t key : {123, 234, 345, 333, 444}) number(router, calls, key, 128);
}
void texts(const KeyGroupRouter& router, Calls& calls) {
  for (char32_t digit = U'0'; digit <= U'7'; digit++)
    text(router, calls, text_of(std::u32string(1, digit)), 128);
  text(router, calls, text_of(U"hello"), 128);
  text(router, calls, text_of(U"\u62d6\u628a"), 128);
}
void subtasks(const KeyGroupRouter& router, Calls& calls) {
  for (const int parallelism : {1, 2, 3, 4, 8})
    for (const int group : {0, 4, 19, 27, 33, 54, 79, 86, 115, 127})
      owner(router, calls, group, parallelism, 128);
}
void ranges(const KeyGroupRouter& router, Calls& calls) {
  for (const int parallelism : {1, 2, 3})
    for (int subtask = 0; subtask < parallelism; subtask++)
      range(router, calls, subtask, parallelism, 128);
}

// ---- and what it does not: small ones first ----

constexpr int kEach = 5000;

// Every tenth key is asked of other numbers of groups, too: not all of them are powers of two.
template <class Ask>
void of_all_sizes(int index, const Ask& ask) {
  ask(128);
  if (index % 10 == 0)
    for (const int max : {1, 7, 100, 4096, 32768}) ask(max);
}

void any_number(const KeyGroupRouter& router, Calls& calls) {
  int index = 0;
  const auto ask = [&](std::int64_t key) {
    of_all_sizes(index++, [&](int max) { number(router, calls, key, max); });
  };
  for (std::int64_t key = 0; key <= 500; key++) {
    ask(key);
    if (key > 0) ask(-key);
  }
  // Scrambled, the hash codes of these are -2147483648, -2147483647 and 2147483647.
  for (const std::int64_t key : {2205091669L, 1814469223L, 994512208L})
    for (const int max : {100, 7, 128}) number(router, calls, key, max);
  for (int bit = 9; bit < 63; bit++)
    for (const std::int64_t near : {-1, 0, 1}) {
      const std::int64_t key = (std::int64_t{1} << bit) + near;
      ask(key);
      ask(-key);
    }
  ask(INT64_MAX);
  ask(INT64_MIN);
  Random random(2);
  while (index < kEach) ask(random.between(INT64_MIN / 2, INT64_MAX / 2));
}

void any_text(const KeyGroupRouter& router, Calls& calls) {
  // Of one byte in UTF-8, of two, three and four; the last ones have two units.
  static constexpr std::array<std::pair<std::int64_t, std::int64_t>, 5> kAlphabets{
      {{0x61, 0x7a}, {0x20, 0x7e}, {0xa1, 0x3ff}, {0x4e00, 0x9fff}, {0x1f300, 0x1f64f}}};
  Random random(3);
  for (int index = 0; index < kEach; index++) {
    Text key;
    const auto& [low, high] = kAlphabets[static_cast<std::size_t>(index) % kAlphabets.size()];
    for (int length = index == 0 ? 0 : 1 + index / 200; length > 0; length--)
      key.add(static_cast<std::uint32_t>(random.between(low, high)));
    of_all_sizes(index, [&](int max) { text(router, calls, key, max); });
  }
}

// For every number of groups up to 24 and some larger ones, and every parallelism.
template <class Ask>
void of_all_shapes(const Ask& ask) {
  for (int max = 1; max <= 24; max++)
    for (int parallelism = 1; parallelism <= max; parallelism++) ask(parallelism, max);
  for (const int max : {100, 128})
    for (int parallelism = 1; parallelism <= max; parallelism++) ask(parallelism, max);
}

void partition(const KeyGroupRouter& router, Calls& calls) {
  of_all_shapes([&](int parallelism, int max) {
    for (int subtask = 0; subtask < parallelism; subtask++)
      range(router, calls, subtask, parallelism, max);
  });
  for (const int parallelism : {1, 2, 3, 100, 32767, 32768})
    for (const int subtask : {0, parallelism / 2, parallelism - 1})
      range(router, calls, subtask, parallelism, 32768);
}

void agree(const KeyGroupRouter& router, Calls& calls) {
  of_all_shapes([&](int parallelism, int max) {
    for (int group = 0; group < max; group++) owner(router, calls, group, parallelism, max);
  });
  for (const int parallelism : {1, 2, 3, 100, 32767, 32768})
    for (const int group : {0, 1, 16383, 16384, 32766, 32767})
      owner(router, calls, group, parallelism, 32768);
}

void moves(const KeyGroupRouter& router, Calls& calls) {
  for (const std::int64_t key : {1, 2, 3, 123, -5}) {
    const auto expected = static_cast<int>(group_of(Value::integer(key), 128));
    for (const int parallelism : {2, 3, 5, 128}) {
      const std::string before = "subtask" + arguments({expected, parallelism, 128});
      const int subtask =
          calls.ask(before, [&] { return router.subtask(expected, parallelism, 128); });
      calls.ask("groups_of" + arguments({subtask, parallelism, 128}),
                [&] { return router.groups_of(subtask, parallelism, 128); });
      calls.same("key_group" + arguments({key, 128}) + " after " + before, Value::integer(expected),
                 [&] { return Value::integer(router.key_group(key, 128)); });
    }
  }
}

const CallsCheck<KeyGroupRouter> kCheck = {
    .number = 2,
    .cases = {{"numbers", "keys 1 to 6 of lesson 2", numbers},
              {"orders", "five orders, by number", orders},
              {"texts", "keys that are texts", texts},
              {"subtasks", "128 groups, 1 to 8 subtasks", subtasks},
              {"ranges", "the ranges of up to 3 subtasks", ranges}},
    .properties = {{"any_number", "the group of 5,000 numbers", any_number},
                   {"any_text", "the group of 5,000 texts", any_text},
                   {"partition", "the ranges are all groups, without gap or overlap", partition},
                   {"agree", "a group is in the range of its subtask", agree},
                   {"moves", "a key keeps its group at any parallelism", moves}},
};

}  // namespace

void check(const Contract& solution, weir::Grading& grading) {
  weir::exercises::grade(kCheck, solution, grading);
}

}  // namespace e02
