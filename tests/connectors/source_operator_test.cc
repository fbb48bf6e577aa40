// The sources inside of a SourceOperator: dealt out, snapshot, restored, failing.
#include "engine/operators/source_operator.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/inline_source.h"
#include "engine/connectors/lines_source.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

class Collected final : public Output {
 public:
  void collect(Record&& record) override { rows.push_back(std::move(record.value)); }
  void emit_watermark(Timestamp) override {}
  void emit_status(bool) override {}
  std::vector<Value> rows;
};

// One subtask of a source.
struct Subtask {
  Subtask(SourceSpec read, std::uint32_t index, std::uint32_t parallelism,
          const std::map<std::string, OperatorListState>* restored = nullptr)
      : spec(std::move(read)), source(spec) {
    if (restored != nullptr) state.restore(*restored);
    context.subtask = index;
    context.parallelism = parallelism;
    context.operator_state = &state;
    context.out = &out;
    context.sides = {{kErrorsTag, 0, &errors}};
    source.open(context);
  }
  // Polls until the end, or until so many rows are there.
  void run(std::size_t rows = SIZE_MAX) {
    while (out.rows.size() < rows && source.poll() != PollResult::kEnd) {
    }
  }
  std::map<std::string, OperatorListState> snapshot() {
    source.snapshot(1);
    return state.lists();
  }

  SourceSpec spec;
  Collected out, errors;
  OperatorStateStore state;
  OperatorContext context;
  SourceOperator source;
};

SourceSpec spec_of(std::function<std::unique_ptr<Source>()> make) {
  SourceSpec spec;
  spec.make = std::move(make);
  spec.watermarks.kind = WatermarkKind::kNone;
  return spec;
}

// A run that is cut after any number of rows and restored must yield the same rows.
void require_restore_everywhere(const SourceSpec& spec) {
  Subtask whole(spec, 0, 1);
  whole.run();
  const std::vector<Value> all = whole.out.rows;
  REQUIRE(!all.empty());
  for (std::size_t cut = 0; cut <= all.size(); cut++) {
    Subtask first(spec, 0, 1);
    first.run(cut);
    const auto snapshot = first.snapshot();
    Subtask second(spec, 0, 1, &snapshot);
    second.run();
    std::vector<Value> both = first.out.rows;
    both.insert(both.end(), second.out.rows.begin(), second.out.rows.end());
    std::vector<Value> expected = all;
    std::sort(both.begin(), both.end());  // splits take turns anew after a restore
    std::sort(expected.begin(), expected.end());
    INFO("cut after " << cut);
    REQUIRE(both == expected);
  }
}

TEST_CASE("a source operator reads every kind of source, and goes on after a restore anywhere") {
  const TempFile text("a\n\nb\r\nc");
  const TempFile csv("k,n\nx,1\n\"y\n\",2\n,3\n");
  const auto type = columns_of(csv.path(), RowType({{"n", Kind::kInt}}));
  require_restore_everywhere(spec_of(make_lines_source("in", {text.path()})));
  require_restore_everywhere(spec_of(make_csv_source("in", {csv.path()}, *type)));
  require_restore_everywhere(
      spec_of(make_inline_source("in", {texts({"a", "b"}), {}, texts({"c", "d", "e"})})));
}

TEST_CASE("subtasks share the splits, and one without any ends at once") {
  const SourceSpec spec = spec_of(make_inline_source("in", {texts({"a"}), texts({"b"})}));
  std::vector<Value> rows;
  for (std::uint32_t i = 0; i < 3; i++) {
    Subtask subtask(spec, i, 3);
    subtask.run();
    CHECK(subtask.out.rows.size() == (i < 2 ? 1 : 0));
    rows.insert(rows.end(), subtask.out.rows.begin(), subtask.out.rows.end());
  }
  CHECK(rows == texts({"a", "b"}));
  const std::string missing = TempFile().path() + ".missing";
  Subtask idle(spec_of(make_lines_source("in", {missing})), 1, 2);
  idle.run();  // the file is another subtask's
  CHECK(idle.out.rows.empty());
}

