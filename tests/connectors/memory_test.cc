// Jobs from file to file: memory does not grow with the number of rows.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/file_sink.h"
#include "engine/connectors/jsonl_source.h"
#include "engine/connectors/row_text.h"
#include "engine/env/directory_file_store.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/graph/stream_builder.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"
#include "tests/sanitizer.h"
#include "tests/temporary_folder.h"

namespace weir {
namespace {

constexpr int kFew = 50'000, kMany = 500'000;

bool memory_can_be_measured() {
#ifdef WEIR_ADDRESS_SANITIZER
  return false;  // what is freed is kept
#else
  return true;
#endif
}

void write_rows(const std::string& path, int rows, const RowText& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  REQUIRE(file != nullptr);
  std::string block = text.header;
  for (int i = 0; i < rows; i++) {
    text.append(Value::row({Value::text("key number " + std::to_string(i % 1000)),
                            Value::integer(i), Value::number(i * 0.5)}),
                block);
    if (block.size() < 100'000 && i + 1 < rows) continue;
    std::fwrite(block.data(), 1, block.size(), file);
    block.clear();
  }
  std::fclose(file);
}

// The most memory that a process of its own had in use, which only ran the job; in bytes.
std::size_t peak_of(const std::function<bool()>& job) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(job() ? 0 : 1);
  int status = 0;
  rusage usage = {};
  REQUIRE(::wait4(child, &status, 0, &usage) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

// From the file to a file, with every row as it is.
bool copy(const SourceSpec& source, FileSinkConfig sink, const std::string& folder) {
  StreamBuilder builder;
  builder.source("in", source).file_sink("out", std::move(sink));
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  const auto backends = make_hashmap_backend_factory();
  DirectoryFileStore files(folder, nullptr, DirectoryFileStore::Outlives::kProcess);
  auto job = InlineExecutor::create(builder.build(),
                                    {&storage, &outside, backends.get(), nullptr, &files});
  if (!job) return false;
  (*job)->run();
  return (*job)->job().status() == JobStatus::kFinished;
}

TEST_CASE("a job from CSV to JSON and back needs no more memory for ten times the rows") {
  if (!memory_can_be_measured()) WEIR_SKIP("memory cannot be measured here");
  const RowType type({{"key", Kind::kString}, {"n", Kind::kInt}, {"x", Kind::kDouble}});
  std::size_t peaks[2][2] = {};
  for (const int rows : {kFew, kMany}) {
    const testing::TemporaryFolder folder;
    const std::string first = folder / "first.csv", second = folder / "second.jsonl",
                      third = folder / "third.csv";
    write_rows(first, rows, csv_text(type));
    const std::size_t i = rows == kMany ? 1 : 0;
    peaks[i][0] = peak_of([&] {
      SourceSpec spec{.make = make_csv_source("in", {first}, *read_csv_columns({first}))};
      return copy(spec, {.text = json_text(type), .file = "second.jsonl"}, folder.path());
    });
    peaks[i][1] = peak_of([&] {
      SourceSpec spec{.make = make_jsonl_source("in", {second}, *read_jsonl_columns({second}))};
      return copy(spec, {.text = csv_text(type), .file = "third.csv"}, folder.path());
    });
    REQUIRE(DirectoryFileStore(folder.path()).read("third.csv")->size() > 1'000'000);
    CHECK(*DirectoryFileStore(folder.path()).read("first.csv") ==
          *DirectoryFileStore(folder.path()).read("third.csv"));
  }
  CHECK(peaks[1][0] < peaks[0][0] + (std::size_t{1} << 20));
  CHECK(peaks[1][1] < peaks[0][1] + (std::size_t{1} << 20));
}

TEST_CASE("the measure sees a sink that keeps its rows") {
  if (!memory_can_be_measured()) WEIR_SKIP("memory cannot be measured here");
  const RowType type({{"key", Kind::kString}, {"n", Kind::kInt}, {"x", Kind::kDouble}});
  std::size_t peaks[2] = {};
  for (const int rows : {kFew, kMany}) {
    const testing::TemporaryFolder folder;
    const std::string path = folder / "in.csv";
    write_rows(path, rows, csv_text(type));
    peaks[rows == kMany ? 1 : 0] = peak_of([&] {
      SourceSpec spec{.make = make_csv_source("in", {path}, *read_csv_columns({path}))};
      return copy(spec, {.text = csv_text(type), .file = "out.csv", .chunk_bytes = SIZE_MAX},
                  folder.path());
    });
  }
  CHECK(peaks[1] > peaks[0] + (std::size_t{8} << 20));
}

}  // namespace
}  // namespace weir
