#include "tests/conformance/kinds/window_functions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/functions.h"

namespace weir::conformance {

namespace {

std::int64_t number(const Value& element) { return element[1].as_int(); }

class Reduce final : public ReduceFunction {
 public:
  explicit Reduce(std::string_view op) : op_(op) {}
  Value reduce(const Value& a, const Value& b) const override {
    return Value::row({a[0], integer(folded(number(a), number(b)))});
  }

 private:
  std::int64_t folded(std::int64_t a, std::int64_t b) const {
    if (op_ == "sum") return wrapping_add(a, b);
    if (op_ == "max") return std::max(a, b);
    if (op_ == "min") return std::min(a, b);
    throw NotCovered{"reduce " + op_};
  }
  std::string op_;
};

class Average final : public AggregateFunction {  // accumulator: sum, count
 public:
  Value create_accumulator() const override { return row(0, 0); }
  Value add(const Value& element, const Value& a) const override {
    return row(wrapping_add(a[0].as_int(), number(element)), a[1].as_int() + 1);
  }
  Value get_result(const Value& a) const override {
    return Value::number(static_cast<double>(a[0].as_int()) / static_cast<double>(a[1].as_int()));
  }
  Value merge(const Value& a, const Value& b) const override {
    return row(wrapping_add(a[0].as_int(), b[0].as_int()), a[1].as_int() + b[1].as_int());
  }

 private:
  static Value row(std::int64_t sum, std::int64_t count) {
    return Value::row({integer(sum), integer(count)});
  }
};

// concat: "1,2|3", and contains: "Contains：1 and 2 and Contains：3".
class Join final : public AggregateFunction {
 public:
  Join(std::string prefix, std::string between, std::string between_parts)
      : prefix_(std::move(prefix)),
        between_(std::move(between)),
        between_parts_(std::move(between_parts)) {}
  Value create_accumulator() const override { return text(prefix_); }
  Value add(const Value& element, const Value& accumulator) const override {
    std::string out(accumulator.as_text());
    if (out != prefix_) out += between_;
    return text(out + std::to_string(number(element)));
  }
  Value get_result(const Value& accumulator) const override { return accumulator; }
  Value merge(const Value& a, const Value& b) const override {
    return text(std::string(a.as_text()) + between_parts_ + std::string(b.as_text()));
  }

 private:
  std::string prefix_, between_, between_parts_;
};

std::unique_ptr<AggregateFunction> aggregate_of(std::string_view op) {
  if (op == "count") return std::make_unique<testing::CountElements>();
  if (op == "avg") return std::make_unique<Average>();
  if (op == "concat") return std::make_unique<Join>("", ",", "|");
  if (op == "contains") return std::make_unique<Join>("Contains：", " and ", " and ");
  throw NotCovered{"aggregate " + std::string(op)};
}

Value incremented(ValueState state) {
  const Value now = integer(state.value().as_int() + 1);  // null counts as 0
  state.update(now);
  return now;
}

// All window functions of the vectors: what differs is what they put into their record.
class Recording final : public WindowFunction {
 public:
  explicit Recording(const Value& config)
      : keyed_(!bool_member_or(config, "window_all", false)),
        function_(member(config, "function")) {}

  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    const TimeWindow& window = context.window();
    Value record = object({{"window", Value::list({integer(window.start), integer(window.end)})}});
    if (keyed_) record = with_member(record, "key", context.key());
    const std::string_view type = text_member(function_, "type");
    if (type == "reduce") {
      record = with_member(record, "value", contents[0][1]);
    } else if (type == "aggregate") {
      record = with_member(record, "value", contents[0]);
    } else {
      std::vector<Value> values;
      for (const Value& element : contents) values.push_back(element[1]);
      record = with_member(record, "values", Value::list(values));
    }
    if (bool_member_or(function_, "context", false)) {
      record = with_member(record, "context_watermark", integer(context.current_watermark()));
      record = with_member(record, "context_processing_time",
                           integer(context.current_processing_time()));
    }
    if (type == "process_firings") {
      record = with_member(record, "firing", incremented(context.window_state("firings")));
      record = with_member(record, "total", incremented(context.global_state("total")));
    }
    out.collect(std::move(record));
  }
  void clear(WindowContext& context) override {
    if (bool_member_or(function_, "clear", false)) context.window_state("firings").clear();
  }

 private:
  bool keyed_;
  Value function_;
};

}  // namespace

WindowContentsSpec contents_of(const Value& function) {
  const std::string_view type = text_member(function, "type");
  if (type == "reduce") return ReduceSpec{std::make_unique<Reduce>(text_member(function, "op"))};
  if (type == "aggregate") return AggregateSpec{aggregate_of(text_member(function, "op"))};
  if (type == "process" || type == "process_firings") return ListSpec{};
  throw NotCovered{"window function " + std::string(type)};
}

std::unique_ptr<WindowFunction> window_function_of(const Value& config) {
  return std::make_unique<Recording>(config);
}

}  // namespace weir::conformance
