// The same rules for both stores; and what only one of them has.
#include <filesystem>
#include <functional>

#include "engine/env/directory_file_store.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

using namespace weir;

namespace {

using Folder = weir::testing::TemporaryFolder;

void on_both(const std::function<void(FileStore&)>& check) {
  SECTION("in memory") {
    MemoryFileStore files;
    check(files);
  }
  SECTION("in a directory") {
    const Folder folder;
    DirectoryFileStore files(folder.path() + "/files");
    check(files);
  }
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("files are written, replaced, renamed, listed and removed") {
  on_both([](FileStore& files) {
    CHECK(*files.list("") == Names{});
    REQUIRE(files.write("a/b", "one").has_value());
    REQUIRE(files.write("a/b", "two!").has_value());
    REQUIRE(files.write("c", "").has_value());
    CHECK(*files.read("a/b") == "two!");
    CHECK(*files.list("") == Names{"a/b", "c"});
    CHECK(*files.list("a") == Names{"a/b"});
    REQUIRE(files.sync("a/b").has_value());
    REQUIRE(files.sync_folder("a").has_value());
    REQUIRE(files.rename("a/b", "a/d").has_value());
    CHECK(!*files.exists("a/b"));
    CHECK(*files.exists("a/d"));
    REQUIRE(files.rename("c", "a/d").has_value());
    CHECK(files.read("a/d")->empty());
    REQUIRE(files.remove("a/d").has_value());
    REQUIRE(files.remove("a/d").has_value());
    CHECK(*files.list("") == Names{});
  });
}

TEST_CASE("what is not there cannot be read, synced or renamed, and the error names it") {
  on_both([](FileStore& files) {
    CHECK(files.read("x/y").error().text.find("x/y") != std::string::npos);
    CHECK(files.sync("x").error().kind == ErrorKind::kIo);
    CHECK(files.rename("x", "y").error().kind == ErrorKind::kIo);
  });
}

TEST_CASE("bytes are written at a place: twice is as once, and what is behind stays or goes") {
  on_both([](FileStore& files) {
    CHECK(files.write_at("a/b", 3, "x", Behind::kStays).error().kind == ErrorKind::kIo);
    REQUIRE(files.write_at("a/b", 0, "one", Behind::kStays).has_value());
    REQUIRE(files.write_at("a/b", 3, "two", Behind::kStays).has_value());
    REQUIRE(files.write_at("a/b", 3, "two", Behind::kStays).has_value());
    REQUIRE(files.write_at("a/b", 0, "one", Behind::kStays).has_value());
    CHECK(*files.read("a/b") == "onetwo");
    REQUIRE(files.write_at("a/b", 4, "", Behind::kGoes).has_value());
    CHECK(*files.read("a/b") == "onet");
    REQUIRE(files.write_at("a/b", 2, "-", Behind::kStays).has_value());
    CHECK(*files.read("a/b") == "on-t");
    REQUIRE(files.write_at("a/b", 2, "--->", Behind::kGoes).has_value());
    CHECK(*files.read("a/b") == "on--->");
    const auto beyond = files.write_at("a/b", 7, "x", Behind::kStays);
    CHECK(beyond.error().text ==
          files.place("a/b") + ": has 6 bytes, and is to be written on from 7");
    CHECK(*files.read("a/b") == "on--->");
    REQUIRE(files.write_at("a/b", 0, "x", Behind::kGoes).has_value());
    CHECK(*files.read("a/b") == "x");
    CHECK(!files.write_at("../b", 0, "x", Behind::kStays));
  });
}

TEST_CASE("writing at a place fails or is torn like writing, and then is done again") {
  on_both([](FileStore& files) {
    for (const Behind behind : {Behind::kStays, Behind::kGoes})
      for (const IoOutcome outcome : {IoOutcome::kFail, IoOutcome::kTear})
        for (std::uint64_t n = 1; n <= 2; n++) {
          REQUIRE(files.write("a", "1234").has_value());
          PlannedIoFaults faults({.n = n, .outcome = outcome});
          files.set_faults(&faults);
          const auto failed = files.write_at("a", 2, "56789", behind);
          files.set_faults(nullptr);
          REQUIRE(!failed);
          CHECK(failed.error().text.find(n == 1 ? "open failed" : "write failed") !=
                std::string::npos);
          const std::string there = *files.read("a");
          CHECK(there.starts_with("12"));
          CHECK((there.size() <= 4 || there == "1256"));
          REQUIRE(files.write_at("a", 2, "56789", behind).has_value());
          CHECK(*files.read("a") == "1256789");
        }
  });
}

TEST_CASE("no name leads out of the folder") {
  on_both([](FileStore& files) {
    for (const char* name : {"", "/etc/passwd", "../x", "a/../../x", "a//b", ".", "a/.", "a/"}) {
      INFO(name);
      CHECK(files.write(name, "x").error().kind == ErrorKind::kBadArgument);
      CHECK(files.read(name).error().kind == ErrorKind::kBadArgument);
      CHECK(files.remove(name).error().kind == ErrorKind::kBadArgument);
    }
    CHECK(!files.write(std::string("a\0b", 3), "x"));
  });
}

TEST_CASE("a link is not followed") {
  const Folder folder;
  DirectoryFileStore files(folder.path() + "/files");
  REQUIRE(files.write("a", "1").has_value());
  std::filesystem::create_symlink(folder.path() + "/secret", folder.path() + "/files/link");
  CHECK(!files.write("link", "x"));
  CHECK(!files.read("link"));
  CHECK(*files.list("") == Names{"a"});
}

TEST_CASE("a whole write is there or not, wherever it fails or is torn") {
  on_both([](FileStore& files) {
    std::uint64_t n = 1;
    for (const IoOutcome outcome : {IoOutcome::kFail, IoOutcome::kTear})
      for (n = 1;; n++) {
        REQUIRE(files.remove("cp-1/state").has_value());
        PlannedIoFaults faults({.n = n, .outcome = outcome});
        files.set_faults(&faults);
        const auto ok = write_whole(files, "cp-1/state", "all of it");
        files.set_faults(nullptr);
        INFO("operation " << n);
        CHECK(ok.has_value() == (faults.done() == 0));
        if (ok) break;
        CHECK(ok.error().text.find("injected") != std::string::npos);
        CHECK(*files.list("") == Names{});
      }
    CHECK(n == 6);  // open, write, sync, rename, sync of the folder
    CHECK(*files.read("cp-1/state") == "all of it");
  });
}

TEST_CASE("after a power cut a whole write is there, and a bare one is not") {
  MemoryFileStore files;
  REQUIRE(write_whole(files, "a/whole", "bytes").has_value());
  REQUIRE(files.write("a/bare", "bytes").has_value());
  REQUIRE(files.write("a/synced", "bytes").has_value());
  REQUIRE(files.sync("a/synced").has_value());
  files.power_cut();
  CHECK(*files.list("") == Names{"a/whole"});
  REQUIRE(files.remove("a/whole").has_value());
  files.power_cut();
  CHECK(*files.list("") == Names{"a/whole"});
  REQUIRE(remove_whole(files, "a/whole").has_value());
  files.power_cut();
  CHECK(*files.list("") == Names{});
  REQUIRE(files.write("b", "old").has_value());
  REQUIRE(files.sync("b").has_value());
  REQUIRE(files.sync_folder("").has_value());
  REQUIRE(files.write("b", "new, and longer").has_value());
  files.power_cut();
  CHECK(*files.read("b") == "old");
}
