// Mutants: what is changed, what is left alone, and that each is one change.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "exercises/author/cpp_tokens.h"
#include "exercises/author/mutants.h"
#include "tests/catch.h"

using namespace weir::exercises;

namespace {

// The changed lines of the mutants of a function with this body.
std::vector<std::string> changes(const std::string& body) {
  std::vector<std::string> out;
  for (const Mutant& m :
       mutants_of("struct A : B {\n  int f(int a) override {\n    " + body + "\n  }\n};\n"))
    out.push_back(m.is);
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("tokens are words, numbers, texts and the longest operators, without comments") {
  std::vector<std::string> texts;
  for (const CppToken& t :
       cpp_tokens("#include <x>\na<<=b; // c\n\"d;\\\"\" /* e */ 0x1fu 1'000 ->"))
    texts.emplace_back(t.text);
  CHECK(texts == Lines{"a", "<<=", "b", ";", "\"d;\\\"\"", "0x1fu", "1'000", "->"});
}

TEST_CASE("tokens know whether they are in the body of a function") {
  const std::string source =
      "struct A {\n  int x = 1;\n  int f() const override {\n    if (x) { return 2; }\n  }\n"
      "  int y = 3;\n};\nint g() { return 4; }\nint z = 5;\n";
  std::string inside;
  for (const CppToken& t : cpp_tokens(source))
    if (t.kind == TokenKind::kNumber && t.in_body) inside += t.text;
  CHECK(inside == "24");
}

TEST_CASE("comparisons are moved by one and turned around") {
  CHECK(changes("use(a < b);") == Lines{";", "use(a <= b);", "use(a >= b);"});
  CHECK(changes("use(a == b);") == Lines{";", "use(a != b);"});
  CHECK(changes("use(a && !b);") == Lines{";", "use(a || !b);", "use(a && b);"});
}

TEST_CASE("what looks like a comparison and is none stays") {
  CHECK(changes("return static_cast<int>(a);").empty());
  CHECK(changes("std::vector<int> v;").empty());
}

TEST_CASE("sums, counters and numbers are changed") {
  CHECK(changes("x = a + b;") == Lines{";", "x = a - b;"});
  CHECK(changes("x += a;") == Lines{";", "x -= a;"});
  CHECK(changes("++x;") == Lines{"--x;", ";"});
  CHECK(changes("return 3;") == Lines{"return 4;", "return 2;"});
  CHECK(changes("return 0;") == Lines{"return 1;"});
  CHECK(changes("return 0x10u;") == Lines{"return 17u;", "return 15u;"});
  CHECK(changes("return 1.5;").empty());
  CHECK(changes("return -a;").empty());
}

TEST_CASE("statements are left out, declarations and returned values are not") {
  CHECK(changes("state.clear();") == Lines{";"});
  CHECK(changes("out.collect({a, b});") == Lines{";", "out.collect({a, b}); out.collect({a, b});"});
  CHECK(changes("if (a) state.update(b);") == Lines{"if (a) ;"});
  CHECK(changes("return;") == Lines{";"});
  CHECK(changes("return a;").empty());
  CHECK(changes("Sum s = state.value();").empty());
  CHECK(changes("const auto s = state.value();").empty());
}

TEST_CASE("going on and giving up are exchanged") {
  CHECK(changes("for (;;) if (a) continue;") ==
        Lines{"for (;;) if (a) break;", "for (;;) if (a) ;"});
}

TEST_CASE("state becomes a member and a static that nobody saves") {
  const std::string source =
      "#include \"exercise.h\"\n\nstruct A : B {\n  ValueState<Sum> sum;\n"
      "  ValueState<int> a, b;\n};\n";
  const auto mutants = mutants_of(source);
  REQUIRE(mutants.size() == 2);
  CHECK(mutants[0].is == "ValueState is a member");
  CHECK(mutants[1].is == "ValueState is a static");
  for (const Mutant& m : mutants) {
    CHECK(m.line == 4);
    CHECK(m.source.find("ValueState<") == std::string::npos);
    CHECK(m.source.find("StandIn<Sum> sum;\n  StandIn<int> a, b;") != std::string::npos);
  }
}

TEST_CASE("each mutant is another text, says its line, and differs there only") {
  const std::string source =
      "struct A : B {\n  int f(int a) override {\n    x = a + 1;\n    if (a < 2) return;\n"
      "    x += 3;\n  }\n};\n";
  const auto mutants = mutants_of(source);
  CHECK(mutants.size() == 13);
  std::set<std::string> texts;
  for (const Mutant& m : mutants) {
    INFO(m.text());
    CHECK(m.source != source);
    texts.insert(m.source);
    CHECK(std::count(m.source.begin(), m.source.end(), '\n') == 7);
    CHECK(m.text() == "line " + std::to_string(m.line) + ": " + m.was + "  ->  " + m.is);
  }
  CHECK(texts.size() == mutants.size());
}

TEST_CASE("no source has no mutants and broken source does no harm") {
  CHECK(mutants_of("").empty());
  for (const char* source : {"}}}", "f() {", "f() { \"", "f() { /*", "'", "f() { x = (; }"})
    for (const Mutant& m : mutants_of(source)) CHECK(m.source != source);
}
