// The sources inside of a SourceOperator: dealt out, snapshot, restored, failing.
#include "engine/operators/source_operator.h"

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
  Collected out;
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
  const auto type = read_csv_header(csv.path(), RowType({{"n", Kind::kInt}}));
  require_restore_everywhere(spec_of(make_lines_source("in", text.path())));
  require_restore_everywhere(spec_of(make_csv_source("in", csv.path(), *type)));
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
  Subtask idle(spec_of(make_lines_source("in", missing)), 1, 2);
  idle.run();  // the file is another subtask's
  CHECK(idle.out.rows.empty());
}

TEST_CASE("bad data and missing files fail the task with their text") {
  const TempFile csv("n\n1\nx\n");
  const auto type = read_csv_header(csv.path(), RowType({{"n", Kind::kInt}}));
  Subtask subtask(spec_of(make_csv_source("in", csv.path(), *type)), 0, 1);
  CHECK(subtask.source.poll() == PollResult::kRow);
  const std::string missing = TempFile().path() + ".missing";
  Subtask none(spec_of(make_lines_source("in", missing)), 0, 1);
  const auto error_of_poll = [](Subtask& failing) {
    try {
      failing.source.poll();
    } catch (const UserError& e) {
      return e.error();
    }
    return Error{};
  };
  CHECK(error_of_poll(subtask).kind == ErrorKind::kBadData);
  CHECK(error_of_poll(subtask).text ==
        csv.path() + R"(:3:1: saw "x", expected an int64 in column "n")");
  CHECK(error_of_poll(none).kind == ErrorKind::kIo);
}

}  // namespace
}  // namespace weir
