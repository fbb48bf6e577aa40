// Runs of lessons 2 and 4 against what Apache Flink answered: key groups and subtasks of the
// anglers, and the counter in keyed state at two subtasks.
#include <map>
#include <utility>

#include "engine/core/hash.h"
#include "engine/core/key_group.h"
#include "engine/trace/json.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/query/evaluation.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::testing;

namespace {

Value member(const Value& map, const char* name) {
  const Value* const value = map.find(Value::text(name));
  REQUIRE(value != nullptr);
  return *value;
}

// The steps of one recorded case.
Value steps_of(const std::string& id) {
  const std::string path =
      WEIR_SOURCE_DIR "/tests/conformance/vectors/lessons_state_time_windows.json";
  const auto file = parse_json(read_file(path));
  REQUIRE(file.has_value());
  const Value cases = member(*file, "cases");
  for (const Value& recorded : cases.elements())
    if (member(recorded, "id") == Value::text(id)) return member(recorded, "steps");
  FAIL("no case " << id);
  return {};
}

FullTrace trace_of(const std::string& arguments) {
  const Ran ran = run_weir("run " + arguments + " --json");
  REQUIRE(ran.err.empty());
  auto trace = read_ndjson(ran.out);
  REQUIRE(trace.has_value());
  return std::move(*trace);
}

std::vector<Value> values(const FullTrace& trace, const char* text) {
  INFO(text);
  const CompiledQuery query = compile_query(text);
  REQUIRE(query.query.has_value());
  const auto answer = evaluate(*query.query, trace);
  REQUIRE(answer.has_value());
  return answer->values;
}

// What was recorded of whole keys (of texts, if `type` says so): key -> answer.
std::map<Value, Value> recorded(const std::string& function, const char* type, std::int64_t most,
                                std::int64_t parallelism) {
  std::map<Value, Value> out;
  const Value steps = steps_of("L02-E02-keys");
  for (const Value& step : steps.elements()) {
    const Value call = member(member(step, "do"), "call");
    if (member(call, "fn") != Value::text(function)) continue;
    if (function == "key_group_range" || member(call, "key_type") != Value::text(type)) continue;
    if (member(call, "max_parallelism") != Value::integer(most)) continue;
    if (parallelism > 0 && member(call, "parallelism") != Value::integer(parallelism)) continue;
    out.emplace(member(call, "key"), member(step, "returns"));
  }
  return out;
}

// Every write of the run is of a key that was recorded, in its key group. How many keys there were.
std::size_t check_groups(const std::string& arguments, const char* type, std::int64_t most) {
  const auto groups = recorded("assign_to_key_group", type, most, 0);
  const FullTrace trace = trace_of(arguments);
  const auto keys = values(trace, "st.write().key"), found = values(trace, "st.write().kg");
  REQUIRE(keys.size() == 6);
  REQUIRE(found.size() == keys.size());
  std::map<Value, int> seen;
  for (std::size_t i = 0; i < keys.size(); i++) {
    INFO(keys[i].to_string());
    REQUIRE(groups.contains(keys[i]));
    CHECK(found[i] == groups.at(keys[i]));
    seen[keys[i]]++;
  }
  return seen.size();
}

}  // namespace

TEST_CASE("the anglers of lesson 2 are in the key groups that Flink gives them") {
  CHECK(check_groups("2", "int64", 128) == 2);
  CHECK(check_groups("2 --set scale.csv=six.csv", "int64", 128) == 6);
  CHECK(check_groups("2 --set job.max_parallelism=4", "int64", 4) == 2);
  CHECK(check_groups("2 --set 'sum.key_by=cast(angler as string)'", "string", 128) == 2);
}

TEST_CASE("the anglers of lesson 2 live on the subtasks that Flink gives them") {
  for (const std::int64_t parallelism : {2, 3, 4}) {
    const auto subtasks = recorded("assign_key_to_parallel_operator", "int64", 128, parallelism);
    REQUIRE(subtasks.size() == 2);
    const FullTrace trace = trace_of("2 --parallelism " + std::to_string(parallelism));
    const auto keys = values(trace, "st.write().key"), where = values(trace, "st.write().at");
    REQUIRE(keys.size() == 6);
    REQUIRE(where.size() == keys.size());
    for (std::size_t i = 0; i < keys.size(); i++)
      CHECK(where[i].as_text() == "sum#" + std::to_string(subtasks.at(keys[i]).as_int()));
  }
}

TEST_CASE("the counter in keyed state of lesson 4 is the one recorded from Flink") {
  const FullTrace trace = trace_of("4 --set job.parallelism=2");
  const auto where = values(trace, "st.write(state = 'b').at");
  const auto keys = values(trace, "st.write(state = 'b').key");
  const auto printed = values(trace, "sink.write().b");
  const Value steps = steps_of("L04-counter");
  REQUIRE(steps.size() == 6);
  REQUIRE(where.size() == 6);
  REQUIRE(printed.size() == 6);
  for (std::size_t i = 0; i < 6; i++) {
    const Value out = member(steps.at(i), "out").at(0);
    CHECK(where[i].as_text() == "count#" + std::to_string(member(out, "subtask").as_int()));
    CHECK(keys[i] == member(out, "key"));
    CHECK(printed[i] == member(out, "returns"));
  }
}
