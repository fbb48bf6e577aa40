#include "engine/checkpoint/checkpoint_folder.h"

#include "engine/checkpoint/task_snapshot.h"
#include "engine/core/bytes.h"
#include "tests/catch.h"

using namespace weir;

namespace {

using Names = std::vector<std::string>;

std::string part_of(CheckpointId id) {
  StoredTaskSnapshot part;
  part.state.operators["count"].lists["n"].elements = {Value::integer(id)};
  return encode_task_snapshot(part);
}

// With parts a#0 and b#0; of_finished: a#0 had ended in an earlier one.
void store(FileStore& files, CheckpointId id, std::optional<CheckpointId> a_ended_in = {},
           CheckpointType type = CheckpointType::kCheckpoint) {
  FolderCheckpointStorage storage(files);
  CheckpointMetadata metadata{"job", {id, type, 0, 1, {}, {}}, {}};
  const std::string folder = checkpoint_folder(id);
  REQUIRE(storage.write(folder + "/b#0", part_of(id)).has_value());
  metadata.checkpoint.tasks = {{1, folder + "/b#0"}};
  if (a_ended_in) {
    metadata.checkpoint.finished = {0};
    metadata.of_finished = {{0, checkpoint_folder(*a_ended_in) + "/a#0"}};
  } else {
    REQUIRE(storage.write(folder + "/a#0", part_of(id)).has_value());
    metadata.checkpoint.tasks.insert(metadata.checkpoint.tasks.begin(), {0, folder + "/a#0"});
  }
  REQUIRE(storage.write(metadata_name(id), encode_metadata(metadata)).has_value());
}

}  // namespace

TEST_CASE("an empty folder is a start from nothing, and every run has another number") {
  MemoryFileStore files;
  for (std::uint32_t run = 1; run <= 3; run++) {
    const auto start = start_from_folder(files, "job");
    REQUIRE(start.has_value());
    CHECK(start->run == run);
    CHECK(!start->from);
    CHECK(start->last_id == kNoCheckpoint);
    CHECK(files.list("")->size() == 1);
  }
}

TEST_CASE("a run goes on from the latest complete checkpoint") {
  MemoryFileStore files;
  store(files, 2);
  store(files, 5);
  REQUIRE(FolderCheckpointStorage(files).write("cp-7/a#0", part_of(7)).has_value());
  const auto start = start_from_folder(files, "job");
  REQUIRE(start.has_value());
  CHECK(start->from == 5);
  CHECK(start->handles == Names{"cp-5/a#0", "cp-5/b#0"});
  CHECK(start->last_id == 7);
  REQUIRE(start->retained.size() == 2);
  CHECK(start->retained.back().id == 5);
}

TEST_CASE("what no complete checkpoint needs is removed at the start, and nothing else") {
  MemoryFileStore files;
  store(files, 3);
  store(files, 5, 3);
  REQUIRE(files.remove("cp-3/_metadata").has_value());  // dropped, all but what 5 refers to
  FolderCheckpointStorage storage(files);
  for (const char* name : {"cp-4/a#0", "cp-6/a#0", "cp-6/b#0"})
    REQUIRE(storage.write(name, part_of(1)).has_value());
  for (const char* name : {"cp-5/.b#0.tmp", ".x.tmp", "notes.txt", "cp-x/y"})
    REQUIRE(files.write(name, "?").has_value());
  const auto start = start_from_folder(files, "job");
  REQUIRE(start.has_value());
  CHECK(start->handles == Names{"cp-3/a#0", "cp-5/b#0"});
  CHECK(*files.list("") ==
        Names{"_run-1", "cp-3/a#0", "cp-5/_metadata", "cp-5/b#0", "cp-x/y", "notes.txt"});
}

