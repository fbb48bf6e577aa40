#include "engine/connectors/printed_row.h"

#include "engine/core/time.h"
#include "tests/catch.h"

namespace weir {
namespace {

TEST_CASE("rows are printed as Flink prints tuples") {
  CHECK(tuple_text(Value::row({Value::text("a b"), Value::integer(-1)})) == "(a b,-1)");
  CHECK(tuple_text(Value::row({Value::text(""), Value::row({Value::text("x")})})) == "(,(x))");
  CHECK(tuple_text(Value::text("plain")) == "plain");
}

TEST_CASE("rows are printed with the names of their fields, a window in front") {
  const RowType plain({{"user", Kind::kString}, {"n", Kind::kInt}});
  CHECK(fields_text(Value::row({Value::text("ann"), Value::null()}), plain) == "user=ann  n=null");
  CHECK(fields_text(Value::integer(3), plain) == "3");
  const RowType window({{"user"}, {kWindowStart}, {kWindowEnd}, {"n"}});
  CHECK(fields_text(Value::row({Value::text("ann"), Value::integer(-10), Value::integer(0),
                                Value::number(0.5)}),
                    window) == "[-10,0)  user=ann  n=0.5");
  CHECK(fields_text(Value::row({Value::text("ann"), Value::integer(kMinTimestamp),
                                Value::integer(kMaxTimestamp), Value::integer(1)}),
                    window) == "[MIN,MAX)  user=ann  n=1");
}

}  // namespace
}  // namespace weir
