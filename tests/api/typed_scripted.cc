#include <weir.h>

#include <new>
#include <stdexcept>

#include "tests/api/typed.h"

namespace weir::testing {

namespace {

struct Command {
  std::int64_t key = 0;
  std::string verb;
  std::int64_t n = 0;
  WEIR_FIELDS(key, verb, n)
};
struct Box {
  std::int64_t n = 0;
  std::optional<std::string> note;
  WEIR_FIELDS(n, note)
};
const OutputTag<std::int64_t> kOdd("odd");

std::string shown(const std::optional<Box>& box) { return box ? std::to_string(box->n) : "none"; }
std::string shown(const Box* box) { return box != nullptr ? std::to_string(box->n) : "none"; }

// Does what the commands say, and answers with what it saw.
struct Scripted final : KeyedProcessFunction<std::int64_t, Command, std::string> {
  ValueState<Box> box;
  ValueState<std::optional<std::int64_t>> maybe;
  ListState<std::int64_t> list;
  ValueState<std::int64_t> never_got;
  std::int64_t calls = 0;  // lost whenever the object is made anew

  void open(RuntimeContext& context) override {
    box = context.get_state(ValueStateDescriptor<Box>("box"));
    maybe = context.get_state(ValueStateDescriptor<std::optional<std::int64_t>>("maybe"));
    list = context.get_list_state(ListStateDescriptor<std::int64_t>("list"));
  }

