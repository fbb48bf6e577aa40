#include "tests/bench/csv_rows.h"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/timestamp_format.h"
#include "tests/bench/anchors/csv_rows.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/pipeline_job.h"

namespace weir::bench {

namespace {

using prototype::CsvType;

constexpr std::uint64_t kRows = 1'000'000;
constexpr const char* kPattern = "yyyy-MM-dd HH:mm:ss";

[[noreturn]] void give_up(const std::string& path, const std::string& why) {
  std::fprintf(stderr, "benchmark: %s: %s\n", path.c_str(), why.c_str());
  std::exit(1);
}

std::uint64_t resident_peak() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// So cheap that it does not count, and no value can be left out.
void add(const Value& row, Outcome& outcome) {
  std::uint64_t sum = outcome.checksum;
  for (std::size_t i = 0; i < 4; i++) {
    const Value& v = row[i];
    if (v.kind() == Kind::kString)
      sum = sum * 31 + v.as_text().size() + static_cast<unsigned char>(v.as_text().back());
    else if (v.kind() == Kind::kDouble)
      sum = sum * 31 + static_cast<std::uint64_t>(v.as_double() * 100);
    else
      sum = sum * 31 + static_cast<std::uint64_t>(v.as_int());
  }
  outcome.checksum = sum;
  outcome.results++;
}

Columns columns_of(CsvShape shape) {
  if (shape == CsvShape::kPlain)
    return {
        {"user", Kind::kString}, {"id", Kind::kInt}, {"region", Kind::kString}, {"at", Kind::kInt}};
  Column at{"at", Kind::kInt};
  at.timestamp = checked(TimestampFormat::compile(kPattern, "UTC"));
  return {{"user", Kind::kString}, {"id", Kind::kInt}, {"price", Kind::kDouble}, at};
}

}  // namespace

void write_csv_rows(const std::string& path, CsvShape shape) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) give_up(path, "cannot be written");
  const bool plain = shape == CsvShape::kPlain;
  std::fputs(plain ? "user,id,region,at\n" : "user,id,price,at\n", file);
  const TimestampFormat format = checked(TimestampFormat::compile(kPattern, "UTC"));
  Random random(11);
  for (std::uint64_t n = 0; n < kRows; n++) {
    const std::uint64_t x = random.next();
    const auto user = static_cast<unsigned>((x >> 32) % 1000);
    const auto at = static_cast<std::int64_t>(1'700'000'000 + n / 3);
    std::fprintf(file, "user-%06u,%llu,", user, static_cast<unsigned long long>(n));
    if (plain)
      std::fprintf(file, "region-%04u,%lld\n", static_cast<unsigned>(x & 0xff),
                   static_cast<long long>(at * 1000));
    else
      std::fprintf(file, "%u.%02u,%s\n", static_cast<unsigned>(x & 0x3ff),
                   static_cast<unsigned>((x >> 10) % 100), format.format(at * 1000).c_str());
  }
  std::fclose(file);
}

Outcome read_csv_raw(const std::string& path, CsvShape shape, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = static_cast<double>(kRows);
  const std::uint64_t before = resident_peak();
  watch.start();
  std::size_t size = 0;
  const std::string text = prototype::whole_file(path, size);
  const std::size_t header = text.find('\n') + 1;
  const CsvType third = shape == CsvShape::kPlain ? CsvType::kText : CsvType::kDouble;
  const CsvType fourth = shape == CsvShape::kPlain ? CsvType::kInt : CsvType::kSecond;
  prototype::CsvRows rows(std::string_view(text).substr(header, size - header),
                          {CsvType::kText, CsvType::kInt, third, fourth});
  for (Value row; rows.next(row);) add(row, outcome);
  watch.stop();
  outcome.bytes = resident_peak() - before;
  if (rows.failed()) give_up(path, "has a bad row");
  return outcome;
}

Outcome read_csv_source(const std::string& path, CsvShape shape, Stopwatch& watch) {
  Outcome outcome;
  outcome.work = static_cast<double>(kRows);
  const std::uint64_t before = resident_peak();
  watch.start();
  CsvSource source("rows", {path}, columns_of(shape));
  const auto reader = checked(source.open("rows.0", 0));
  Value row;
  for (BadRow bad;;) {
    const Read said = checked(reader->next(row, bad));
    if (said == Read::kBadRow) give_up(path, bad.error);
    if (said == Read::kEnd) break;
    add(row, outcome);
  }
  watch.stop();
  outcome.bytes = resident_peak() - before;
  return outcome;
}

}  // namespace weir::bench
