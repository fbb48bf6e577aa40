// Tested by tests/exercises/material_test.cc.
#include "exercises/author/judge_words.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace weir::exercises {

namespace {

constexpr std::size_t kShortestLine = 12;

// Without white space: code that is only set otherwise is the same code.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t') out += c;
  return out;
}

class Judge {
 public:
  Judge(const Material& material, const std::vector<int>& lessons)
      : material_(material), lessons_(lessons) {
    given_ = material.readme + material.contract + material.starter;
  }

  void section(const std::string& name, const HintWords& words, bool has_why) {
    lesson(name, words.lesson);
    if (has_why) piece(name, "why", words.why);
    for (int level = 1; level <= kHintLevels; level++)
      piece(name, level == 1 ? "ask" : level == 2 ? "concept" : "shape", words.level(level));
  }

  void piece(const std::string& section, const char* key, const std::string& words) {
    const std::string place = "hints.toml: [" + section + "] " + key;
    if (words.empty()) {
      findings_.push_back(place + " is missing");
      return;
    }
    for (const auto& [name, source] : material_.solutions)
      for (const std::string& line : given_away(words, source, given_))
        findings_.push_back(place + " has a line of the solution " + name + ": " + line);
  }

  void say(std::string finding) { findings_.push_back(std::move(finding)); }
  std::vector<std::string> take() { return std::move(findings_); }

 private:
  void lesson(const std::string& section, const std::string& number) {
    const bool known = std::any_of(lessons_.begin(), lessons_.end(),
                                   [&](int n) { return std::to_string(n) == number; });
    if (!known)
      findings_.push_back("hints.toml: [" + section + "] lesson" +
                          (number.empty() ? " is missing" : ": there is no lesson " + number));
  }

  const Material& material_;
  const std::vector<int>& lessons_;
  std::string given_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> given_away(std::string_view words, std::string_view solution,
                                    std::string_view given) {
  const std::string said = squeezed(words), known = squeezed(given);
  std::vector<std::string> out;
  std::istringstream lines{std::string(solution)};
  for (std::string line; std::getline(lines, line);) {
    const std::string code = squeezed(line.substr(0, line.find("//")));
    if (code.size() < kShortestLine || code.front() == '#') continue;
    if (said.find(code) != std::string::npos && known.find(code) == std::string::npos)
      out.push_back(code);
  }
  return out;
}

std::vector<std::string> judge_words(const Material& material, const Plan& plan,
                                     const std::vector<int>& lessons) {
  Judge judge(material, lessons);
  const Hints& hints = material.hints;
  judge.piece("pass", "after", hints.after);
  judge.section("todo", hints.todo, false);
  std::set<std::string> checks;
  for (const CheckName& check : plan.checks) {
    checks.insert(check.id);
    const auto at = hints.checks.find(check.id);
    if (at == hints.checks.end())
      judge.say("hints.toml: there is no [check." + check.id + "]");
    else
      judge.section("check." + check.id, at->second, true);
  }
  for (const auto& [id, words] : hints.checks)
    if (!checks.contains(id)) judge.say("hints.toml: [check." + id + "]: there is no such check");
  std::set<std::string> listed;
  for (const WrongSolution& wrong : hints.wrongs) {
    listed.insert(wrong.name);
    if (!material.wrong.contains(wrong.name))
      judge.say("wrong.toml: [" + wrong.name + "]: there is no wrong/" + wrong.name + ".cc");
    if (!checks.contains(wrong.caught_by))
      judge.say("wrong.toml: [" + wrong.name + "] caught_by: there is no check '" +
                wrong.caught_by + "'");
    const auto at = hints.wrong.find(wrong.name);
    if (at == hints.wrong.end())
      judge.say("hints.toml: there is no [wrong." + wrong.name + "]");
    else
      judge.section("wrong." + wrong.name, at->second, true);
  }
  for (const auto& [name, source] : material.wrong)
    if (!listed.contains(name)) judge.say("wrong.toml: there is no [" + name + "]");
  for (const auto& [name, words] : hints.wrong)
    if (!listed.contains(name))
      judge.say("hints.toml: [wrong." + name + "]: there is no such wrong solution");
  return judge.take();
}

}  // namespace weir::exercises