TEST_CASE("bad data and missing files fail the task with their text") {
  const TempFile csv("n\n1\nx\n");
  const auto type = columns_of(csv.path(), RowType({{"n", Kind::kInt}}));
  Subtask subtask(spec_of(make_csv_source("in", {csv.path()}, *type)), 0, 1);
  CHECK(subtask.source.poll() == PollResult::kRow);
  const std::string missing = TempFile().path() + ".missing";
  Subtask none(spec_of(make_lines_source("in", {missing})), 0, 1);
  const auto error_of_poll = [](Subtask& failing) {
    try {
      failing.source.poll();
    } catch (const UserError& e) {
      return e.error();
    }
    return Error{};
  };
  const Error stopped = error_of_poll(subtask);
  CHECK(stopped.kind == ErrorKind::kBadData);
  CHECK(stopped.text == csv.path() + R"(:3:1: saw "x", expected an int64 in column "n")");
  CHECK(error_of_poll(none).kind == ErrorKind::kIo);
}

SourceSpec bad_rows_spec(const TempFile& csv, OnError on_error) {
  const auto type = columns_of(csv.path(), RowType({{"n", Kind::kInt}}));
  SourceSpec spec = spec_of(make_csv_source("in", {csv.path()}, *type));
  spec.on_error = on_error;
  return spec;
}

std::vector<Value> numbers(const std::vector<std::int64_t>& values) {
  std::vector<Value> rows;
  for (const std::int64_t v : values) rows.push_back(Value::row({Value::integer(v)}));
  return rows;
}

constexpr const char* kSpotty = "n\n1\nx\n2\n\"3\n4\n\n5\ny\n";

TEST_CASE("bad rows are skipped and counted, or go to the side output, as the job says") {
  const TempFile csv(kSpotty);
  Subtask skipping(bad_rows_spec(csv, OnError::kSkip), 0, 1);
  skipping.run();
  const std::vector<Value> good{Value::integer(1), Value::integer(2), Value::integer(4), Value(),
                                Value::integer(5)};
  std::vector<Value> rows;
  for (const Value& v : good) rows.push_back(Value::row({v}));
  CHECK(skipping.out.rows == rows);
  CHECK(skipping.errors.rows.empty());
  CHECK(skipping.source.bad_rows() == 3);
  CHECK(skipping.source.splits()[0].position == 8);

  Subtask beside(bad_rows_spec(csv, OnError::kSideOutput), 0, 1);
  beside.run();
  CHECK(beside.out.rows == rows);
  CHECK(beside.source.bad_rows() == 3);
  const auto error_row = [&](int line, const char* text, const std::string& error) {
    return Value::row({Value::integer(line), Value::text(text),
                       Value::text(csv.path() + ":" + std::to_string(line) + ":1: " + error)});
  };
  CHECK(beside.errors.rows ==
        std::vector<Value>{
            error_row(3, "x", R"(saw "x", expected an int64 in column "n")"),
            error_row(5, "\"3",
                      "saw a quote that is never closed, expected one at the end of the "
                      "field"),
            error_row(9, "y", R"(saw "y", expected an int64 in column "n")")});
  CHECK(error_row_type() == RowType({{"line", Kind::kInt, true},
                                     {"text", Kind::kString, true},
                                     {"error", Kind::kString, true}}));
}

TEST_CASE("a restore anywhere goes on behind good and bad rows, and counts each bad one once") {
  const TempFile csv(kSpotty);
  const SourceSpec spec = bad_rows_spec(csv, OnError::kSideOutput);
  Subtask whole(spec, 0, 1);
  whole.run();
  for (int cut = 0; cut <= 8; cut++) {
    Subtask first(spec, 0, 1);
    for (int i = 0; i < cut; i++) REQUIRE(first.source.poll() == PollResult::kRow);
    const auto snapshot = first.snapshot();
    const auto lost = static_cast<std::ptrdiff_t>(first.out.rows.size());
    const auto lost_errors = static_cast<std::ptrdiff_t>(first.errors.rows.size());
    first.run();  // what it reads now is lost
    Subtask second(spec, 0, 1, &snapshot);
    second.run();
    INFO("cut after " << cut);
    CHECK(second.source.bad_rows() == 3);
    CHECK(second.out.rows ==
          std::vector<Value>(whole.out.rows.begin() + lost, whole.out.rows.end()));
    CHECK(second.errors.rows ==
          std::vector<Value>(whole.errors.rows.begin() + lost_errors, whole.errors.rows.end()));
  }
}

TEST_CASE("an unbounded source that has read one split to its end goes on with the others") {
  SourceSpec spec = spec_of(make_inline_source("in", {texts({"a"}), texts({"b", "c", "d"})}));
  spec.bounded = false;
  Subtask subtask(spec, 0, 1);
  PollResult last = PollResult::kRow;
  int polls = 0;
  for (; last != PollResult::kIdle; polls++) last = subtask.source.poll();
  CHECK(subtask.out.rows == texts({"a", "b", "c", "d"}));
  CHECK(polls == 6);
  CHECK_FALSE(subtask.source.splits()[0].ended);
}

