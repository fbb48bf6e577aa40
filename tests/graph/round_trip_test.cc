// What is printed of a job file reads back to the same, whatever it says.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/core/hash.h"
#include "engine/graph/job_file/job_file.h"
#include "sim/job_file.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

struct Whole {
  JobFile job;
  sim::SimulationFile simulation;
  bool operator==(const Whole&) const = default;
};

std::string print(const Whole& whole) {
  return print_job(whole.job) + '\n' + sim::print_simulation(whole.simulation);
}

Whole read(const std::string& text) {
  Diagnostics diagnostics;
  const Document::Parsed parsed = Document::parse("job.toml", text);
  INFO(text);
  INFO(to_text(parsed.diagnostics));
  REQUIRE(parsed.document);
  Whole out;
  out.job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  out.simulation = sim::read_simulation(*parsed.document, diagnostics);
  INFO(to_text(diagnostics));
  REQUIRE(diagnostics.empty());
  return out;
}

// Writes random TOML from the tables of keys: every key, of every type, one time in three.
class RandomFile final : public KeyVisitor {
 public:
  explicit RandomFile(std::uint64_t seed) : seed_(seed) {}

  void enter(const KeySpec& spec) override {
    if (depth_++ == 0) {
      text += fmt_header(spec.name);
      return;
    }
    inner_ = true;
    first_ = true;
    text += std::string(spec.name) + " = {";
  }
  void leave() override {
    if (--depth_ > 0) {
      text += " }\n";
      inner_ = false;
    }
  }
  void key(const KeySpec& spec, bool list) override {
    if (header_ == "[[fault]]" && spec.name != "rescale" && spec.name != "when") return;
    const bool always = spec.required || header_ == "[[fault]]";
    if (!always && draw(3) != 0) return;
    const std::string value = value_of(spec, list);
    if (value.empty()) return;
    if (inner_) text += first_ ? " " : ", ";
    first_ = false;
    text += std::string(spec.name) + " = " + value + (inner_ ? "" : "\n");
  }

  std::string text;

 private:
  std::uint64_t draw(std::uint64_t n) {
    draws_ += 0x9e3779b97f4a7c15u;
    std::uint64_t x = seed_ * 0xbf58476d1ce4e5b9u + draws_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (x ^ (x >> 31)) % n;
  }
  std::string fmt_header(std::string_view name) {
    header_ = std::string(name);
    return header_ + '\n';
  }
  std::string any_text() {
    static constexpr const char* kTexts[] = {R"("a")",        R"("'x' = \"y\"")", R"('C:\path')",
                                             R"("日本\t\n")", R"("\u001b[31m")",  R"("\\")",
                                             R"("a, b # c")", R"("]}")"};
    return kTexts[draw(std::size(kTexts))];
  }
  std::string duration() {
    static constexpr const char* kDurations[] = {R"("5ms")", R"("1500ms")", R"("1h 30min")",
                                                 R"("2d")", R"("60s")"};
    return kDurations[draw(std::size(kDurations))];
  }
  std::string scalar() {
    static constexpr const char* kScalars[] = {
        "1", "-9223372036854775808", "0x10", "1.5", "1e300", "-0.0", "inf", "true", "100000.0"};
    return draw(2) == 0 ? any_text() : kScalars[draw(std::size(kScalars))];
  }
  // NamedTexts look like Texts to a visitor: these are the tables of texts.
  static bool is_table_of_texts(std::string_view name) {
    return name == "columns" || name == "map" || name == "aggregate";
  }

  std::string value_of(const KeySpec& spec, bool list) {
    switch (spec.type) {
      case KeyType::kUid: return "\"u" + std::to_string(draw(1000)) + "\"";
      case KeyType::kChoice:
        return '"' + std::string(spec.choices[draw(spec.choices.size())]) + '"';
      case KeyType::kDuration: return duration();
      case KeyType::kDurationOr:
        return draw(2) == 0 ? duration() : '"' + std::string(spec.choices[0]) + '"';
      case KeyType::kDurations: return draw(2) == 0 ? duration() : R"(["1ms", "3d"])";
      case KeyType::kInteger:
        return std::to_string(spec.min + static_cast<std::int64_t>(
                                             draw(static_cast<std::uint64_t>(std::min(
                                                      spec.max - spec.min, std::int64_t{1} << 40)) +
                                                  1)));
      case KeyType::kReal: return draw(2) == 0 ? "3" : "1.0000000000000002";
      case KeyType::kBool: return draw(2) == 0 ? "true" : "false";
      case KeyType::kRows:
        return "[{ a = " + scalar() + ", \"b b\" = " + scalar() + " }, {}, { c = " + scalar() +
               " }]";
      case KeyType::kTable: return {};
      case KeyType::kText:
      case KeyType::kInput:
      case KeyType::kPath:
      case KeyType::kExpression:
      case KeyType::kCondition:
      case KeyType::kAggregate:
      case KeyType::kQuery:
      case KeyType::kColumnType:
      case KeyType::kFunction: break;
    }
    if (is_table_of_texts(spec.name))
      return "{ a = " + any_text() + ", \"\\\" é\" = " + any_text() + " }";
    if (list && draw(2) == 0) return '[' + any_text() + ", " + any_text() + ']';
    return any_text();
  }

  std::uint64_t seed_, draws_ = 0;
  std::string header_;
  int depth_ = 0;
  bool inner_ = false, first_ = true;
};

TEST_CASE("a random job file is printed as one that says the same") {
  std::size_t longest = 0;
  for (int i = 0; i < scenarios(200); i++) {
    RandomFile random(static_cast<std::uint64_t>(i));
    visit_job_keys(random);
    sim::visit_simulation_keys(random);
    const Whole whole = read(random.text);
    const std::string printed = print(whole);
    INFO(printed);
    const Whole again = read(printed);
    CHECK(again == whole);
    CHECK(print(again) == printed);
    longest = std::max(longest, printed.size());
    // And a difference is seen.
    Whole other = whole;
    other.job.sources[0].uid = {"other", {}};
    CHECK_FALSE(read(print(other)) == whole);
  }
  CHECK(longest > 1000);
}

TEST_CASE("the job files of the lessons are printed as ones that say the same") {
  std::size_t lessons = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WEIR_SOURCE_DIR "/lessons")) {
    const std::filesystem::path path = entry.path() / "job.toml";
    if (!std::filesystem::exists(path)) continue;
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const Whole whole = read(text);
    CHECK(read(print(whole)) == whole);
    lessons++;
  }
  CHECK(lessons >= 2);
}

}  // namespace
}  // namespace weir
