// Programs of one's own: what they print, and what they say of mistakes. A learner's file.
#include <unistd.h>
#include <weir.h>

#include <cstdio>
#include <stdexcept>

#include "tests/catch.h"

namespace {

using namespace weir;

struct Line {
  std::string line;
  WEIR_FIELDS(line)
};
struct Word {
  std::string word;
  WEIR_FIELDS(word)
};
struct Count {
  std::string word;
  std::int64_t count = 0;
  WEIR_FIELDS(word, count)
};

struct CountWords final : KeyedProcessFunction<std::string, Word, Count> {
  ValueState<std::int64_t> count;
  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
  }
  void process_element(const Word& in, Context& /*context*/, Collector<Count>& out) override {
    count.update(count.value().value_or(0) + 1);
    out.collect({in.word, *count.value()});
  }
};

void split(const Line& line, Collector<Word>& out) {
  std::string word;
  for (const char c : line.line + ' ') {
    if (c != ' ') {
      word += c;
      continue;
    }
    out.collect({word});
    word.clear();
  }
}
void same(const Word& word, Collector<Word>& out) { out.collect(word); }
struct Split final : FlatMapFunction<Line, Word> {
  void flat_map(const Line& line, Collector<Word>& out) override { split(line, out); }
};

const std::vector<Line> kLines = {{"to be or not"}, {"to be"}};
const char* const kCounts =
    "word=to  count=1\n"
    "word=be  count=1\n"
    "word=or  count=1\n"
    "word=not  count=1\n"
    "word=to  count=2\n"
    "word=be  count=2\n";

// What a stream (1: stdout, 2: stderr) gets while `run` runs.
class Captured {
 public:
  explicit Captured(std::FILE* stream) : stream_(stream), there_(dup(fileno(stream))) {
    std::fflush(stream_);
    file_ = std::tmpfile();
    dup2(fileno(file_), fileno(stream_));
  }
  ~Captured() {
    restore();
    std::fclose(file_);
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::string text() {
    restore();
    std::string out;
    std::rewind(file_);
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) out += static_cast<char>(c);
    return out;
  }

 private:
  void restore() {
    if (there_ < 0) return;
    std::fflush(stream_);
    dup2(there_, fileno(stream_));
    close(there_);
    there_ = -1;
  }
  std::FILE* stream_;
  int there_;
  std::FILE* file_ = nullptr;
};

struct Ran {
  int code;
  std::string out, err;
};
Ran ran(StreamExecutionEnvironment& env) {
  Captured err(stderr);
  Captured out(stdout);
  const int code = env.execute("a job");
  std::string printed = out.text();
  return {code, std::move(printed), err.text()};
}

TEST_CASE("a word count prints its counts as they come, on every backend") {
  for (const char* backend : {"hashmap", "rocksdb"}) {
    StreamExecutionEnvironment env;
    env.set_state_backend(backend);
    env.from_elements(kLines).flat_map(Split{}).key_by(&Word::word).process(CountWords{}).print();
    const Ran first = ran(env);
    if (first.code == 2) continue;  // built without RocksDB
    CHECK(first.err.empty());
    CHECK(first.code == 0);
    CHECK(first.out == kCounts);
    CHECK(ran(env).out == kCounts);  // each execution begins anew
  }
}

TEST_CASE("a flat_map is a class, a lambda or a function") {
  for (int how = 0; how < 3; ++how) {
    StreamExecutionEnvironment env;
    auto lines = env.from_elements(kLines);
    auto words =
        how == 0 ? lines.flat_map(Split{})
        : how == 1
            ? lines.flat_map([](const Line& line, Collector<Word>& out) { split(line, out); })
            : lines.flat_map(&split);
    words.key_by([](const Word& w) { return w.word; }).process(CountWords{}).print();
    CHECK(ran(env).out == kCounts);
  }
}

TEST_CASE("map and filter take lambdas, and key_by what they make") {
  StreamExecutionEnvironment env;
  env.from_elements(kLines)
      .flat_map(Split{})
      .map([](const Word& w) {
        return Count{w.word, static_cast<std::int64_t>(w.word.size())};
      })
      .filter([](const Count& c) { return c.count == 2; })
      .map([](const Count& c) { return "two letters: " + c.word; })
      .print();
  CHECK(ran(env).out ==
        "two letters: to\ntwo letters: be\ntwo letters: or\ntwo letters: to\ntwo letters: be\n");
}

TEST_CASE("with several subtasks a line says which, as in Flink; with several sinks, which") {
  StreamExecutionEnvironment env;
  env.set_parallelism(2);
  env.set_max_parallelism(128);
  auto words = env.from_elements<Word>({{"a"}, {"b"}, {"a"}});
  words.key_by(&Word::word).process(CountWords{}).uid("count").print("counts");
  const std::string one = ran(env).out;
  CHECK(one == "2> word=a  count=1\n1> word=b  count=1\n2> word=a  count=2\n");
  words.map([](const Word& w) { return w.word; }).print();
  std::string counts;
  std::string rest = ran(env).out;
  while (!rest.empty()) {  // the two sinks may take turns in any way
    const std::string line = rest.substr(0, rest.find('\n') + 1);
    rest.erase(0, line.size());
    if (const auto at = line.find("counts: "); at != line.npos)
      counts += line.substr(0, at) + line.substr(at + 8);
    else
      CHECK(line.find("print: ") == 3);
  }
  CHECK(counts == one);
}

