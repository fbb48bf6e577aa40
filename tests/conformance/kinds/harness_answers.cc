#include "tests/conformance/kinds/harness_answers.h"

namespace weir::conformance {

namespace {

Value of_subtask(const OperatorHarness& harness, std::uint32_t subtask, const Value& answer) {
  if (harness.parallelism() == 1) return answer;
  return with_member(answer, "subtask", integer(subtask));
}

}  // namespace

Value stamped(const Value& record, const Emitted& emitted) {
  if (!emitted.timestamp) return record;
  return with_member(record, "ts", integer(*emitted.timestamp));
}

Value take_outputs(OperatorHarness& harness, const SideAnswers& side) {
  std::vector<Value> out, beside, watermarks, statuses;
  for (std::uint32_t i = 0; i < harness.parallelism(); i++) {
    const OperatorHarness::Output taken = harness.take(i);
    for (const Emitted& e : taken.records)
      out.push_back(of_subtask(harness, i, stamped(e.value, e)));
    for (const auto& [tag, records] : taken.sides)
      for (const Emitted& e : records) {
        const Value answer = stamped(side.show(e.value), e);
        beside.push_back(side.subtask ? of_subtask(harness, i, answer) : answer);
      }
    for (const Timestamp t : taken.watermarks)
      watermarks.push_back(harness.parallelism() == 1
                               ? integer(t)
                               : of_subtask(harness, i, object({{"watermark", integer(t)}})));
    for (const bool idle : taken.statuses)
      statuses.push_back(of_subtask(harness, i, text(idle ? "IDLE" : "ACTIVE")));
  }
  Value answers = object({{"out", Value::list(out)}});
  if (!beside.empty())
    answers = with_member(answers, "side", object({{side.tag, Value::list(beside)}}));
  if (!watermarks.empty()) answers = with_member(answers, "watermark_out", Value::list(watermarks));
  if (!statuses.empty()) answers = with_member(answers, "status_out", Value::list(statuses));
  return answers;
}

Value counter(const OperatorHarness& harness, const Count& count) {
  std::vector<Value> values;
  for (std::uint32_t i = 0; i < harness.parallelism(); i++)
    values.push_back(integer(static_cast<std::int64_t>(count(harness.counters(i)))));
  return values.size() == 1 ? values[0] : Value::list(values);
}

}  // namespace weir::conformance
