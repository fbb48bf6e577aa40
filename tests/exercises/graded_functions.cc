#include "tests/exercises/graded_functions.h"

#include <map>

#include "engine/api/weir.h"
#include "exercises/grader/check.h"

namespace weir::testing {

namespace {

struct Pair {
  std::int64_t key = 0;
  std::int64_t value = 0;
  WEIR_FIELDS(key, value)
};
struct Average {
  std::int64_t key = 0;
  double average = 0;
  WEIR_FIELDS(key, average)
};
struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};

using Function = KeyedProcessFunction<std::int64_t, Pair, Average>;

Average average_of(const Pair& in, std::int64_t total) {
  return {in.key, static_cast<double>(total) / 3};
}

struct WithSum : Function {
  ValueState<Sum> sum;
  void open(RuntimeContext& context) override {
    sum = context.get_state(ValueStateDescriptor<Sum>("sum"));
  }
};

struct Right : WithSum {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum s = sum.value().value_or(Sum{});
    s.count++;
    s.total += in.value;
    if (s.count < 3) return sum.update(s);
    out.collect(average_of(in, s.total));
    sum.clear();
  }
};

struct Member : WithSum {
  std::map<std::int64_t, int> count;
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum s = sum.value().value_or(Sum{});
    s.total += in.value;
    if (++count[in.key] < 3) return sum.update(s);
    out.collect(average_of(in, s.total));
    count[in.key] = 0;
    sum.clear();
  }
};

struct Static : WithSum {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    static std::map<std::int64_t, int> count;
    const auto stored = sum.value();
    if (!stored) count[in.key] = 0;
    Sum s = stored.value_or(Sum{});
    s.total += in.value;
    if (++count[in.key] < 3) return sum.update(s);
    out.collect(average_of(in, s.total));
    sum.clear();
  }
};

struct NoClear : WithSum {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum s = sum.value().value_or(Sum{});
    s.count++;
    s.total += in.value;
    sum.update(s);
    if (s.count >= 3) out.collect(average_of(in, s.total));
  }
};

struct Zeros : WithSum {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum s = sum.value().value_or(Sum{});
    s.count++;
    s.total += in.value;
    if (s.count == 3) {
      out.collect(average_of(in, s.total));
      s = {};
    }
    sum.update(s);
  }
};

struct Live : WithSum {
  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum* s = sum.live();
    if (s == nullptr) return sum.update({1, in.value});
    s->count++;
    s->total += in.value;
    if (s->count < 3) return;
    out.collect(average_of(in, s->total));
    sum.clear();
  }
};

struct OfSubtask : Right {
  void open(RuntimeContext& context) override {
    sum = context.get_state(
        ValueStateDescriptor<Sum>("sum-" + std::to_string(context.get_index_of_this_subtask())));
  }
};

std::vector<Average> model(const std::vector<Pair>& input) {
  std::map<std::int64_t, Sum> open;
  std::vector<Average> out;
  for (const Pair& in : input) {
    Sum& s = open[in.key];
    s.total += in.value;
    if (++s.count < 3) continue;
    out.push_back(average_of(in, s.total));
    s = {};
  }
  return out;
}

std::size_t entries_left(const std::vector<Pair>& input) {
  std::map<std::int64_t, int> seen;
  for (const Pair& in : input) seen[in.key]++;
  std::size_t left = 0;
  for (const auto& [key, n] : seen) left += n % 3 != 0 ? 1 : 0;
  return left;
}

using Check = exercises::StreamCheck<Pair, std::int64_t, Pair, Average>;
const Check kCheck = {
    .number = 3,
    .uid = "average",
    .key = "key",
    .key_by = &Pair::key,
    .model = model,
    .entries_left = entries_left,
    .random =
        [](exercises::Random& r) {
          return Pair{r.between(1, 4), r.between(-9, 9)};
        },
    .random_records = 20,
    .cases = {{"pairs",
               "six pairs",
               {{1, 3}, {1, 5}, {2, 4}, {1, 7}, {2, 2}, {2, 5}},
               {{1, 5.0}, {2, 11.0 / 3}}}},
    .properties = {exercises::backends(), exercises::rebuild(), exercises::entries(),
                   exercises::crash(), exercises::rescale({{1, 2}, {3, 1}}), exercises::keys()},
    .live_objects = true,
};

template <class F>
exercises::StreamTable table_of() {
  exercises::StreamTable t = exercises::erased(kCheck);
  exercises::key_by_field(kCheck, t);
  t.process = [] { return std::make_unique<F>(); };
  return t;
}

}  // namespace

std::vector<std::string> wrong_averages() {
  return {"member", "static", "no clear", "zeros", "live", "subtask"};
}

exercises::StreamTable averages(const std::string& which) {
  if (which == "member") return table_of<Member>();
  if (which == "static") return table_of<Static>();
  if (which == "no clear") return table_of<NoClear>();
  if (which == "zeros") return table_of<Zeros>();
  if (which == "live") return table_of<Live>();
  if (which == "subtask") return table_of<OfSubtask>();
  return table_of<Right>();
}

}  // namespace weir::testing
