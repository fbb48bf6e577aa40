#include <algorithm>
#include <array>
#include <filesystem>

#include "lessons/book/check/lesson_check.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

// Words in front of numbers that are names: "lesson 12", "step 8" (which links check).
constexpr std::array<std::string_view, 7> kNames{"Flink ", "lesson ", "lessons ", "exercise ",
                                                 "step ",  "steps ",  "weir "};

void add_all(std::set<std::string>& known, std::string_view text) {
  for (Numeral& numeral : numerals_of(text)) known.insert(std::move(numeral.text));
}

// What the lesson shows, computes, reads or proves.
std::set<std::string> known_numerals(const LessonCheck& check) {
  std::set<std::string> known;
  for (const TextBlock& block : check.text.blocks)
    for (const std::string& line : block.lines) add_all(known, line);
  for (const auto& entry : std::filesystem::directory_iterator(check.folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "lesson.md" || name == "lesson.toml" || !entry.is_regular_file()) continue;
    if (const auto text = runs::read_whole(entry.path().string())) add_all(known, *text);
  }
  for (const RunSection& run : check.file.runs) {
    for (const auto& set : run.set) add_all(known, set.value);
    for (const auto& expect : run.expect) add_all(known, expect.value);
  }
  if (check.file.minutes) known.insert(std::to_string(check.file.minutes->value));
  for (const auto& numeral : check.file.numerals) known.insert(numeral.value);
  return known;
}

bool is_name(std::string_view text, std::size_t at) {
  for (const std::string_view name : kNames)
    if (at >= name.size()) {
      std::string before(text.substr(at - name.size(), name.size()));
      before[0] = before[0] == name[0] - 'a' + 'A' ? name[0] : before[0];
      if (before == name) return true;
    }
  return false;
}

bool is_joint(std::string_view between) {
  return between == " and " || between == " or " || between == " to " || between == ", ";
}

bool is_number(std::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_relation(std::string_view word) {
  return word == "=" || word == "<" || word == ">" || word == "<=" || word == ">=";
}
bool is_operator(std::string_view word) {
  return is_relation(word) || word == "+" || word == "-" || word == "*" || word == "/" ||
         word == "%";
}

// "17 - 2 - 1 = 14" in a sentence. A formula with a letter in it is none of these.
std::vector<std::string> claims_in(std::string_view text) {
  std::vector<std::string> words(1), out;
  for (const char c : text) {
    if (c == ' ' || c == '\n')
      words.emplace_back();
    else
      words.back() += c;
  }
  std::erase(words, "");
  for (std::size_t i = 0; i < words.size(); i++) {
    std::string claim;
    bool relation = false, broken = i > 0 && is_operator(words[i - 1]);
    std::size_t at = i;
    for (; at < words.size(); at++) {
      std::string word = words[at];
      while (!word.empty() && std::string_view("`(").find(word.front()) != std::string_view::npos)
        word.erase(0, 1);
      const bool ends = !is_operator(word) && !is_number(word);
      while (!word.empty() &&
             std::string_view("`).,:;?!").find(word.back()) != std::string_view::npos)
        word.pop_back();
      if (!is_operator(word) && !is_number(word)) {
        broken = broken || (at > i && is_operator(words[at - 1]));
        break;
      }
      relation = relation || is_relation(word);
      claim += (claim.empty() ? "" : " ") + word;
      if (ends) {
        at++;
        break;
      }
    }
    if (claim.empty()) continue;
    if (relation && !broken && is_number(claim.substr(0, 1))) out.push_back(claim);
    i = at - 1 > i ? at - 1 : i;
  }
  return out;
}

class Lint {
 public:
  explicit Lint(LessonCheck& check) : check_(check), known_(known_numerals(check)) {}

  void prose() {
    for (std::size_t i = 0; i < check_.text.prose.size(); i++) {
      const ProseLine& line = check_.text.prose[i];
      const auto say = [&](std::string what) { check_.in_text(line.line, std::move(what)); };
      numerals(line.text, i > 0 ? check_.text.prose[i - 1].text : "", say);
      claims(line.text, say);
    }
  }

  void reply(const Text& text) {
    if (!text) return;
    const auto say = [&](std::string what) { check_.in_file(text->place, std::move(what)); };
    numerals(text->value, "", say);
    claims(text->value, say);
  }

  void listed() {
    for (const auto& numeral : check_.file.numerals)
      if (used_.count(numeral.value) == 0)
        check_.in_file(numeral.place, "no sentence has the number " + numeral.value +
                                          ": take it out of 'numerals'");
  }

 private:
  // A word that names a number may end the line before.
  template <class Say>
  void numerals(std::string_view text, const std::string& before, const Say& say) {
    const std::string joined = before + ' ' + std::string(text);
    const std::size_t shift = before.size() + 1;
    std::size_t named = 0;  // where the name of a number ended: "lessons 8 and 9"
    for (const Numeral& numeral : numerals_of(text)) {
      const std::size_t at = numeral.at + shift, end = at + numeral.text.size();
      if (is_name(joined, at) || (named > 0 && is_joint(joined.substr(named, at - named)))) {
        named = end;
        continue;
      }
      used_.insert(numeral.text);
      if (known_.count(numeral.text) != 0) continue;
      say("the number " + numeral.text +
          " stands in no transcript, file or sum of this lesson: correct it, or list it in "
          "numerals of lesson.toml");
    }
  }

  template <class Say>
  void claims(std::string_view text, const Say& say) {
    for (const std::string& claim : claims_in(text))
      if (const auto holds = claim_holds(claim); holds && !*holds)
        say("'" + claim + "' is not true");
  }

  LessonCheck& check_;
  std::set<std::string> known_, used_;
};

}  // namespace

void check_numerals(LessonCheck& check) {
  Lint lint(check);
  lint.prose();
  for (const MilestoneSection& milestone : check.file.milestones) lint.reply(milestone.say);
  for (const QuestionSection& question : check.file.questions) {
    lint.reply(question.right);
    for (const PartSection& part : question.parts()) {
      lint.reply(part.otherwise);
      for (const WrongSection& wrong : part.wrong) lint.reply(wrong.say);
    }
  }
  lint.listed();
}

}  // namespace weir::book
