// A file that is watched, saved in all the ways in which editors save, and badly; and single keys
// from a terminal that is always put back.
#include "exercises/loop/watched.h"

#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace weir::exercises {
namespace {

namespace fs = std::filesystem;
using Time = Settling::Time;
using What = Happened::What;

constexpr Time kPatience{10'000};  // never used up, unless something is wrong

void write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path) << text;
}

Settling::Contents contents(const char* text) {
  return {text == nullptr ? std::nullopt : std::optional<std::string>(text),
          text != nullptr && *text == 0};
}

// Waits until the file has stood still for good: nothing more is told.
int changes_of(Watched& watched, Time patience = Time(120)) {
  int out = 0;
  while (true) {
    const Happened happened = watched.wait(nullptr, patience);
    if (happened.what == What::kNothing) return out;
    out += happened.what == What::kChanged ? 1 : 0;
  }
}

}  // namespace

TEST_CASE("contents count as changed when they have stood still for 50 ms") {
  Settling settling(contents("a"));
  CHECK(!settling.until(Time(0)));
  CHECK(settling.see(contents("a"), Time(1000)) == What::kNothing);
  CHECK(settling.see(contents("half"), Time(1000)) == What::kNothing);
  CHECK(settling.until(Time(1000)) == Time(50));
  CHECK(settling.see(contents("whole"), Time(1040)) == What::kNothing);
  CHECK(settling.see(contents("whole"), Time(1089)) == What::kNothing);
  CHECK(settling.until(Time(1089)) == Time(1));
  CHECK(settling.see(contents("whole"), Time(1090)) == What::kChanged);
  CHECK(settling.see(contents("whole"), Time(2000)) == What::kNothing);
  CHECK(!settling.until(Time(2000)));
}

TEST_CASE("contents that come back to what they were are no change") {
  Settling settling(contents("a"));
  CHECK(settling.see(contents("b"), Time(10)) == What::kNothing);
  CHECK(settling.see(contents("a"), Time(30)) == What::kNothing);
  CHECK(settling.see(contents("a"), Time(1000)) == What::kNothing);
}

TEST_CASE("an empty file, and none, are given half a second to come back") {
  for (const char* text : {"", static_cast<const char*>(nullptr)}) {
    Settling settling(contents("a"));
    CHECK(settling.see(contents(text), Time(100)) == What::kNothing);
    CHECK(settling.see(contents(text), Time(599)) == What::kNothing);
    CHECK(settling.see(contents("b"), Time(599)) == What::kNothing);
    CHECK(settling.see(contents("b"), Time(649)) == What::kChanged);
    CHECK(settling.see(contents(text), Time(1000)) == What::kNothing);
    const What what = settling.see(contents(text), Time(1500));
    CHECK(what == (text == nullptr ? What::kGone : What::kChanged));
    // It is back, and that is worth a run even if nothing in it is new.
    CHECK(settling.see(contents("b"), Time(2000)) == What::kNothing);
    CHECK(settling.see(contents("b"), Time(2050)) == What::kChanged);
  }
}

TEST_CASE("every way of saving a file is one change, seen by the system or by looking") {
  const bool by_looking = GENERATE(false, true);
  const testing::TemporaryFolder folder;
  const std::string file = folder / "work/solution.cc";
  write(file, "one");
  Watched watched(file, by_looking);
  CHECK(watched.polling() == by_looking);
  CHECK(watched.wait(nullptr, Time(1)).what == What::kNothing);

  SECTION("written in place") { write(file, "two"); }
  SECTION("another is renamed over it") {
    write(file + "~", "two");
    fs::rename(file + "~", file);
  }
  SECTION("put aside, and written anew") {
    fs::rename(file, file + ".bak");
    write(file, "two");
  }
  SECTION("deleted, and written anew") {
    fs::remove(file);
    write(file, "two");
  }
  SECTION("the whole folder is replaced") {
    fs::rename(folder / "work", folder / "before");
    write(file, "two");
  }
  CHECK(watched.wait(nullptr, kPatience).what == What::kChanged);
  CHECK(changes_of(watched) == 0);
}

TEST_CASE("a file that is written piece by piece is told of when it is whole") {
  const testing::TemporaryFolder folder;
  const std::string file = folder / "solution.cc";
  write(file, "one");
  Watched watched(file);
  std::thread editor([&] {
    std::ofstream out(file);
    for (int i = 0; i < 10; i++) {
      out << "piece " << i << std::endl;
      std::this_thread::sleep_for(Time(5));
    }
  });
  const What first = watched.wait(nullptr, kPatience).what;
  editor.join();
  CHECK(first == What::kChanged);
  // On a machine that is busy the pieces may have stood still; the last is never missed.
  const int more = changes_of(watched, Time(700));
  write(file, "two");
  CHECK(watched.wait(nullptr, kPatience).what == What::kChanged);
  INFO(more << " more");
  CHECK(more <= 9);
}

