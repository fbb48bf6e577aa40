#include "tests/bench/csv_windows.h"

#include <absl/container/flat_hash_map.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/connectors/csv_source.h"
#include "engine/env/directory_file_store.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "tests/bench/anchors/csv_rows.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/pipeline_job.h"
#include "tests/functions.h"

namespace weir::bench {

namespace {

constexpr Duration kWindow = 10'000;
constexpr Duration kBound = 16;
constexpr std::uint64_t kUsers = 1'000;

std::uint64_t resident_peak() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

[[noreturn]] void give_up(const std::string& path) {
  std::fprintf(stderr, "benchmark: %s cannot be used\n", path.c_str());
  std::exit(1);
}

// Of all lines of a file, in any order.
void add_lines(const std::string& path, Outcome& outcome) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) give_up(path);
  std::uint64_t hash = 0;
  for (int c; (c = std::fgetc(file)) != EOF;) {
    if (c != '\n') {
      hash = mix(hash ^ static_cast<std::uint64_t>(c));
      continue;
    }
    outcome.results++;
    outcome.checksum += hash;
    hash = 0;
  }
  std::fclose(file);
}

void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

std::string line_of(const Value& row) {
  std::string out(row[0].as_text());
  for (std::size_t i = 1; i < 4; i++) {
    out += ',';
    append_number(out, row[i].as_int());
  }
  return out;
}

WindowOperatorConfig windows() {
  return weir::testing::windows_of_sums(checked(TumblingEventTimeWindows::of(kWindow)));
}

struct Sums {
  std::int64_t count = 0, sum = 0;
};
using Window = absl::flat_hash_map<std::string, Sums>;

// Without a copy of the key, if it is there.
Sums& sums_of(Window& window, std::string_view user) {
  const auto found = window.find(absl::string_view(user.data(), user.size()));
  return found != window.end() ? found->second : window[std::string(user)];
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void write_csv(const std::string& path, std::uint64_t rows) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) give_up(path);
  std::fputs("id,user,amount,at\n", file);
  Random random(7);
  for (std::uint64_t n = 0; n < rows; n++) {
    const std::uint64_t x = random.next();
    std::fprintf(file, "%llu,user-%05llu,%llu,%llu\n", static_cast<unsigned long long>(n),
                 static_cast<unsigned long long>((x >> 32) % kUsers),
                 static_cast<unsigned long long>(x & 0xfff),
                 static_cast<unsigned long long>(n - std::min<std::uint64_t>(n, x >> 12 & 15)));
  }
  std::fclose(file);
}

namespace {

// The windows of the two anchors, and the file into which they go.
class HandWrittenWindows {
 public:
  explicit HandWrittenWindows(const std::string& path) : to_(std::fopen(path.c_str(), "wb")) {
    if (to_ == nullptr) give_up(path);
  }
  void add(std::string_view user, std::int64_t amount, std::int64_t at) {
    Sums& sums = sums_of(open_[at / kWindow * kWindow], user);
    sums.count++;
    sums.sum += amount;
    latest_ = std::max(latest_, at);
    if (latest_ % 200 == 0) close_below(latest_ - kBound - 1);
  }
  void close() {
    close_below(std::numeric_limits<std::int64_t>::max());
    std::fclose(to_);
  }

 private:
  void close_below(std::int64_t watermark) {
    while (!open_.empty() && open_.begin()->first + kWindow - 1 <= watermark) {
      std::string line;
      for (const auto& [user, sums] : open_.begin()->second) {
        line = user;
        for (const std::int64_t n : {open_.begin()->first, sums.count, sums.sum}) {
          line += ',';
          append_number(line, n);
        }
        line += '\n';
        std::fwrite(line.data(), 1, line.size(), to_);
      }
      open_.erase(open_.begin());
    }
  }

  std::FILE* to_;
  std::map<std::int64_t, Window> open_;
  std::int64_t latest_ = 0;
};

}  // namespace