// Reads all of it as a task would; the times at which rows went out, and at which it ended.
std::vector<Timestamp> times_of(Subtask& subtask, Timestamp now = 0) {
  std::vector<Timestamp> times;
  for (;;) {
    now = std::max(now, subtask.source.next_poll(now));
    const PollResult said = subtask.source.poll();
    if (said != PollResult::kSplitEnd) times.push_back(now);
    if (said == PollResult::kEnd || said == PollResult::kIdle) return times;
  }
}

SourceSpec with_at(SourceSpec spec) {
  spec.at = [](const Value& row) {
    return row[0].is_null() ? std::nullopt : std::optional(row[0].as_int());
  };
  return spec;
}

TEST_CASE("rows are read when a column says, and the end is noticed with the last of them") {
  const SourceSpec spec = with_at(spec_of(make_inline_source("in", {numbers({5, 5, 20, 10, 30})})));
  Subtask subtask(spec, 0, 1);
  CHECK(times_of(subtask) == std::vector<Timestamp>{5, 5, 20, 20, 30, 30});
  Subtask later(spec, 0, 1);  // what is overdue is read at once
  CHECK(times_of(later, 12) == std::vector<Timestamp>{12, 12, 20, 20, 30, 30});
  Subtask empty(with_at(spec_of(make_inline_source("in", {}))), 0, 1);
  CHECK(times_of(empty, 7) == std::vector<Timestamp>{7});
}

TEST_CASE("of several splits the earliest row is next, then the first split") {
  const SourceSpec spec =
      with_at(spec_of(make_inline_source("in", {numbers({5, 20, 21}), numbers({1, 6, 20, 40})})));
  Subtask subtask(spec, 0, 1);
  CHECK(times_of(subtask) == std::vector<Timestamp>{1, 5, 6, 20, 20, 21, 40, 40});
  CHECK(subtask.out.rows == numbers({1, 5, 6, 20, 20, 21, 40}));
}

TEST_CASE("a row without a time and a bad row are read at once, behind the row in front of them") {
  const TempFile csv("n\n10\nx\n\"\"\n15\n\n16\nz\n");
  Subtask subtask(with_at(bad_rows_spec(csv, OnError::kSkip)), 0, 1);
  CHECK(times_of(subtask) == std::vector<Timestamp>{10, 10, 10, 15, 15, 16, 16, 16});
  CHECK(subtask.source.bad_rows() == 3);
}

TEST_CASE("a restore anywhere reads what is left at the same times, though a row was looked at") {
  const SourceSpec spec =
      with_at(spec_of(make_inline_source("in", {numbers({5, 20, 21}), numbers({1, 6, 20, 40})})));
  Subtask whole(spec, 0, 1);
  const std::vector<Timestamp> times = times_of(whole);
  for (std::ptrdiff_t cut = 0; cut <= 7; cut++) {
    Subtask first(spec, 0, 1);
    Timestamp now = 0;
    for (std::ptrdiff_t i = 0; i < cut; i++) {
      now = std::max(now, first.source.next_poll(now));
      if (first.source.poll() == PollResult::kSplitEnd) i--;
    }
    first.source.next_poll(now);  // the next row has been looked at
    const auto snapshot = first.snapshot();
    Subtask second(spec, 0, 1, &snapshot);
    INFO("cut after " << cut);
    CHECK(times_of(second, now) == std::vector<Timestamp>(times.begin() + cut, times.end()));
    CHECK(second.out.rows ==
          std::vector<Value>(whole.out.rows.begin() + cut, whole.out.rows.end()));
  }
}

TEST_CASE("what looking ahead meets fails the poll that would have met it") {
  const TempFile csv("n\n1\nx\n");
  Subtask bad(with_at(bad_rows_spec(csv, OnError::kStop)), 0, 1);
  CHECK(bad.source.next_poll(0) == 1);
  CHECK(bad.source.poll() == PollResult::kRow);
  CHECK(bad.source.next_poll(1) == 1);
  CHECK_THROWS_AS(bad.source.poll(), UserError);
  Subtask missing(with_at(spec_of(make_lines_source("in", {csv.path() + ".missing"}))), 0, 1);
  CHECK(missing.source.next_poll(3) == 3);
  CHECK_THROWS_AS(missing.source.poll(), UserError);
}

}  // namespace
}  // namespace weir
