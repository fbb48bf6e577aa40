// What weir doctor makes of what it finds, and that it finds what is here.
#include "lessons/cli/doctor.h"

#include "engine/trace/json.h"
#include "lessons/lessons.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"

using namespace weir;
using namespace weir::cli;
using namespace weir::testing;

namespace {

// Everything is there.
Facts healthy() {
  Facts facts;
  facts.lessons = {"1 word count", "8 order join"};
  facts.compilers = {"g++ (Debian 12.2.0-14) 12.2.0"};
  facts.dot = "dot - graphviz version 2.43.0 (0)";
  facts.installer = "apt";
  facts.around.terminal = true;
  facts.around.columns = 100;
  facts.around.term = "xterm";
  facts.around.locale = "C.UTF-8";
  facts.screen.color = true;
  return facts;
}

Facts sick() {
  Facts facts;
  facts.broken_lessons = {"lesson 1 word count: lines.txt: No such file or directory"};
  facts.heap_error = "no memory";
  facts.rocksdb_error = "libweir_rocksdb.so cannot be loaded\x1b[2J";
  facts.compilers = {"Apple clang version 13.1.6"};
  facts.around.terminal = true;
  facts.around.columns = 40;
  facts.around.term = "dumb";
  facts.around.locale = "de_DE.ISO-8859-1";
  return facts;
}

}  // namespace

TEST_CASE("where all is there every line is ok") {
  CHECK(findings_text(examine(healthy())) ==
        "ok       lessons   1 word count, 8 order join\n"
        "ok       hashmap   state in memory works\n"
        "ok       rocksdb   state in RocksDB works\n"
        "ok       dot       dot - graphviz version 2.43.0 (0)\n"
        "ok       compiler  g++ 12.2.0\n"
        "ok       terminal  100 columns, TERM=xterm, colours\n"
        "ok       locale    C.UTF-8\n"
        "\n"
        "Lessons can run: weir run 1\n");
}

TEST_CASE("what is missing is said with what mends it") {
  CHECK(findings_text(examine(sick())) ==
        "missing  lessons   lesson 1 word count: lines.txt: No such file or directory\n"
        "                   to mend it: build Weir again where its folder is now: ./setup\n"
        "missing  hashmap   no memory\n"
        "                   to mend it: build Weir again: ./setup\n"
        "missing  rocksdb   libweir_rocksdb.so cannot be loaded\\x1b[2J\n"
        "                   to mend it: ./setup, which installs RocksDB and builds Weir again\n"
        "missing  dot       no Graphviz, for weir graph --format svg\n"
        "                   to mend it: install it with the package manager of this system\n"
        "missing  compiler  no g++ 12 or clang++ 14, for exercises; lessons need none (there is: "
        "Apple clang version 13.1.6)\n"
        "                   to mend it: install it with the package manager of this system\n"
        "missing  terminal  40 columns, TERM=dumb: too narrow for pictures, sentences instead\n"
        "                   to mend it: make the window 60 columns wide or wider\n"
        "missing  locale    de_DE.ISO-8859-1: not UTF-8, pictures are drawn in ASCII\n"
        "                   to mend it: export LC_ALL=C.UTF-8\n"
        "\n"
        "Lessons cannot run.\n");
}