TEST_CASE(
    "any damage to any file of the latest checkpoint is refused by name, with the one before") {
  MemoryFileStore intact;
  store(intact, 2);
  store(intact, 5);
  for (const char* name : {"cp-5/_metadata", "cp-5/a#0", "cp-5/b#0"}) {
    const std::string good = *intact.read(name);
    std::vector<std::string> bad;
    for (std::size_t i = 0; i < good.size(); i++) {
      bad.push_back(good.substr(0, i));
      bad.push_back(good);
      bad.back()[i] = static_cast<char>(bad.back()[i] ^ (1 << i % 8));
    }
    bad.push_back(good + '\0');
    for (const std::string& bytes : bad) {
      REQUIRE(intact.write(name, bytes).has_value());
      const auto start = start_from_folder(intact, "job");
      REQUIRE(!start);
      CHECK(start.error().text.starts_with(std::string(name) + ": "));
      CHECK(start.error().text.find("Checkpoint 2 before it is intact") != std::string::npos);
      CHECK(intact.list("")->size() == 6);  // nothing was cleaned
    }
    REQUIRE(intact.write(name, good).has_value());
  }
  REQUIRE(intact.remove("cp-5/b#0").has_value());
  CHECK(start_from_folder(intact, "job").error().text.starts_with("cp-5/b#0: there is no such"));
  const auto from = start_from_folder(intact, "job", 2);
  REQUIRE(from.has_value());
  CHECK(from->from == 2);
  CHECK(from->last_id == 5);  // the next one is 6
  CHECK(from->retained.size() == 1);
}

TEST_CASE("another version is named as such") {
  MemoryFileStore files;
  store(files, 1);
  std::string& bytes = *files.bytes_of("cp-1/a#0");
  bytes[8] = 2;
  bytes.resize(bytes.size() - 4);
  ByteWriter(bytes).u32(crc32c(bytes));
  const auto start = start_from_folder(files, "job");
  REQUIRE(!start);
  CHECK(start.error().text.find("cp-1/a#0: it is of another version") == 0);
  CHECK(start.error().text.find("No checkpoint before it") != std::string::npos);
}

TEST_CASE("a checkpoint that is not there, or of another job, is refused") {
  MemoryFileStore files;
  CHECK(start_from_folder(files, "job", 3).error().kind == ErrorKind::kRestoreRefused);
  store(files, 2);
  store(files, 4);
  CHECK(start_from_folder(files, "job", 3).error().text.find("it has 2, 4") != std::string::npos);
  CHECK(start_from_folder(files, "other").error().text.find("'job'") != std::string::npos);
}

TEST_CASE("the list says of each complete checkpoint whether it is intact") {
  MemoryFileStore files;
  for (const CheckpointId id : {2, 10, 9}) store(files, id);
  REQUIRE(files.write("cp-9/a#0", "").has_value());
  const auto all = list_checkpoints(files);
  REQUIRE(all->size() == 3);
  CHECK((*all)[0].id == 2);
  CHECK((*all)[0].ok());
  CHECK((*all)[1].id == 9);
  CHECK((*all)[1].damage == "cp-9/a#0: it is cut short");
  CHECK((*all)[2].metadata.handles() == Names{"cp-10/a#0", "cp-10/b#0"});
}

TEST_CASE("half of a removed checkpoint is never taken for a whole one") {
  for (std::uint64_t n = 1;; n++) {
    MemoryFileStore files;
    store(files, 1);
    store(files, 2);
    PlannedIoFaults faults({.n = n, .last = ~0ull});
    files.set_faults(&faults);
    const auto ok = FolderCheckpointStorage(files).remove_all("cp-1/");
    files.set_faults(nullptr);
    files.power_cut();
    const auto left = list_checkpoints(files);
    for (const ListedCheckpoint& c : *left) CHECK(c.ok());
    CHECK(start_from_folder(files, "job")->from == 2);
    if (faults.done() == 0) {
      CHECK(ok.has_value());
      CHECK(list_checkpoints(files)->size() == 1);
      break;
    }
  }
}

TEST_CASE("a savepoint is a start, and is never dropped") {
  MemoryFileStore files;
  store(files, 1);
  store(files, 2, {}, CheckpointType::kSavepoint);
  const auto start = start_from_folder(files, "job");
  CHECK(start->from == 2);
  CHECK(start->retained.empty());
}
