#include "exercises/grader/order.h"

#include <charconv>
#include <string_view>
#include <utility>

namespace weir {

namespace {

bool read(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Result<Grading> Grading::of(std::span<char* const> arguments, exercises::Channel& channel) {
  const Error unknown{ErrorKind::kBadArgument, "this program is run by 'weir check'"};
  Grading out(channel);
  if (arguments.empty()) return unknown;
  const std::string_view what = arguments[0];
  if (what == "trace" && arguments.size() == 2 && std::string_view(arguments[1]) == "first") {
    out.what_ = What::kTrace;
    out.first_case_ = true;
    return out;
  }
  if (what == "trace" && arguments.size() == 2) {
    auto schedule = exercises::schedule_of(arguments[1]);
    if (!schedule) return schedule.error();
    out.what_ = What::kTrace;
    out.schedule_ = std::move(*schedule);
    return out;
  }
  if (what != "grade" || arguments.size() % 2 != 1) return unknown;
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    if (name == "--seed" && read(arguments[i + 1], out.seed_)) continue;
    if (name == "--budget" && read(arguments[i + 1], out.budget_)) continue;
    return unknown;
  }
  return out;
}

}  // namespace weir
