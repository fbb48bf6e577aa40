// Tests engine/connectors/inline_source.h and splits.h.
#include "engine/connectors/inline_source.h"

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Catch::Matchers::ContainsSubstring;

Value number_row(std::int64_t n) { return Value::row({Value::integer(n), Value::null()}); }

TEST_CASE("inline splits are named after their source and yield their rows in order") {
  InlineSource source("src", {{number_row(1), number_row(2)}, {}, {number_row(3)}});
  REQUIRE(*source.splits() == std::vector<std::string>{"src.0", "src.1", "src.2"});
  CHECK(read_all(source, "src.0").rows == std::vector<Value>{number_row(1), number_row(2)});
  CHECK(read_all(source, "src.1").rows.empty());
  CHECK(read_all(source, "src.2").rows == std::vector<Value>{number_row(3)});
  require_resume_everywhere(source, "src.0");
  require_resume_everywhere(source, "src.1");
}

TEST_CASE("an inline source without splits is a source") {
  InlineSource source("src", {});
  CHECK(source.splits()->empty());
  const ReadAll none = read_all(source, "src.0");
  CHECK(none.kind == ErrorKind::kRestoreRefused);
  CHECK(none.error == "source 'src' has no split 'src.0': it has none");
}

TEST_CASE("readers of one split do not disturb each other") {
  InlineSource source("s", {{number_row(1), number_row(2)}});
  auto a = source.open("s.0", 0);
  auto b = source.open("s.0", 0);
  CHECK(next_row(**a) == number_row(1));
  CHECK(next_row(**b) == number_row(1));
  CHECK(next_row(**a) == number_row(2));
  CHECK(next_row(**b) == number_row(2));
}

TEST_CASE("executions share the rows of the graph and may outlive it") {
  const Value row = Value::row({Value::text("longer than what fits into a value")});
  const char* const bytes = row[0].as_text().data();
  auto make = make_inline_source("s", {{row}});
  auto copy = make;  // a graph that is copied
  auto source = make();
  auto reader = source->open("s.0", 0);
  make = nullptr;
  source.reset();
  const Value read = next_row(**reader);
  CHECK(read == row);
  CHECK(read[0].as_text().data() == bytes);  // the very same bytes
  reader->reset();
  CHECK(read_all(*copy(), "s.0").rows == std::vector<Value>{row});
}

TEST_CASE("what a job changes in a row it read is not changed in the source") {
  InlineSource source("s", {{number_row(1)}});
  Value mine = next_row(**source.open("s.0", 0));
  mine.set_field(0, Value::integer(99));
  CHECK(read_all(source, "s.0").rows == std::vector<Value>{number_row(1)});
}

TEST_CASE("a split or position that a changed job no longer has is refused, with what there is") {
  InlineSource source("s", {{number_row(1)}, {number_row(2), number_row(3)}});
  for (const char* const name : {"s.2", "s.00", "s.", "s", "", "t.0", "s.0 ", "s.-1", "s.0.0"}) {
    const ReadAll refused = read_all(source, name);
    CHECK(refused.kind == ErrorKind::kRestoreRefused);
    CHECK(refused.error ==
          "source 's' has no split '" + std::string(name) + "': it has s.0 to s.1");
  }
  const ReadAll beyond = read_all(source, "s.0", 2);
  CHECK(beyond.kind == ErrorKind::kRestoreRefused);
  CHECK(beyond.error ==
        "split 's.0': has 1 rows, but 2 had been read before: it has changed since");
  CHECK(read_all(source, "s.1", 2).rows.empty());
  CHECK(read_all(source, "s.1", INT64_MAX).kind == ErrorKind::kRestoreRefused);
  const ReadAll negative = read_all(source, "s.0", -1);
  CHECK(negative.kind == ErrorKind::kRestoreRefused);
  CHECK_THAT(negative.error, ContainsSubstring("position -1"));
}

}  // namespace
}  // namespace weir
