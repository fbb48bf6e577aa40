// Part files one by one, and small jobs without failures; failures are in tests/sim.
#include "engine/connectors/file_sink.h"

#include <algorithm>

#include "engine/connectors/inline_source.h"
#include "engine/connectors/part_files.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/graph/stream_builder.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"

using namespace weir;

namespace {

using Lines = std::vector<std::string>;

Effect effect_of(const std::string& bytes) {
  Effect e;
  e.kind = EffectKind::kStageFile;
  e.file = published_name("out", 0, 3);
  e.staged = staged_name("out", 0, 3, 1, 1);
  e.bytes = bytes;
  return e;
}

// What is published: without its rows.
Effect publish(Effect e) {
  e.bytes.clear();
  return e;
}

StreamGraph numbers(Duration interval, std::int64_t count, FileSinkConfig sink) {
  JobConfig config;
  config.checkpoints.interval = interval;
  std::vector<Value> rows;
  for (std::int64_t i = 0; i < count; i++) rows.push_back(Value::row({Value::integer(i)}));
  StreamBuilder job(config);
  job.source("numbers", {.make = make_inline_source("numbers", {rows}), .every = 1})
      .file_sink("files", std::move(sink));
  return job.build();
}

std::string plain(const Value& row) { return std::to_string(row[0].as_int()); }

JobStatus run(StreamGraph graph, FileStore* files, std::string* why = nullptr) {
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  const auto backends = make_hashmap_backend_factory();
  graph.config.restart.kind = RestartKind::kNone;
  auto job = InlineExecutor::create(std::move(graph),
                                    {&storage, &outside, backends.get(), nullptr, files});
  REQUIRE(job);
  (*job)->run();
  if (why != nullptr) *why = (*job)->job().master().failure();
  return (*job)->job().status();
}

}  // namespace

TEST_CASE("names of parts say what they are, and nothing else is a part") {
  CHECK(published_name("out", 2, 7) == "out/part-2-7");
  CHECK(staged_name("", 2, 7, 1, 3) == ".part-2-7.inprogress.1-3");
  CHECK(open_name("out", 2, 7, 1, 3) == "out/.part-2-open-7.inprogress.1-3");
  CHECK(parse_part("out/.part-2-open-7.inprogress.1-3")->attempt == 3);
  CHECK(staged_single("out/a.csv") == "out/.a.csv.inprogress");
  const auto staged = parse_part("a/b/.part-2-7.inprogress.1-3");
  REQUIRE(staged);
  CHECK((staged->subtask == 2 && staged->n == 7 && staged->run == 1 && staged->attempt == 3));
  CHECK(parse_part("part-2-7")->run == 0);
  for (const char* name :
       {"part-2", "part-2-", "part--7", "part-2-7x", ".part-2-7", "x-part-2-7", "part-2-open-7",
        ".part-2-open-.inprogress.1-3", ".part-2-7.inprogress.0-1", ".part-2-7.inprogress.1-3.tmp"})
    CHECK(!parse_part(name));
}

TEST_CASE("a staged part is published once, however often it is asked for") {
  MemoryFileStore files;
  const Effect e = effect_of("1\n2\n");
  REQUIRE(stage_part(files, e).has_value());
  CHECK(published_lines(files, "out")->empty());
  REQUIRE(publish_part(files, publish(e)).has_value());
  REQUIRE(publish_part(files, publish(e)).has_value());
  REQUIRE(stage_part(files, e).has_value());  // late
  CHECK(*files.list("") == Lines{"out/part-0-3"});
  CHECK(*published_lines(files, "out") == Lines{"1", "2"});
}

TEST_CASE("rows that are gone, and a name that is taken, are errors that no retry mends") {
  MemoryFileStore files;
  const auto gone = publish_part(files, publish(effect_of("1\n")));
  REQUIRE(!gone);
  CHECK(gone.error().kind == ErrorKind::kCorrupt);
  REQUIRE(files.write("out/part-0-3", "other\n").has_value());
  REQUIRE(stage_part(files, effect_of("1\n")).has_value());
  const auto taken = publish_part(files, publish(effect_of("1\n")));
  REQUIRE(!taken);
  CHECK(taken.error().text.find("out/part-0-3: is there already") == 0);
  CHECK(*files.read("out/part-0-3") == "other\n");
}

TEST_CASE("cleaning removes what older executions staged, and keeps what a checkpoint holds") {
  MemoryFileStore files;
  const Lines all{staged_name("out", 0, 1, 1, 9),
                  staged_name("out", 1, 2, 2, 1),
                  staged_name("out", 0, 3, 2, 2),
                  staged_name("out", 0, 4, 2, 3),
                  staged_name("out", 0, 5, 3, 1),
                  "out/part-0-1",
                  "out/.hidden",
                  staged_name("out/below", 0, 1, 1, 1)};
  for (const std::string& name : all) REQUIRE(files.write(name, "x").has_value());
  Effect e;
  e.file = "out";
  e.staged = staged_name("out", 0, 0, 2, 3);
  e.keep = {all[1]};
  REQUIRE(clean_parts(files, e).has_value());
  for (std::size_t i = 0; i < all.size(); i++) {
    INFO(all[i]);
    CHECK(*files.exists(all[i]) == (i != 0 && i != 2));
  }
}

