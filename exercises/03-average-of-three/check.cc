// Exercise 3: cases and properties. hints.toml has the words, wrong/wrong.toml what is known to be
// wrong.
#include "exercises/grader/check.h"

#include <map>

#include "exercises/03-average-of-three/exercise.h"

namespace e03 {
namespace {

using namespace weir::exercises;

std::vector<Average> model(const std::vector<Pair>& input) {
  std::map<std::int64_t, std::vector<std::int64_t>> open;
  std::vector<Average> output;
  for (const Pair& in : input) {
    auto& three = open[in.key];
    three.push_back(in.value);
    if (three.size() < 3) continue;
    output.push_back({in.key, static_cast<double>(three[0] + three[1] + three[2]) / 3});
    three.clear();
  }
  return output;
}

// One for a solution that keeps a struct or a list, two for one with a state per number.
std::size_t entries_left(const std::vector<Pair>& input) {
  std::map<std::int64_t, int> seen;
  for (const Pair& in : input) ++seen[in.key];
  std::size_t unfinished = 0;
  for (const auto& [key, times] : seen) unfinished += times % 3 != 0 ? 1 : 0;
  return 2 * unfinished;
}

const StreamCheck<Pair, std::int64_t, Pair, Average> kCheck = {
    .number = 3,
    .uid = "average",
    .key = "key",
    .key_by = &Pair::key,
    .model = model,
    .entries_left = entries_left,
    .random =
        [](Random& random) {
          const std::int64_t key = random.between(1, 5);
          return Pair{key, random.between(-100, 100)};
        },
    .random_records = 40,
    .cases =
        {
            {"pairs",
             "the six pairs of the README",
             {{1, 3}, {1, 5}, {1, 7}, {2, 4}, {2, 2}, {2, 5}},
             {{1, 5.0}, {2, 11.0 / 3}}},
            {"interleaved",
             "keys may come in any order",
             {{1, 3}, {2, 4}, {1, 5}, {2, 2}, {2, 5}, {1, 7}},
             {{2, 11.0 / 3}, {1, 5.0}}},
            {"seven",
             "seven pairs of one key give two results",
             {{1, 3}, {1, 5}, {1, 7}, {1, 9}, {1, 1}, {1, 2}, {1, 6}},
             {{1, 5.0}, {1, 4.0}}},
        },
    .properties = {backends(), rebuild(), entries(), crash(),
                   rescale({{1, 2}, {2, 3}, {3, 1}, {4, 4}}), keys()},
    .live_objects = true,
};

}  // namespace

void check(const Contract& solution, weir::Grading& grading) {
  weir::exercises::grade(kCheck, solution, grading);
}

}  // namespace e03