// Emits the key at the end of all input, when the watermark goes to its maximum.
struct AtTheEnd final : KeyedProcessFunction<std::int64_t, Count, std::int64_t> {
  void process_element(const Count& in, Context& context,
                       Collector<std::int64_t>& /*out*/) override {
    context.timer_service().register_event_time_timer(100 - in.count);
  }
  void on_timer(Timestamp /*at*/, OnTimerContext& context, Collector<std::int64_t>& out) override {
    out.collect(context.get_current_key());
  }
};

TEST_CASE("event-time timers fire at the end of the input at the latest, in order of time") {
  StreamExecutionEnvironment env;
  env.from_elements<Count>({{"", 1}, {"", 3}, {"", 2}, {"", 3}})
      .key_by(&Count::count)
      .process(AtTheEnd{})
      .print();
  CHECK(ran(env).out == "3\n2\n1\n");
}

// Counts in a member: wrong with keyed state, but it shows which object was called.
struct Numbered final : FlatMapFunction<std::int64_t, std::string> {
  std::int64_t calls = 0;
  std::string name = "none";
  void flat_map(const std::int64_t& /*in*/, Collector<std::string>& out) override {
    out.collect(name + ' ' + std::to_string(++calls));
  }
};

TEST_CASE("each subtask has its own copy of the prototype, parameters and all") {
  StreamExecutionEnvironment env;
  env.set_parallelism(2);
  Numbered prototype;
  prototype.name = "copy";
  auto numbers = env.from_elements<std::int64_t>({1, 2, 3, 4});
  numbers.flat_map(prototype).print();
  prototype.name = "changed too late";
  CHECK(ran(env).out == "1> copy 1\n2> copy 1\n1> copy 2\n2> copy 2\n");
  CHECK(prototype.calls == 0);
}

TEST_CASE("a function that throws fails the job, with its words and exit code 1") {
  StreamExecutionEnvironment env;
  env.from_elements<std::int64_t>({1, 2, 3})
      .map([](std::int64_t n) {
        if (n == 2) throw std::runtime_error("two is too many");
        return n;
      })
      .print();
  const Ran run = ran(env);
  CHECK(run.code == 1);
  CHECK(run.out == "1\n");
  CHECK(run.err == "the job has failed: your code threw: two is too many\n");
}

std::int64_t not_two(std::int64_t n) {
  if (n == 2) throw 2;
  return n;
}
struct Echo final : KeyedProcessFunction<std::int64_t, std::int64_t, std::int64_t> {
  void process_element(const std::int64_t& in, Context& /*context*/,
                       Collector<std::int64_t>& out) override {
    out.collect(in);
  }
};

TEST_CASE("whatever is thrown in whatever function is a failure of the job") {
  for (int where = 0; where < 4; ++where) {
    CAPTURE(where);
    StreamExecutionEnvironment env;
    auto numbers = env.from_elements<std::int64_t>({1, 2, 3});
    if (where == 0) numbers.map(not_two).print();
    if (where == 1) numbers.filter([](std::int64_t n) { return not_two(n) > 0; }).print();
    if (where == 2)
      numbers
          .flat_map([](std::int64_t n, Collector<std::int64_t>& out) { out.collect(not_two(n)); })
          .print();
    if (where == 3) numbers.key_by(not_two).process(Echo{}).print();
    const Ran run = ran(env);
    CHECK(run.code == 1);
    CHECK(run.out == "1\n");
    CHECK(run.err == "the job has failed: your code threw something that is no std::exception\n");
  }
}

TEST_CASE("a program that cannot be started says why, with exit code 2") {
  const auto error = [](const auto& spoil) {
    StreamExecutionEnvironment env;
    auto words = env.from_elements<Word>({{"a"}});
    spoil(env, words);
    words.print();
    const Ran run = ran(env);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    return run.err;
  };
  CHECK(error([](auto& env, auto&) {
          env.set_state_backend("redis");
        }).starts_with("there is no state backend 'redis'; there "));
  CHECK(error([](auto& env, auto&) { env.set_parallelism(0); }) ==
        "parallelism must be at least 1, it is 0\n");
  CHECK(error([](auto& env, auto&) { env.set_max_parallelism(-7); }) ==
        "max_parallelism must be at least 1, it is -7\n");
  CHECK(error([](auto& env, auto&) {
          env.set_max_parallelism(2);
          env.set_parallelism(3);
        }) ==
        "operator 'print': max_parallelism 2 must be between the parallelism (3) and 32768\n");
  CHECK(error([](auto&, auto& words) {
          words.uid("words").flat_map(&same).uid("words").print();
        }) == "operator 'words': two operators have this uid\n");
}

}  // namespace
