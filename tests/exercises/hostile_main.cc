// main() of the hostile programs: a grader that only counts to three.
#include <fmt/format.h>

#include <cstdio>

#include "exercises/grader/channel.h"
#include "tests/exercises/hostile/hostile.h"

int main() {
  using weir::Value;
  auto channel = weir::exercises::Channel::open();
  if (!channel) {
    std::puts(channel.error().text.c_str());
    return 2;
  }
  weir::exercises::StatusPage& page = (*channel)->page();
  (*channel)->send(Value::text("plan"));
  page.check = 1;
  for (const std::int64_t value : {3, 5, 7}) {
    page.record++;
    weir::exercises::set_text(page.call, sizeof page.call, "process_element");
    weir::exercises::set_text(page.what, sizeof page.what, fmt::format("(key 1, value {})", value));
    page.calls++;
    page.inside = 1;
    process_element(1, value);
    page.inside = 0;
  }
  (*channel)->send(Value::text("done"));
  return 0;
}