Outcome csv_windows_raw(const std::string& path, const std::string& out, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = static_cast<double>(kCsvRows);
  const std::uint64_t before = resident_peak();
  std::filesystem::create_directories(out);
  const std::string result = out + "/part";
  std::FILE* const in = std::fopen(path.c_str(), "rb");
  if (in == nullptr) give_up(path);
  HandWrittenWindows windows_of_all(result);
  const auto take = [&](std::string_view line) {
    std::string_view fields[4];
    for (std::string_view& field : fields) {
      const std::size_t comma = std::min(line.find(','), line.size());
      field = line.substr(0, comma);
      line.remove_prefix(std::min(comma + 1, line.size()));
    }
    windows_of_all.add(fields[1], number_in(fields[2]), number_in(fields[3]));
  };
  watch.start();
  std::vector<char> block(1 << 16);
  std::string rest;
  bool header = true;
  for (std::size_t n; (n = std::fread(block.data(), 1, block.size(), in)) > 0;) {
    std::string_view bytes(block.data(), n);
    for (std::size_t end; (end = bytes.find('\n')) != std::string_view::npos;) {
      std::string_view line = bytes.substr(0, end);
      if (!rest.empty()) line = rest.append(line);
      if (!std::exchange(header, false)) take(line);
      rest.clear();
      bytes.remove_prefix(end + 1);
    }
    rest.append(bytes);
  }
  windows_of_all.close();
  watch.stop();
  std::fclose(in);
  outcome.bytes = resident_peak() - before;
  add_lines(result, outcome);
  return outcome;
}

Outcome csv_windows_prototype(const std::string& path, const std::string& out, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = static_cast<double>(kCsvRows);
  const std::uint64_t before = resident_peak();
  std::filesystem::create_directories(out);
  const std::string result = out + "/part";
  HandWrittenWindows windows_of_all(result);
  watch.start();
  std::size_t size = 0;
  const std::string text = prototype::whole_file(path, size);
  const std::size_t header = text.find('\n') + 1;
  using prototype::CsvType;
  prototype::CsvRows rows(std::string_view(text).substr(header, size - header),
                          {CsvType::kInt, CsvType::kText, CsvType::kInt, CsvType::kInt});
  for (Value row; rows.next(row);)
    windows_of_all.add(row[1].as_text(), row[2].as_int(), row[3].as_int());
  windows_of_all.close();
  watch.stop();
  if (rows.failed()) give_up(path);
  outcome.bytes = resident_peak() - before;
  add_lines(result, outcome);
  return outcome;
}

Outcome csv_windows_inline(const std::string& path, const std::string& out, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = static_cast<double>(kCsvRows);
  const std::uint64_t before = resident_peak();
  StreamBuilder job;
  SourceSpec rows;
  rows.make = make_csv_source(
      "rows", {path},
      {{"id", Kind::kInt}, {"user", Kind::kString}, {"amount", Kind::kInt}, {"at", Kind::kInt}});
  rows.event_time = [](const Value& row) { return std::optional<Timestamp>(row[3].as_int()); };
  rows.watermarks.kind = WatermarkKind::kBoundedOutOfOrderness;
  rows.watermarks.bound = kBound;
  rows.every = 1;
  job.source("rows", rows)
      .rows({"id", "user", "amount", "at"})
      .key_by(KeySelector::field(1, "user"))
      .window("windows", windows)
      .file_sink("out", {"", line_of});
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  DirectoryFileStore files(out, nullptr, DirectoryFileStore::Outlives::kProcess);
  const auto backends = make_hashmap_backend_factory();
  const auto executor = checked(
      InlineExecutor::create(job.build(), {&storage, &outside, backends.get(), nullptr, &files}));
  watch.start();
  executor->run();
  watch.stop();
  outcome.bytes = resident_peak() - before;
  for (const auto& entry : std::filesystem::directory_iterator(out))
    add_lines(entry.path().native(), outcome);
  return outcome;
}

}  // namespace weir::bench
