// weir run with folders: checkpoints that another run goes on from, and results in part files.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "lessons/runs/folder_lock.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir::testing;
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

namespace {

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Lines names_in(const std::string& folder) {
  Lines names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// Everything that a reader of part files sees, sorted.
Lines parts_in(const std::string& folder) {
  Lines rows;
  for (const std::string& name : names_in(folder)) {
    if (!name.starts_with("part-")) continue;
    for (const std::string& row : lines_of(read_file(folder + '/' + name))) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// In a folder of a run that has ended well nothing is left staged.
bool only_parts_in(const std::string& folder) {
  const Lines names = names_in(folder);
  return std::all_of(names.begin(), names.end(),
                     [](const std::string& name) { return name.starts_with("part-"); });
}

Lines rows_of_run(const std::string& arguments) {
  Lines rows = rows_of(run_weir("run " + arguments).out);
  std::sort(rows.begin(), rows.end());
  return rows;
}

// One byte in the middle is another one.
void damage(const std::string& path) {
  std::string bytes = read_file(path);
  REQUIRE_FALSE(bytes.empty());
  char& byte = bytes[bytes.size() / 2];
  byte = static_cast<char>(byte ^ 0x20);
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string latest_in(const std::string& checkpoints) {
  int latest = 0;
  for (const std::string& name : names_in(checkpoints))
    if (name.starts_with("cp-")) latest = std::max(latest, std::stoi(name.substr(3)));
  return std::to_string(latest);
}

}  // namespace

TEST_CASE("with --output every row is in the part files once, whatever fails") {
  for (const std::string& lesson : {std::string("1"), std::string("8")}) {
    const Lines expected = rows_of_run(lesson);
    const std::string task = lesson == "1" ? "count" : "join";
    for (const std::string& how :
         {std::string(), std::string(" --parallelism 3"), std::string(" --fast"),
          std::string(" --fast --interval 30"), " --kill " + task + "#0@45",
          " --kill " + task + "#0@55", " --parallelism 2 --kill " + task + "#1@70"}) {
      const TemporaryFolder folder;
      const std::string line = "run " + lesson + how + " --output " + (folder / "o");
      INFO(line);
      const Ran ran = run_weir(line);
      CHECK(ran.exit == 0);
      CHECK(ran.err.empty());
      CHECK(rows_of(ran.out).empty());
      CHECK(parts_in(folder / "o") == expected);
      CHECK(only_parts_in(folder / "o"));
      CHECK(mentions(ran.out, "\nfiles           " + std::to_string(names_in(folder / "o").size()) +
                                  " in " + (folder / "o") + "\n"));
    }
  }
}

TEST_CASE("a part appears with its checkpoint: a job that fails leaves those of before") {
  const TemporaryFolder folder;
  std::string first = "order_id,product,price\n", second = "order_id,ordered_at,city\n";
  for (int i = 1; i <= 30; i++) {
    first += std::to_string(i) + ",x,1\n";
    second += std::to_string(i) + ",t,c\n";
  }
  const TemporaryFile orders(first + "31,x,dear\n"), destinations(second);
  const Ran ran = run_weir("run 8 --input " + orders.path() + " --input " + destinations.path() +
                           " --output " + (folder / "o"));
  CHECK(ran.exit == 2);
  CHECK(mentions(ran.err, orders.path() + ":32:6: saw \"dear\", expected a double"));
  CHECK(mentions(ran.err, "\nWhat its files hold is right. Correct the line and run again.\n"));
  const std::size_t there = parts_in(folder / "o").size();
  CHECK(there > 0);
  CHECK(there < 16);  // what the second file has brought by then
}

TEST_CASE("a second run goes on from the last checkpoint, also at another parallelism") {
  const std::string head = "a,b\nc,a\nb,b\na\n", tail = "c\nd,a\nb\na,d\nc,c\nb\na\n";
  const std::string good = head + tail;
  const TemporaryFile whole(good);
  const Lines expected = rows_of_run("1 --input " + whole.path());
  for (const char* parallelism : {"1", "3"})
    for (const char* driver : {"", " --fast --interval 30"}) {
      INFO(parallelism << driver);
      const TemporaryFolder folder;
      const TemporaryFile lines(head + "\xff\n" + tail);
      const std::string run = "run 1 --input " + lines.path() + " --checkpoints " + (folder / "c") +
                              " --output " + (folder / "o") + driver;
      const Ran first = run_weir(run + " --parallelism 2");
      CHECK(first.exit == 2);
      CHECK(mentions(first.err, "goes on from the last checkpoint that was complete.\n"));
      CHECK(parts_in(folder / "o").size() < expected.size());
      std::ofstream(lines.path(), std::ios::binary) << good;
      const std::string id = latest_in(folder / "c");
      const Ran second = run_weir(run + " --parallelism " + parallelism);
      INFO(second.out << second.err);
      CHECK(second.exit == 0);
      CHECK(second.err.empty());
      CHECK(mentions(second.out,
                     "\nstarted         from checkpoint " + id + " in " + (folder / "c") + "\n"));
      CHECK(parts_in(folder / "o") == expected);
      CHECK(only_parts_in(folder / "o"));
      // What has ended has nothing more to do.
      const Ran third = run_weir(run);
      CHECK(third.exit == 0);
      CHECK(mentions(third.out, "records read    0\n"));
      CHECK(parts_in(folder / "o") == expected);
    }
}

// Killed as soon as a further part has appeared, again and again, until it comes to its end.
TEST_CASE("a process that is killed is gone on with by the next one, and every row comes once") {
  std::string text;
  for (int i = 0; i < 300; i++) text += "w" + std::to_string(i % 7) + ",x\n";
  const TemporaryFile lines(text);
  const Lines expected = rows_of_run("1 --input " + lines.path());
  const TemporaryFolder folder;
  const std::string run = "run 1 --input " + lines.path() + " --checkpoints " + (folder / "c") +
                          " --output " + (folder / "o");
  int killed = 0;
  for (bool ended = false; !ended;) {
    const std::size_t parts = names_in(folder / "o").size();
    const int exit = run_and_kill(run, [&] { return names_in(folder / "o").size() >= parts + 20; });
    ended = exit == 0;
    killed += exit == 128 + 9 ? 1 : 0;
    REQUIRE((ended || exit == 128 + 9));
  }
  CHECK(killed >= 2);
  CHECK(parts_in(folder / "o") == expected);
  CHECK(only_parts_in(folder / "o"));
}

TEST_CASE("a damaged checkpoint is refused by name, and the one before it is offered") {
  const TemporaryFolder folder;
  const std::string run = "run 8 --checkpoints " + (folder / "c");
  REQUIRE(run_weir(run).exit == 0);
  const int latest = std::stoi(latest_in(folder / "c"));
  const std::string before = std::to_string(latest - 1);
  const std::string file = folder / ("c/cp-" + std::to_string(latest) + "/_metadata");
  damage(file);
  const Ran refused = run_weir(run);
  CHECK(refused.exit == 5);
  CHECK(refused.out.empty());
  CHECK(refused.err.starts_with("weir: " + file + ": "));
  CHECK(refused.err.ends_with("\nTo go on from that one: --restore " + before + "\n"));
  const Ran taken = run_weir(run + " --restore " + before);
  CHECK(taken.exit == 0);
  CHECK(mentions(taken.out, "\nstarted         from checkpoint " + before + " in "));
}

TEST_CASE("when every checkpoint is damaged the advice is another folder") {
  const TemporaryFolder folder;
  const std::string run = "run 8 --checkpoints " + (folder / "c");
  REQUIRE(run_weir(run).exit == 0);
  for (const std::string& name : names_in(folder / "c"))
    if (name.starts_with("cp-")) damage(folder / ("c/" + name + "/_metadata"));
  const Ran refused = run_weir(run);
  CHECK(refused.exit == 5);
  CHECK(refused.err.ends_with("\nTo start from nothing: --checkpoints with another folder.\n"));
}

TEST_CASE("a checkpoint whose metadata are gone is missed if its rows are to be seen") {
  const TemporaryFolder folder;
  const std::string run = "run 8 --checkpoints " + (folder / "c") + " --output " + (folder / "o");
  REQUIRE(run_weir(run).exit == 0);
  const Lines rows = parts_in(folder / "o");
  const std::string latest = latest_in(folder / "c");
  fs::remove(folder / ("c/cp-" + latest + "/_metadata"));
  const Ran refused = run_weir(run);
  CHECK(refused.exit == 5);
  CHECK(refused.out.empty());
  CHECK(refused.err.starts_with("weir: " + (folder / ("o/part-0-" + latest)) +
                                ": is of a complete checkpoint " + latest));
  CHECK(parts_in(folder / "o") == rows);
  const std::string before = std::to_string(std::stoi(latest) - 1);
  CHECK(refused.err.ends_with("\nTo go on from that one: --restore " + before + "\n"));
  CHECK(run_weir(run + " --restore " + before).exit == 0);
}

TEST_CASE("checkpoints do not go on with another folder of results") {
  const TemporaryFolder folder;
  const std::string run = "run 8 --checkpoints " + (folder / "c") + " --output ";
  REQUIRE(run_weir(run + (folder / "o")).exit == 0);
  const Ran other = run_weir(run + (folder / "other"));
  CHECK(other.exit == 5);
  CHECK(mentions(other.err, "is gone, and was never published"));
  CHECK(
      mentions(other.err, "\nCheckpoints go with the --output folder of the runs that made them"));
  CHECK(names_in(folder / "other").empty());
}

TEST_CASE("a process that is killed before anything else leaves a folder for the next one") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "c");
  std::ofstream(folder / "c/._run-1.tmp");
  const Ran ran = run_weir("run 8 --checkpoints " + (folder / "c"));
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  CHECK_FALSE(fs::exists(folder / "c/._run-1.tmp"));
}

TEST_CASE("folders that are not for this run are refused before anything happens to them") {
  const TemporaryFolder folder;
  const std::string c = folder / "c", o = folder / "o";
  REQUIRE(run_weir("run 8 --checkpoints " + c + " --output " + o).exit == 0);
  const auto refusal = [](const std::string& arguments) {
    const Ran ran = run_weir(arguments);
    CHECK(ran.exit == 2);
    CHECK(ran.out.empty());
    return ran.err;
  };
  const std::string latest = latest_in(c);
  CHECK(refusal("run 1 --checkpoints " + c) ==
        "weir: " + c + "/cp-" + latest +
            "/_metadata: a checkpoint of job 'order-join', not of 'word-count'\n");
  CHECK(refusal("run 8 --restore 77 --checkpoints " + c)
            .starts_with("weir: " + c + " has no complete checkpoint 77; it has "));
  CHECK(refusal("run 8 --output " + o) ==
        "weir: " + o + "/" + names_in(o).front() +
            ": the folder holds the output of another run\n--output wants a folder without "
            "results.\n");
  const std::string file = folder / "file";
  std::ofstream(file) << "mine";
  CHECK(refusal("run 8 --output " + file) ==
        "weir: " + file + " is no folder, and --output wants one or makes it.\n");
  CHECK(refusal("run 8 --checkpoints " + file) ==
        "weir: " + file + " is no folder, and --checkpoints wants one or makes it.\n");
  CHECK(refusal("run 8 --checkpoints " + folder.path()) ==
        "weir: " + folder.path() +
            ": --checkpoints wants a new folder or one with checkpoints of Weir; this one holds "
            "something else.\n");
  CHECK(refusal("run 8 --checkpoints " + (folder / "x") + " --output " + (folder / "./x/")) ==
        "weir: --checkpoints and --output want a folder each, not both " + (folder / "./x/") +
            ".\n");
  CHECK_FALSE(fs::exists(folder / "x"));
  CHECK(read_file(file) == "mine");
}

TEST_CASE("checkpoints of one input are not taken for another, however it is named") {
  const TemporaryFolder folder;
  const std::string c = folder / "c";
  std::ofstream(folder / "a") << "x,y\n";
  std::ofstream(folder / "b") << "z\n";
  REQUIRE(run_weir("run 1 --checkpoints " + c + " --input " + (folder / "a")).exit == 0);
  const Ran other = run_weir("run 1 --checkpoints " + c + " --input " + (folder / "b"));
  CHECK(other.exit == 2);
  CHECK(other.out.empty());
  CHECK(mentions(other.err, "a checkpoint of job 'word-count of "));
  CHECK(mentions(other.err, "/b'"));
  CHECK(run_weir("run 1 --checkpoints " + c).exit == 2);
  CHECK(run_weir("run 1 --checkpoints " + c + " --input " + (folder / "./a")).exit == 0);
}

TEST_CASE("a folder in which a run is writing is no folder for a second one") {
  const TemporaryFolder folder;
  const std::string c = folder / "c", o = folder / "o";
  auto lock = weir::runs::FolderLock::take(c);
  REQUIRE(lock);
  const Ran refused = run_weir("run 8 --checkpoints " + c + " --output " + o);
  CHECK(refused.exit == 5);
  CHECK(refused.out.empty());
  CHECK(refused.err == "weir: " + c +
                           ": another run of weir is writing there. Wait for its end, or name "
                           "another folder.\n");
  *lock = weir::runs::FolderLock();
  CHECK(run_weir("run 8 --checkpoints " + c + " --output " + o).exit == 0);
}

TEST_CASE("what the disk says is what users are told") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "o/part-0-1");  // where a file is to be
  const Ran output = run_weir("run 8 --output " + (folder / "o"));
  CHECK(output.exit == 5);
  CHECK(mentions(output.err, "cannot be renamed: Is a directory\nSo the job has failed: "));
  fs::create_directories(folder / "c");
  std::ofstream(folder / "c/cp-1") << "in the way";
  const Ran checkpoints = run_weir("run 8 --checkpoints " + (folder / "c"));
  CHECK(checkpoints.exit == 5);
  CHECK(checkpoints.err.starts_with("weir: " + (folder / "c/cp-1")));
  CHECK(mentions(checkpoints.err,
                 "\nSo the job has failed: more checkpoints failed than the job tolerates.\n"));
}

TEST_CASE("with --commit rows are printed once, and a sweep proves it end to end") {
  for (const std::string& lesson : {std::string("1"), std::string("8")}) {
    const Lines expected = rows_of_run(lesson);
    const std::string task = lesson == "1" ? "count" : "join";
    for (const char* at : {"#0@40", "#0@50", "#0@60"})
      CHECK(rows_of_run(lesson + " --commit --kill " + task + at) == expected);
    const Ran swept = run_weir("run " + lesson + " --commit --crash-everywhere");
    CHECK(swept.exit == 0);
    CHECK(mentions(swept.out,
                   "\npass: exactly once end to end: the committed output is that of the "
                   "undisturbed run\n"));
  }
}