TEST_CASE("a new run wants a folder without parts, and removes what a dead one staged") {
  MemoryFileStore files;
  REQUIRE(files.write(staged_name("out", 0, 1, 1, 1), "x").has_value());
  REQUIRE(files.write("out/readme", "x").has_value());
  REQUIRE(check_new_output(files, "out").has_value());
  CHECK(*files.list("") == Lines{"out/readme"});
  REQUIRE(files.write("out/part-0-1", "x").has_value());
  CHECK(check_new_output(files, "out").error().kind == ErrorKind::kBadArgument);
}

TEST_CASE("each checkpoint brings the part with its number; no rows, no part") {
  MemoryFileStore files;
  REQUIRE(run(numbers(4, 10, {"out", plain}), &files) == JobStatus::kFinished);
  const Lines names = *files.list("");
  for (const std::string& name : names) {
    CHECK(parse_part(name)->run == 0);
    CHECK(!files.read(name)->empty());
  }
  CHECK(files.list("")->size() >= 3);
  CHECK(*published_lines(files, "out") == Lines{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
}

TEST_CASE("without checkpoints each subtask has one part, which appears at the end") {
  MemoryFileStore files;
  StreamGraph graph = numbers(0, 6, {"", plain});
  graph.config.parallelism = 2;
  graph.nodes[0].parallelism = 1;
  REQUIRE(run(std::move(graph), &files) == JobStatus::kFinished);
  CHECK(*files.list("") == Lines{"part-0-1", "part-1-1"});
  CHECK(published_lines(files, "")->size() == 6);
  MemoryFileStore none;
  REQUIRE(run(numbers(0, 0, {"", plain}), &none) == JobStatus::kFinished);
  CHECK(none.size() == 0);
}

TEST_CASE("a job that cannot commit its files fails, with the file and the reason") {
  MemoryFileStore files;
  PlannedIoFaults faults({.n = 1, .last = ~0ull, .kind = IoKind::kRename});
  files.set_faults(&faults);
  std::string why;
  for (const Duration interval : {0, 100}) {
    CHECK(run(numbers(interval, 3, {"out", plain}), &files, &why) == JobStatus::kFailed);
    CHECK(why.find("part-0-1") != std::string::npos);
    CHECK(why.find("rename failed") != std::string::npos);
  }
  CHECK(run(numbers(0, 3, {"out", plain}), nullptr, &why) == JobStatus::kFailed);
  CHECK(why.find("no place for files") != std::string::npos);
}

TEST_CASE("two sinks do not share a folder") {
  StreamGraph graph = numbers(0, 1, {"out", plain});
  graph.nodes.push_back(graph.nodes.back());
  graph.nodes.back().uid = "again";
  const auto compiled = JobGraph::compile(graph);
  REQUIRE(!compiled);
  CHECK(compiled.error().text.find("another sink writes into 'out'") != std::string::npos);
}

namespace {

// Every operation on files, in order.
class Watched final : public IoFaults {
 public:
  IoOutcome on(IoKind kind, std::string_view path) override {
    seen.push_back(std::string(name_of(kind)) + ' ' + std::string(path));
    return IoOutcome::kOk;
  }
  std::size_t count(const std::string& operation) const {
    return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), operation));
  }
  Lines seen;
};

FileSinkConfig in_pieces(FileSinkConfig config, std::size_t chunk_bytes) {
  config.chunk_bytes = chunk_bytes;
  return config;
}

std::string all_numbers(std::int64_t count) {
  std::string out;
  for (std::int64_t i = 0; i < count; i++) out += std::to_string(i) + '\n';
  return out;
}

}  // namespace

TEST_CASE("what is more than a chunk is written piece by piece, and the parts are the same") {
  for (const Duration interval : {0, 4}) {
    MemoryFileStore whole, pieces;
    REQUIRE(run(numbers(interval, 100, {"out", plain}), &whole) == JobStatus::kFinished);
    for (const std::size_t chunk : {1u, 2u, 7u, 30u}) {
      Watched watched;
      pieces.set_faults(&watched);
      REQUIRE(run(numbers(interval, 100, in_pieces({"out", plain}, chunk)), &pieces) ==
              JobStatus::kFinished);
      INFO("interval " << interval << ", chunk " << chunk);
      const Lines names = *whole.list("");
      CHECK(*pieces.list("") == names);
      for (const std::string& name : names) CHECK(*pieces.read(name) == *whole.read(name));
      std::size_t opened = 0;
      for (const std::string& operation : watched.seen)
        opened += operation.starts_with("write out/.part-0-open-") ? 1 : 0;
      if (interval == 0 || chunk < 7) CHECK(opened > 100 * 2 / 30);
      for (const std::string& name : names) REQUIRE(pieces.remove(name).has_value());
    }
  }
}

