// Any text as a query, with columns that are known and that are not. Every mistake has its place in
// the text; every query has an answer on the run of lesson 11 or an error that says where, the same
// each time; and a watch that sees the run event by event ends with the same.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/core/check.h"
#include "engine/trace/query/evaluation.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mistakes.h"

namespace {

using namespace weir;

const FullTrace& sample() {
  static const FullTrace trace = [] {
    std::ifstream file(WEIR_TRACE_SAMPLES "/lesson11.weir.jsonl", std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    Result<FullTrace> read = read_ndjson(text.str());
    WEIR_CHECK(read, "the sample trace cannot be read");
    return std::move(*read);
  }();
  return trace;
}

void judge(const Query& query) {
  const auto once = evaluate(query, sample()), again = evaluate(query, sample());
  WEIR_CHECK(!once == !again, "an answer and an error");
  if (!once) {
    WEIR_CHECK(once.error().text == again.error().text, "two errors");
    return;
  }
  WEIR_CHECK(once->form == query.form() && once->holds == again->holds &&
                 once->events == again->events && once->values == again->values,
             "two answers");
  auto world = World::create(sample().header);
  WEIR_CHECK(world, "the sample has no plan");
  QueryWatch watch(query);
  bool stopped = false;
  for (const TraceEvent& e : sample().events) {
    WEIR_CHECK(world->do_event(e), "the sample makes no sense");
    const auto now = watch.feed(e, *world);
    if (!now) return;
    stopped = stopped || *now;
  }
  WEIR_CHECK(stopped || !once->holds || query.form() == QueryForm::kValue,
             "a query holds at the end and never began to");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const QueryScope known{std::vector<std::string>{"fish", "at"}};
  for (const QueryScope& scope : {known, QueryScope{}})
    for (const QueryUse use : {QueryUse::kAnything, QueryUse::kStop, QueryUse::kSearch}) {
      const CompiledQuery compiled = compile_query(text, scope, use);
      WEIR_CHECK(compiled.query.has_value() == compiled.mistakes.empty(), "both or neither");
      if (!compiled.query)
        fuzz::judge_mistakes(text, compiled.mistakes);
      else if (use == QueryUse::kAnything)
        judge(*compiled.query);
    }
  return 0;
}