TEST_CASE("touching a file, and changing its neighbours, is no change") {
  const testing::TemporaryFolder folder;
  const std::string file = folder / "solution.cc";
  write(file, "one");
  Watched watched(file);
  fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1));
  write(folder / "other.cc", "two");
  write(file, "one");
  CHECK(changes_of(watched) == 0);
}

TEST_CASE("what happens between two calls is told by the next, once") {
  const testing::TemporaryFolder folder;
  const std::string file = folder / "solution.cc";
  write(file, "one");
  Watched watched(file);
  write(file, "two");
  write(file, "three");
  CHECK(watched.wait(nullptr, kPatience).what == What::kChanged);
  CHECK(watched.wait(nullptr, Time(1)).what == What::kNothing);
}

TEST_CASE("a file that goes is gone, and comes back, also where there was none") {
  const testing::TemporaryFolder folder;
  const std::string file = folder / "later/solution.cc";
  Watched watched(file);
  write(file, "one");
  CHECK(watched.wait(nullptr, kPatience).what == What::kChanged);
  fs::remove(file);
  CHECK(watched.wait(nullptr, kPatience).what == What::kGone);
  write(file, "one");
  CHECK(watched.wait(nullptr, kPatience).what == What::kChanged);
}

TEST_CASE("where there is no terminal there are no keys") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const FileDescriptor from(ends[0]);
  const FileDescriptor to(ends[1]);
  Keys keys(from.get());
  CHECK(!keys.there());
  CHECK(!keys.pressed());
}

namespace {

// Runs `body` in a process whose terminal it is; what it returns is the exit code. `typed` is typed
// when the terminal gives keys.
struct Terminal {
  FileDescriptor end;
  pid_t process = -1;

  template <class Body>
  explicit Terminal(Body&& body) : end(posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(grantpt(end.get()) == 0);
    REQUIRE(unlockpt(end.get()) == 0);
    const std::string name = ptsname(end.get());
    process = fork();
    if (process == 0) {
      setsid();
      const int fd = open(name.c_str(), O_RDWR);  // becomes the terminal of the session
      _exit(body(fd));
    }
    REQUIRE(process > 0);
  }
  bool canonical() const {
    termios now{};
    return tcgetattr(end.get(), &now) == 0 && (now.c_lflag & ICANON) != 0 &&
           (now.c_lflag & ECHO) != 0;
  }
  void until(bool is_canonical) const {
    for (int i = 0; i < 10'000 && canonical() != is_canonical; i++) usleep(1000);
    CHECK(canonical() == is_canonical);
  }
  void type(const std::string& text) const {
    CHECK(::write(end.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  int ended() const {
    int status = 0;
    REQUIRE(waitpid(process, &status, 0) == process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
};

int wait_for_keys(int fd, const std::string& expected) {
  Keys keys(fd);
  const testing::TemporaryFolder folder;
  Watched watched(folder / "solution.cc");
  for (const char key : expected) {
    const Happened happened = watched.wait(&keys, kPatience);
    if (happened.what != What::kKey || happened.key != key) return 1;
  }
  return 0;
}

}  // namespace

TEST_CASE("keys come one by one, and the terminal is put back") {
  const Terminal terminal([](int fd) { return wait_for_keys(fd, "rhxq"); });
  terminal.until(false);
  terminal.type("rH\x1b[A\x1b[1;5Cx\x1bOP\x04");
  CHECK(terminal.ended() == 0);
  terminal.until(true);
}

TEST_CASE("the terminal is put back when a signal ends the program, and when it exits inside") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const Terminal terminal([](int fd) { return wait_for_keys(fd, "q"); });
    terminal.until(false);
    if (number == SIGINT)
      terminal.type("\x03");
    else
      kill(terminal.process, number);
    CHECK(terminal.ended() == 128 + number);
    terminal.until(true);
  }
  const Terminal exits([](int fd) {
    const Keys keys(fd);
    std::exit(keys.there() ? 7 : 1);
    return 0;
  });
  CHECK(exits.ended() == 7);
  exits.until(true);
}

TEST_CASE("a program that is stopped leaves the terminal as it was, and takes it again") {
  const Terminal terminal([](int fd) { return wait_for_keys(fd, "q"); });
  terminal.until(false);
  kill(terminal.process, SIGTSTP);
  int status = 0;
  REQUIRE(waitpid(terminal.process, &status, WUNTRACED) == terminal.process);
  CHECK(WIFSTOPPED(status));
  terminal.until(true);
  kill(terminal.process, SIGCONT);
  terminal.until(false);
  terminal.type("q");
  CHECK(terminal.ended() == 0);
  terminal.until(true);
}

}  // namespace weir::exercises