TEST_CASE("one file appears whole at the end, with rows or without, and replaces an older one") {
  for (const std::size_t chunk : {1u, 16u, 1u << 20}) {
    MemoryFileStore files;
    FileSinkConfig config{.line = plain, .file = "results/out.txt", .chunk_bytes = chunk};
    Watched watched;
    files.set_faults(&watched);
    REQUIRE(run(numbers(0, 50, config), &files) == JobStatus::kFinished);
    CHECK(*files.list("") == Lines{"results/out.txt"});
    CHECK(*files.read("results/out.txt") == all_numbers(50));
    CHECK(watched.count("rename results/out.txt") == 1);
    CHECK(watched.count("write results/out.txt") == 0);
    if (chunk == 1) CHECK(watched.count("write results/.out.txt.inprogress") > 10);
    // What a dead process left is written over, and what it had finished is replaced.
    REQUIRE(files.write("results/.out.txt.inprogress", std::string(1000, 'x')).has_value());
    REQUIRE(run(numbers(0, 3, config), &files) == JobStatus::kFinished);
    CHECK(*files.list("") == Lines{"results/out.txt"});
    CHECK(*files.read("results/out.txt") == all_numbers(3));
    REQUIRE(run(numbers(0, 0, config), &files) == JobStatus::kFinished);
    CHECK(*files.read("results/out.txt") == "");
  }
}

TEST_CASE("every file begins with the header of its text") {
  MemoryFileStore files;
  FileSinkConfig parts{.folder = "out", .text = csv_text(RowType({{"n"}})), .chunk_bytes = 5};
  REQUIRE(run(numbers(4, 10, parts), &files) == JobStatus::kFinished);
  CHECK(files.list("")->size() >= 3);
  std::string rows;
  const Lines names = *files.list("");
  for (const std::string& name : names) {
    const std::string text = *files.read(name);
    REQUIRE(text.starts_with("n\n"));
    rows += text.substr(2);
  }
  CHECK(rows == all_numbers(10));
  FileSinkConfig one{.text = csv_text(RowType({{"n"}})), .file = "one.csv"};
  REQUIRE(run(numbers(0, 2, one), &files) == JobStatus::kFinished);
  CHECK(*files.read("one.csv") == "n\n0\n1\n");
  REQUIRE(run(numbers(0, 0, one), &files) == JobStatus::kFinished);
  CHECK(*files.read("one.csv") == "n\n");
}

TEST_CASE("one file with several subtasks, or with checkpoints, is refused") {
  MemoryFileStore files;
  std::string why;
  const FileSinkConfig one{.line = plain, .file = "one.txt"};
  CHECK(run(numbers(5, 2, one), &files, &why) == JobStatus::kFailed);
  CHECK(why.find("one file, 'one.txt', is written at parallelism 1 and without checkpoints; with "
                 "them a sink writes a folder") != std::string::npos);
  StreamGraph graph = numbers(0, 2, one);
  graph.nodes[1].parallelism = 2;
  CHECK(run(std::move(graph), &files) == JobStatus::kFailed);
  CHECK(files.size() == 0);
}

TEST_CASE("a piece that cannot be written is tried again, and in the end fails the job") {
  for (const bool single : {false, true}) {
    FileSinkConfig config{.folder = single ? "" : "out", .line = plain, .chunk_bytes = 4};
    if (single) config.file = "one.txt";
    const std::string name = single ? "one.txt" : "out/part-0-1";
    for (const IoOutcome outcome : {IoOutcome::kFail, IoOutcome::kTear})
      for (const IoKind kind : {IoKind::kOpen, IoKind::kWrite}) {
        for (std::uint64_t n = 1; n < 12; n++) {
          MemoryFileStore files;
          PlannedIoFaults faults({.n = n, .last = n + 2, .kind = kind, .outcome = outcome});
          files.set_faults(&faults);
          INFO("operation " << n);
          REQUIRE(run(numbers(0, 30, config), &files) == JobStatus::kFinished);
          CHECK(*files.read(name) == all_numbers(30));
          CHECK(files.size() == 1);
        }
        MemoryFileStore files;
        PlannedIoFaults faults({.n = 1, .last = ~0ull, .kind = kind, .outcome = outcome});
        files.set_faults(&faults);
        std::string why;
        CHECK(run(numbers(0, 30, config), &files, &why) == JobStatus::kFailed);
        CHECK(why.find("inprogress") != std::string::npos);
        CHECK(!*files.exists(name));
      }
  }
}
