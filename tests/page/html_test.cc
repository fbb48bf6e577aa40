// weir html, as it is typed: where it writes, what it refuses, what it says.
#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir::testing;
namespace fs = std::filesystem;

namespace {

std::string in(const TemporaryFolder& folder, const std::string& name) {
  return folder.path() + "/" + name;
}

void check_refused(const std::string& arguments, const std::string& says) {
  const Ran ran = run_weir("html " + arguments);
  INFO(ran.err);
  CHECK(ran.exit == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err == "weir: " + says + "\n");
}

}  // namespace

TEST_CASE("weir html writes a page, whole, and the same one every time") {
  const TemporaryFolder folder;
  const std::string page = in(folder, "a.html"), again = in(folder, "b.html");
  const Ran ran = run_weir("html 11 --output " + page);
  INFO(ran.err);
  CHECK(ran.exit == 0);
  CHECK(ran.out.find(page + ": ") == 0);
  CHECK(ran.out.find(" KiB, to be opened in a browser. It needs no network.\n") !=
        std::string::npos);
  CHECK(run_weir("html 11 -o " + again).exit == 0);
  const std::string text = read_file(page);
  CHECK(text == read_file(again));
  CHECK(text.starts_with("<!doctype html>\n"));
  CHECK(text.ends_with("</html>\n"));
  CHECK(text == run_weir("html 11 -o -").out);
  CHECK(text != run_weir("html 11 -o - --set camera.watermarks.out_of_orderness=2ms").out);
  // Nothing else is left in the folder, and another page replaces this one.
  CHECK(run_weir("html 1 -o " + page).exit == 0);
  CHECK(read_file(page) != text);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
}

TEST_CASE("a page of a trace is that of its job, but for names and what the lesson says") {
  const TemporaryFolder folder;
  const std::string trace = in(folder, "run.jsonl");
  std::ofstream(trace, std::ios::binary) << run_weir("run 8 --json").out;
  const std::string page = run_weir("html " + trace + " -o -").out;
  const std::string own = run_weir("html 8 -o -").out;
  const auto block = [](const std::string& text) {
    const auto begin = text.find("id=\"trace\"");
    return text.substr(begin, text.find("</script>", begin) - begin);
  };
  CHECK(block(page) == block(own));
  CHECK(page.find("weir state " + trace) != std::string::npos);
  CHECK(own.find("weir step 8") != std::string::npos);
}

TEST_CASE("runs of a lesson, and runs with other values, stand in one page") {
  const std::string page =
      run_weir("html 11 -o - --variant two-ticks --variant slow=camera.every=90ms").out;
  CHECK(page.find("id=\"trace-2\"") != std::string::npos);
  CHECK(page.find("\"name\":\"two-ticks\"") != std::string::npos);
  CHECK(page.find("weir step 11 --set camera.every=90ms") != std::string::npos);
  // What makes a run another one is said beside its name; nothing of the first one.
  CHECK(page.find("\"varies\":[\"camera.watermarks.out_of_orderness=2ms\"]") != std::string::npos);
  CHECK(page.find("\"varies\":[\"camera.every=90ms\"]") != std::string::npos);
  CHECK(run_weir("html 11 -o - --set camera.every=90ms").out.find("\"varies\"") ==
        std::string::npos);
}

TEST_CASE("a command of the page says the last assignment to a key, and says it once") {
  const std::string page = run_weir(
                               "html 11 -o - --set camera.every=10ms --set job.parallelism=1 "
                               "--set camera.every=20ms --variant slow=camera.every=90ms")
                               .out;
  CHECK(page.find("\"weir step 11 --set job.parallelism=1 --set camera.every=20ms\"") !=
        std::string::npos);
  CHECK(page.find("\"weir step 11 --set job.parallelism=1 --set camera.every=90ms\"") !=
        std::string::npos);
}

TEST_CASE("weir html leaves alone what is no place for a page, and says what to do") {
  const TemporaryFolder folder;
  const std::string at = folder.path();
  check_refused("11 -o " + at,
                at + " is a folder. Name a file in it: --output " + at + "/page.html");
  check_refused("11 -o /dev/null", "/dev/null is no ordinary file, and is left as it is.");
  check_refused("11 -o " + at + "/none/a.html",
                "There is no folder " + at + "/none to write a.html into.");
  check_refused("11 -o " + at + "/a.jsonl",
                "A page is HTML, and a name with .jsonl stands for something else. Call it " + at +
                    "/a.html.");
  check_refused("11 --at 99 -o " + at + "/a.html",
                "--at wants a step from 0 to 19, which is the last one of this run, not 99.");
  check_refused("11 --open -o -", "--open wants a file, and --output - writes none.");
  check_refused("11 --variant two-tics -o -",
                "Lesson 11 has no run 'two-tics'. Did you mean 'two-ticks'?");
  check_refused("11 --variant =x -o -",
                "--variant wants NAME=KEY=VALUE, or the name of a run of the lesson, not '=x'.");
  CHECK(fs::is_empty(at));
}

TEST_CASE("weir html --open says where the page is if nothing here can open it") {
  const TemporaryFolder folder;
  const std::string page = in(folder, "a.html");
  const Ran ran = run_weir("html 11 --open -o " + page, {}, "PATH=/nowhere");
  CHECK(ran.exit == 5);
  CHECK(ran.err ==
        "weir: There is no xdg-open here, which opens pages. Open it in a browser "
        "yourself: " +
            page + "\n");
  CHECK(fs::file_size(page) > 100'000);
}

TEST_CASE("a variant takes several assignments, and a comma in a value is none between two") {
  const auto commands = [](const std::string& variant) {
    const std::string page = run_weir("html 11 -o - --variant " + variant).out;
    const auto begin = page.find("\"name\":\"v\"");
    REQUIRE(begin != std::string::npos);
    return page.substr(begin, page.find("\"layouts\"", begin) - begin);
  };
  CHECK(commands("v=camera.every=10ms,camera.watermarks.emit=200ms")
            .find("weir step 11 --set camera.every=10ms --set camera.watermarks.emit=200ms") !=
        std::string::npos);
  CHECK(commands("v=camera.every=10ms --variant v=camera.watermarks.emit=200ms")
            .find("--set camera.every=10ms --set camera.watermarks.emit=200ms") !=
        std::string::npos);
  const std::string table = R"('v=camera.watermarks={ out_of_orderness = "1ms",emit="200ms" },)"
                            R"(camera.every=20ms')";
  CHECK(commands(table).find("--set camera.every=20ms") != std::string::npos);
  CHECK(commands(table).find("emit=\\\"200ms\\\" }' --set camera.every") != std::string::npos);
}
