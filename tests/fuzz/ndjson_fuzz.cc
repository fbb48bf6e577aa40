// Any text as a trace: as it is, and with the line that ends it made to fit, so that damage is not
// noticed by its sum alone. What is read can be written, and that reads back to the same; the World
// takes each event or says what is wrong.
#include <string>

#include "engine/core/check.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/world.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace weir;

std::string written(const FullTrace& trace) {
  std::string out;
  NdjsonWriter writer([&](std::string_view line) { out += line; });
  WEIR_CHECK(writer.header(trace.header), "a header that was read cannot be written");
  for (const TraceEvent& e : trace.events) writer.event(e);
  writer.end();
  return out;
}

void judge(const std::string& text) {
  const Result<FullTrace> trace = read_ndjson(text);
  if (!trace) {
    WEIR_CHECK(trace.error().text.find("line ") != std::string::npos, "an error without a place");
    return;
  }
  const std::string again = written(*trace);
  const Result<FullTrace> reread = read_ndjson(again);
  WEIR_CHECK(reread, "what was written cannot be read");
  WEIR_CHECK(reread->events == trace->events, "what was written is something else");
  WEIR_CHECK(written(*reread) == again, "the same trace is written in two ways");
  Result<World> world = World::create(trace->header);
  if (!world) return;
  for (const TraceEvent& e : trace->events)
    if (!world->do_event(e)) return;
}

std::string number_behind(std::string_view line, std::string_view name) {
  const auto at = line.find(name);
  if (at == std::string_view::npos) return {};
  const auto digits = line.substr(at + name.size());
  return std::string(digits.substr(0, digits.find_first_not_of("0123456789")));
}

// Without its last line if that is an end, and with one that fits the others.
std::string with_end(std::string_view text) {
  std::string out;
  LineSum logical, all;
  std::string steps = "0";
  std::int64_t lines = -1;  // the header is none
  while (!text.empty()) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.starts_with(R"({"k":"end")")) break;
    all.add(line);
    if (lines >= 0 && line.find("\"p\":") == std::string::npos) logical.add(line);
    if (const std::string step = number_behind(line, "\"step\":"); !step.empty()) steps = step;
    out += line + "\n";
    lines++;
  }
  return out + R"({"k":"end","n":)" + std::to_string(std::max<std::int64_t>(lines, 0)) +
         R"(,"steps":)" + steps + R"(,"logical":")" + logical.text() + R"(","all":")" + all.text() +
         "\"}\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  judge(text);
  judge(with_end(text));
  return 0;
}
