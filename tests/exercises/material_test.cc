// The parts of the author's check that run nothing of a learner's: words, fingerprints, processes.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "exercises/author/in_processes.h"
#include "exercises/author/judge_words.h"
#include "exercises/author/material.h"
#include "exercises/exercises.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::exercises;

namespace {

using Lines = std::vector<std::string>;

const std::string kRoot = WEIR_SOURCE_DIR "/exercises/";

Material material_of(int number) {
  for (const Exercise& e : kExercises)
    if (e.number == number) {
      auto read = read_material(kRoot + std::string(e.folder));
      REQUIRE(read.has_value());
      return std::move(*read);
    }
  FAIL("no exercise " << number);
  return {};
}

// A plan with the checks for which there are words.
Plan plan_of(const Material& material) {
  Plan plan;
  for (const auto& [id, words] : material.hints.checks) plan.checks.push_back({id, "a sentence"});
  return plan;
}

const std::vector<int> kLessons{1, 2, 4};

// What is found in exercise 3 when it has been changed so.
template <class Change>
Lines findings_of(const Change& change) {
  Material material = material_of(3);
  change(material);
  return judge_words(material, plan_of(material_of(3)), kLessons);
}

}  // namespace

TEST_CASE("the words of the exercises are all there and give nothing away") {
  for (const Exercise& e : kExercises) {
    INFO(e.folder);
    const Material material = material_of(e.number);
    CHECK(judge_words(material, plan_of(material), kLessons) == Lines{});
    CHECK(material.solutions.size() >= 2);
    CHECK(material.hints.wrongs.size() == material.wrong.size());
  }
}

TEST_CASE("a line of a solution in a hint is found, however it is set") {
  const std::string solution = "  sum.update(s);  // stored\n  return;\n#include <weir.h>\n";
  CHECK(given_away("then sum.update(s); and", solution, "") == Lines{"sum.update(s);"});
  CHECK(given_away("then sum . update( s ) ;", solution, "") == Lines{"sum.update(s);"});
  CHECK(given_away("use update()", solution, "").empty());
  CHECK(given_away("return; #include <weir.h>", solution, "").empty());
  CHECK(given_away("then sum.update(s); and", solution, "a starter: sum.update(s);").empty());
}

TEST_CASE("each word that is missing or superfluous is found") {
  CHECK(findings_of([](Material& m) { m.hints.checks.at("seven").ask.clear(); }) ==
        Lines{"hints.toml: [check.seven] ask is missing"});
  CHECK(findings_of([](Material& m) { m.hints.wrong.at("no_clear").why.clear(); }) ==
        Lines{"hints.toml: [wrong.no_clear] why is missing"});
  CHECK(findings_of([](Material& m) { m.hints.checks.erase("crash"); }) ==
        Lines{"hints.toml: there is no [check.crash]"});
  CHECK(findings_of([](Material& m) { m.hints.checks["moon"] = m.hints.todo; }) ==
        Lines{"hints.toml: [check.moon]: there is no such check"});
  CHECK(findings_of([](Material& m) { m.hints.wrong["moon"] = m.hints.todo; }) ==
        Lines{"hints.toml: [wrong.moon]: there is no such wrong solution"});
  CHECK(findings_of([](Material& m) { m.hints.wrong.erase("no_clear"); }) ==
        Lines{"hints.toml: there is no [wrong.no_clear]"});
  CHECK(findings_of([](Material& m) { m.wrong["moon"] = "int x;"; }) ==
        Lines{"wrong.toml: there is no [moon]"});
  CHECK(findings_of([](Material& m) { m.wrong.erase("no_clear"); }) ==
        Lines{"wrong.toml: [no_clear]: there is no wrong/no_clear.cc"});
  CHECK(findings_of([](Material& m) { m.hints.wrongs[0].caught_by = "moon"; }) ==
        Lines{"wrong.toml: [changes_a_copy] caught_by: there is no check 'moon'"});
  CHECK(findings_of([](Material& m) { m.hints.checks.at("seven").lesson = "3"; }) ==
        Lines{"hints.toml: [check.seven] lesson: there is no lesson 3"});
  CHECK(findings_of([](Material& m) { m.hints.todo.lesson = ""; }) ==
        Lines{"hints.toml: [todo] lesson is missing"});
  CHECK(findings_of([](Material& m) { m.hints.after = ""; }) ==
        Lines{"hints.toml: [pass] after is missing"});
  CHECK(findings_of([](Material& m) { m.hints.todo.shape = "Say sum.update(s); then"; }) ==
        Lines{"hints.toml: [todo] shape has a line of the solution count_and_total: "
              "sum.update(s);"});
}

TEST_CASE("fingerprints are written behind what a section has, and nothing else changes") {
  const std::string toml =
      "# words\n[a]\ncaught_by = \"x\"\nfingerprint = \"old\"\n\n[b]\ncaught_by = \"y\"\n\n[c]\n"
      "caught_by = \"z\"\n";
  CHECK(with_fingerprints(toml, {{"a", "1"}, {"b", "2"}, {"c", "3"}}) ==
        "# words\n[a]\ncaught_by = \"x\"\nfingerprint = \"1\"\n\n[b]\ncaught_by = \"y\"\n"
        "fingerprint = \"2\"\n\n[c]\ncaught_by = \"z\"\nfingerprint = \"3\"\n");
  const std::string once = with_fingerprints(toml, {{"a", "1"}, {"b", "2"}, {"c", "3"}});
  CHECK(with_fingerprints(once, {{"a", "1"}, {"b", "2"}, {"c", "3"}}) == once);
}

TEST_CASE("work that is shared out comes back in order, whatever its size") {
  const auto gave = in_processes(
      25, 2, [](std::size_t i) { return std::to_string(i) + std::string(i * 9000, 'x'); });
  REQUIRE(gave.has_value());
  REQUIRE(gave->size() == 25);
  for (std::size_t i = 0; i < gave->size(); i++)
    CHECK((*gave)[i] == std::to_string(i) + std::string(i * 9000, 'x'));
  const auto none = in_processes(0, 2, [](std::size_t) { return std::string(); });
  REQUIRE(none.has_value());
  CHECK(none->empty());
}

TEST_CASE("a process that dies is an error that says how far it came") {
  const auto gave = in_processes(6, 2, [](std::size_t i) {
    if (i == 3) _exit(1);
    return std::string("done");
  });
  REQUIRE_FALSE(gave.has_value());
  CHECK(gave.error().text == "a process ended before it was done with number 3");
}