  void process_element(const Command& in, Context& context, Collector<std::string>& out) override {
    ++calls;
    if (on_states(in, out) || on_live(in, out) || on_context(in, context, out)) return;
    if (in.verb == "todo") todo("1: read the sum");
    if (in.verb == "throw") throw std::runtime_error("seven is no even number");
    if (in.verb == "throw a flood") throw std::runtime_error(std::string(1'997, 'x') + "äöü");
    if (in.verb == "throw int") throw 7;
    if (in.verb == "no memory") throw std::bad_alloc();
    if (in.verb == "no handle") out.collect(std::to_string(never_got.value().value_or(0)));
    if (in.verb == "no list") ListState<std::int64_t>().add(1);
  }

  void on_timer(Timestamp at, OnTimerContext& context, Collector<std::string>& out) override {
    std::string text = context.time_domain() == TimeDomain::kEvent ? "event " : "processing ";
    text += std::to_string(at) + " of " + std::to_string(context.get_current_key());
    text += ", watermark " + std::to_string(context.current_watermark());
    text += ", clock " + std::to_string(context.current_processing_time());
    text += context.has_timestamp() ? ", at " + std::to_string(context.timestamp()) : "";
    out.collect(text);
  }

 private:
  bool on_states(const Command& in, Collector<std::string>& out) {
    if (in.verb == "value") {
      out.collect(shown(box.value()));
    } else if (in.verb == "update") {
      box.update({in.n, {}});
    } else if (in.verb == "clear") {
      box.clear();
    } else if (in.verb == "maybe") {
      maybe.update(in.n == 0 ? std::nullopt : std::optional(in.n));
      out.collect(maybe.value() ? std::to_string(maybe.value()->value()) : "none");
    } else if (in.verb == "add") {
      list.add(in.n);
    } else if (in.verb == "add two") {
      list.add_all({in.n, in.n + 1});
    } else if (in.verb == "replace") {
      list.update(std::vector<std::int64_t>(static_cast<std::size_t>(in.n), 9));
    } else if (in.verb == "clear list") {
      list.clear();
    } else if (in.verb == "list") {
      std::string text;
      for (const std::int64_t n : list.get()) text += std::to_string(n) + ' ';
      out.collect(text);
    } else {
      return false;
    }
    return true;
  }

  bool on_live(const Command& in, Collector<std::string>& out) {
    if (in.verb == "live") {
      Box* const b = box.live();
      out.collect(shown(b));
      if (b != nullptr) b->n += in.n;
    } else if (in.verb == "live, then read") {
      Box* const b = box.live();
      b->n += in.n;
      b->note = "a string that is too long to stand in the object itself";
      out.collect(shown(box.value()) + ", live " + shown(box.live()) +
                  (box.live() == b ? ", the same" : ", another"));
      out.collect(*b->note);  // it is there to the end of the call
    } else if (in.verb == "live, then update") {
      Box* const b = box.live();
      b->n = 1'000;
      box.update({in.n, {}});
      b->n = 2'000;  // no longer the stored one
      out.collect(shown(box.value()) + ", live " + shown(box.live()));
    } else if (in.verb == "live, then clear") {
      Box* const b = box.live();
      box.clear();
      b->n = 2'000;
      out.collect(shown(box.value()) + ", live " + shown(box.live()));
    } else if (in.verb == "live, then throw") {
      box.live()->n = 3'000;
      throw std::runtime_error("too late");
    } else {
      return false;
    }
    return true;
  }

  bool on_context(const Command& in, Context& context, Collector<std::string>& out) {
    if (in.verb == "calls") {
      out.collect(std::to_string(calls));
    } else if (in.verb == "event timer") {
      context.timer_service().register_event_time_timer(in.n);
    } else if (in.verb == "no event timer") {
      context.timer_service().delete_event_time_timer(in.n);
    } else if (in.verb == "processing timer") {
      context.timer_service().register_processing_time_timer(in.n);
    } else if (in.verb == "no processing timer") {
      context.timer_service().delete_processing_time_timer(in.n);
    } else if (in.verb == "side") {
      context.output(kOdd, in.n);
    } else if (in.verb == "context") {
      out.collect("key " + std::to_string(context.get_current_key()) +
                  (context.has_timestamp() ? ", at " + std::to_string(context.timestamp()) : "") +
                  ", watermark " + std::to_string(context.timer_service().current_watermark()) +
                  ", clock " + std::to_string(context.timer_service().current_processing_time()));
    } else if (in.verb == "timestamp") {
      out.collect(std::to_string(context.timestamp()));
    } else {
      return false;
    }
    return true;
  }
};

// Opens wrongly, in one of several ways.
struct OpensWrongly final : KeyedProcessFunction<std::int64_t, Command, std::string> {
  explicit OpensWrongly(std::string mistake) : how(std::move(mistake)) {
    if (how == "constructor") throw std::runtime_error("no object");
  }
  std::string how;
  void open(RuntimeContext& context) override {
    if (how == "throws") throw std::runtime_error("no open");
    if (how == "todo") todo("0: register the state");
    auto sum = context.get_state(ValueStateDescriptor<std::int64_t>("sum"));
    if (how == "reads") sum.value();
    if (how == "updates") sum.update(1);
    if (how == "clears") sum.clear();
    if (how == "two kinds") context.get_list_state(ListStateDescriptor<std::int64_t>("sum"));
    auto list = context.get_list_state(ListStateDescriptor<std::int64_t>("list"));
    if (how == "gets") list.get();
    if (how == "adds") list.add(1);
  }
  void process_element(const Command& /*in*/, Context& /*context*/,
                       Collector<std::string>& out) override {
    out.collect("opened");
  }
};

struct Letters final : FlatMapFunction<std::string, std::string> {
  void flat_map(const std::string& word, Collector<std::string>& out) override {
    for (const char c : word) out.collect(std::string(1, c));
  }
};
struct WantsState final : FlatMapFunction<std::string, std::string> {
  ValueState<std::int64_t> count;
  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }
  void flat_map(const std::string& /*word*/, Collector<std::string>& /*out*/) override {}
};

struct Where final : FlatMapFunction<std::string, std::string> {
  std::string where;
  void open(RuntimeContext& context) override {
    where = std::to_string(context.get_index_of_this_subtask()) + " of " +
            std::to_string(context.get_number_of_parallel_subtasks()) + " of at most " +
            std::to_string(context.get_max_number_of_parallel_subtasks());
  }
  void flat_map(const std::string& /*word*/, Collector<std::string>& out) override {
    out.collect(where);
  }
};

}  // namespace

FunctionFactory scripted() {
  return [] { return std::make_unique<Scripted>(); };
}
FunctionFactory opens_wrongly(const std::string& how) {
  return [how] { return std::make_unique<OpensWrongly>(how); };
}
FunctionFactory reads_when_opened_again() {
  return [opened = false]() mutable {
    const std::string how = opened ? "reads" : "rightly";
    opened = true;
    return std::make_unique<OpensWrongly>(how);
  };
}
FunctionFactory letters() {
  return [] { return std::make_unique<Letters>(); };
}
FunctionFactory wants_state() {
  return [] { return std::make_unique<WantsState>(); };
}
FunctionFactory where() {
  return [] { return std::make_unique<Where>(); };
}

}  // namespace weir::testing
