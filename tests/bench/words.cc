#include "tests/bench/words.h"

#include <absl/container/flat_hash_map.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/connectors/lines_source.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/function.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "lessons/01-word-count/functions.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/pipeline_job.h"

namespace weir::bench {

namespace {

std::uint64_t resident_peak() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

template <class Take>
void split_at_spaces(std::string_view line, Take take) {
  while (!line.empty()) {
    const std::size_t space = std::min(line.find(' '), line.size());
    if (space > 0) take(line.substr(0, space));
    line.remove_prefix(std::min(space + 1, line.size()));
  }
}

std::uint64_t sum_of(std::string_view word, std::uint64_t count) {
  std::uint64_t hash = count;
  for (const char c : word) hash = mix(hash ^ static_cast<unsigned char>(c));
  return hash;
}

double megabytes(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return 0;
  std::fseek(file, 0, SEEK_END);
  const auto size = static_cast<double>(std::ftell(file));
  std::fclose(file);
  return size / 1e6;
}

// Counts rows, and adds up what they say so that nothing can be left out.
class CountingSink final : public Operator {
 public:
  CountingSink(std::uint64_t& rows, std::uint64_t& sum) : rows_(rows), sum_(sum) {}
  void process(Record& record) override {
    rows_++;
    sum_ += sum_of(record.value[0].as_text(), static_cast<std::uint64_t>(record.value[1].as_int()));
  }

 private:
  std::uint64_t& rows_;
  std::uint64_t& sum_;
};

}  // namespace

void write_text(const std::string& path, std::uint64_t bytes) {
  std::vector<std::string> words;
  for (std::uint64_t i = 0; i < 10'000; i++) {
    std::string word;
    for (std::uint64_t x = mix(i), n = 2 + x % 9; n > 0; n--, x /= 26)
      word += static_cast<char>('a' + x % 26);
    words.push_back(word);
  }
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    std::fprintf(stderr, "benchmark: cannot write %s\n", path.c_str());
    std::exit(1);
  }
  Random random(3);
  std::string line;
  for (std::uint64_t written = 0; written < bytes; written += line.size()) {
    line.clear();
    while (line.size() < 70) {
      const double u = random.unit();
      line += words[static_cast<std::size_t>(u * u * u * 9'999)];
      line += ' ';
    }
    line.back() = '\n';
    std::fwrite(line.data(), 1, line.size(), file);
  }
  std::fclose(file);
}

Outcome count_words_raw(const std::string& path, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = megabytes(path);
  const std::uint64_t before = resident_peak();
  std::FILE* file = std::fopen(path.c_str(), "rb");
  absl::flat_hash_map<std::string, std::uint64_t> counts;
  std::vector<char> block(1 << 16);
  std::string line;
  const auto end_line = [&] {
    split_at_spaces(line, [&](std::string_view word) {
      const std::uint64_t count = ++counts[std::string(word)];
      outcome.results++;
      outcome.checksum += sum_of(word, count);
    });
    line.clear();
  };
  watch.start();
  for (std::size_t n; (n = std::fread(block.data(), 1, block.size(), file)) > 0;) {
    std::string_view rest(block.data(), n);
    for (std::size_t at; (at = rest.find('\n')) != std::string_view::npos;) {
      line.append(rest.substr(0, at));
      end_line();
      rest.remove_prefix(at + 1);
    }
    line.append(rest);
  }
  watch.stop();
  std::fclose(file);
  outcome.bytes = resident_peak() - before;
  return outcome;
}

Outcome count_words_inline(const std::string& path, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = megabytes(path);
  const std::uint64_t before = resident_peak();
  StreamBuilder job;
  SourceSpec lines;
  lines.make = make_lines_source("lines", {path});
  job.source("lines", lines)
      .flat_map("split",
                [](const Value& line, Collector& out) {
                  split_at_spaces(line[0].as_text(), [&](std::string_view word) {
                    out.collect(Value::row({Value::text(word)}));
                  });
                })
      .key_by(KeySelector::field(0, "word"))
      .process("count", lessons::make_count_words)
      .apply("out", "sink",
             [&] { return std::make_unique<CountingSink>(outcome.results, outcome.checksum); });
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  const auto backends = make_hashmap_backend_factory();
  const auto executor =
      checked(InlineExecutor::create(job.build(), {&storage, &outside, backends.get(), nullptr}));
  watch.start();
  executor->run();
  watch.stop();
  outcome.bytes = resident_peak() - before;
  return outcome;
}

}  // namespace weir::bench
