// RecordLog against a plain list, with copies that go on, back, and other ways.
#include "engine/trace/record_log.h"

#include "engine/core/hash.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;

namespace {

struct Model {
  RecordLog log;
  std::vector<std::pair<Value, Value>> records;  // id, value

  bool agrees_on(const Value& id) const {
    const RecordInfo* found = log.find(id);
    Value expected;
    for (const auto& [other, value] : records)
      if (other == id) expected = value;
    return found == nullptr ? expected.is_null() : found->value == expected;
  }
};

}  // namespace

TEST_CASE("a record log is a list of records, whatever its copies do") {
  const Counted<Plan> plan(*Plan::read(Value::map({})));
  for (int seed = 0; seed < scenarios(50); seed++) {
    std::uint64_t n = 0;
    const auto below = [&](std::size_t bound) {
      return static_cast<std::size_t>(stable_hash(static_cast<std::uint64_t>(seed), 11, n++)) %
             bound;
    };
    std::vector<Model> copies(1);
    for (int i = 0; i < 300; i++) {
      Model& model = copies[below(copies.size())];
      if (below(3) == 0 && !model.records.empty()) {
        model.log.remove();
        model.records.pop_back();
      } else {
        // Few values, so that copies often go the same way.
        const Value id = Value::integer(static_cast<std::int64_t>(below(20)));
        RecordInfo info;
        info.value = Value::integer(static_cast<std::int64_t>(below(2)));
        model.records.emplace_back(id, info.value);
        model.log.add(id, std::move(info), plan);
      }
      if (below(15) == 0) copies.push_back(Model(copies[below(copies.size())]));
      for (const Model& m : copies) REQUIRE(m.log.size() == m.records.size());
      // What was asked for last is remembered: of changes in between, too.
      const Model& asked = copies[below(copies.size())];
      REQUIRE(asked.agrees_on(Value::integer(static_cast<std::int64_t>(below(3)))));
    }
    for (const Model& m : copies)
      for (std::int64_t id = 0; id < 21; id++) REQUIRE(m.agrees_on(Value::integer(id)));
  }
}