TEST_CASE("each thing that is missing is said, and only lessons and memory are needed") {
  const auto only = [](const auto& change) {
    Facts facts = healthy();
    change(facts);
    const std::vector<Finding> findings = examine(facts);
    std::string missing;
    for (const Finding& f : findings) {
      CHECK(f.ok == f.fix.empty());
      if (!f.ok) missing += f.name + (f.needed ? "!" : "") + ' ';
    }
    const bool runs = findings_text(findings).find("Lessons can run") != std::string::npos;
    CHECK(runs == (missing.find('!') == std::string::npos));
    return missing;
  };
  CHECK(only([](Facts&) {}).empty());
  CHECK(only([](Facts& f) { f.broken_lessons = {"x"}; }) == "lessons! ");
  CHECK(only([](Facts& f) { f.heap_error = "x"; }) == "hashmap! ");
  CHECK(only([](Facts& f) { f.rocksdb_error = "x"; }) == "rocksdb ");
  CHECK(only([](Facts& f) { f.dot.reset(); }) == "dot ");
  CHECK(only([](Facts& f) { f.compilers.clear(); }) == "compiler ");
  CHECK(only([](Facts& f) { f.around.term = ""; }) == "terminal ");
  CHECK(only([](Facts& f) { f.around.columns = 59; }) == "terminal ");
  CHECK(only([](Facts& f) { f.around.terminal = false; }).empty());
  CHECK(only([](Facts& f) { f.around.locale = ""; }) == "locale ");
  CHECK(only([](Facts& f) { f.around.locale = "ja_JP.UTF-8"; }).empty());
}

TEST_CASE("how something is installed is said in the words of the system") {
  const auto fixes = [](const char* installer) {
    Facts facts = healthy();
    facts.installer = installer;
    facts.dot.reset();
    facts.compilers.clear();
    std::string out;
    for (const Finding& f : examine(facts))
      if (!f.ok) out += f.fix + ';';
    return out;
  };
  CHECK(fixes("apt") == "apt install graphviz;apt install g++;");
  CHECK(fixes("dnf") == "dnf install graphviz;dnf install gcc-c++;");
  CHECK(fixes("brew") == "brew install graphviz;xcode-select --install;");
}

TEST_CASE("compilers are known by what they say of themselves") {
  CHECK(usable_compiler("g++ (Debian 12.2.0-14) 12.2.0") == "g++ 12.2.0");
  CHECK(usable_compiler("c++ (Ubuntu 13.2.0-4ubuntu3) 13.2.0") == "g++ 13.2.0");
  CHECK(usable_compiler("Debian clang version 14.0.6") == "clang++ 14.0.6");
  CHECK(usable_compiler("Apple clang version 15.0.0 (clang-1500.3.9.4)") == "clang++ 15.0.0");
  CHECK_FALSE(usable_compiler("g++ (GCC) 11.4.0").has_value());
  CHECK_FALSE(usable_compiler("clang version 13.0.1").has_value());
  CHECK_FALSE(usable_compiler("").has_value());
  CHECK_FALSE(usable_compiler("command not found").has_value());
}

TEST_CASE("for programs there is one JSON document") {
  const auto json = parse_json(findings_json(examine(sick())));
  REQUIRE(json);
  CHECK(*json->find(Value::text("schema")) == Value::text("doctor/1"));
  CHECK(*json->find(Value::text("lessons_run")) == Value::boolean(false));
  const Value findings = *json->find(Value::text("findings"));
  REQUIRE(findings.size() == 7);
  CHECK(*findings.at(2).find(Value::text("what")) ==
        Value::text("libweir_rocksdb.so cannot be loaded\x1b[2J"));
  CHECK(*findings.at(2).find(Value::text("needed")) == Value::boolean(false));
}

TEST_CASE("weir doctor finds that lessons run here") {
  const Ran ran = run_weir("doctor");
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  std::string all;
  for (const lessons::Lesson& lesson : lessons::kLessons)
    all +=
        (all.empty() ? "" : ", ") + std::to_string(lesson.number) + " " + std::string(lesson.title);
  CHECK(ran.out.starts_with("ok       lessons   " + all +
                            "\n"
                            "ok       hashmap   state in memory works\n"));
  CHECK(ran.out.find("pipe") != std::string::npos);
  CHECK(ran.out.ends_with("\nLessons can run: weir run 1\n"));
  CHECK(parse_json(run_weir("doctor --json").out).has_value());
  const Shown shown = run_in_terminal("doctor", "TERM=dumb");
  CHECK(shown.exit == 0);
  CHECK(shown.text.find("TERM=dumb: no colours") != std::string::npos);
}
