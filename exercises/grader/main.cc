// main() of a learner's program: not in the library, so that a main() of the learner's own is a
// mistake that the linker tells.
#include <cstdio>

#include "exercises/grader/guard.h"
#include "exercises/grader/order.h"

void weir_exercise(::weir::Grading& grading);  // WEIR_EXERCISE makes it

int main(int argc, char** argv) {
  const auto channel = weir::exercises::Channel::open();
  if (!channel) {
    std::fprintf(stderr, "%s\n", channel.error().text.c_str());
    return 70;
  }
  const auto arguments = std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1);
  auto grading = weir::Grading::of(arguments, **channel);
  if (!grading) {
    std::fprintf(stderr, "%s\n", grading.error().text.c_str());
    return 70;
  }
  weir_exercise(*grading);
  return 0;
}
