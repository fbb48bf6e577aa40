#include <algorithm>
#include <array>

#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

// Commands that run the lesson's job.
constexpr std::array<std::string_view, 5> kRunners{"run", "why", "step", "state", "graph"};

struct ShownCommand {
  std::size_t line = 0;
  std::vector<std::string> words;  // behind "weir"
  bool runs = false;
  std::vector<std::string> sets, kills;
};

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::string key_of(const std::string& set) { return set.substr(0, set.find('=')); }
std::string value_of(const std::string& set) {
  const std::size_t at = set.find('=');
  return at == std::string::npos ? "" : set.substr(at + 1);
}

std::optional<ShownCommand> parse(LessonCheck& check, const ConsoleCommand& command) {
  const auto words = shell_words(command.typed);
  if (!words || words->empty() || words->front() != "weir") {
    check.in_text(command.line, "'$ " + command.typed +
                                    "' is no command of weir alone, and nothing else can be "
                                    "checked: no pipes, no variables");
    return std::nullopt;
  }
  ShownCommand out;
  out.line = command.line;
  out.words.assign(words->begin() + 1, words->end());
  bool names_lesson = false;
  for (std::size_t i = 0; i < out.words.size(); i++) {
    const std::string& word = out.words[i];
    const auto value = [&](const std::string& option) -> std::optional<std::string> {
      if (word == option && i + 1 < out.words.size()) return out.words[i + 1];
      if (word.starts_with(option + '=')) return word.substr(option.size() + 1);
      return std::nullopt;
    };
    if (const auto set = value("--set")) out.sets.push_back(*set);
    if (const auto kill = value("--kill")) out.kills.push_back(*kill);
    names_lesson = names_lesson || word == std::to_string(check.lesson->number);
  }
  out.runs = names_lesson && !out.words.empty() &&
             std::find(kRunners.begin(), kRunners.end(), out.words[0]) != kRunners.end();
  return out;
}

// How many assignments and kills of one are not those of the other; keys that only have another
// value count half.
std::size_t distance(const ShownCommand& command, const RunSection& run) {
  std::size_t out = 0;
  const auto missing = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::size_t n = 0;
    for (const std::string& text : a) {
      if (std::find(b.begin(), b.end(), text) != b.end()) continue;
      const bool other_value = std::any_of(
          b.begin(), b.end(), [&](const std::string& o) { return key_of(o) == key_of(text); });
      n += other_value ? 1 : 2;
    }
    return n;
  };
  out += missing(command.sets, run.sets()) + missing(run.sets(), command.sets);
  out += missing(command.kills, run.kills()) + missing(run.kills(), command.kills);
  return out;
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string no_run(const LessonCheck& check, const ShownCommand& command) {
  std::vector<std::string> all = command.sets;
  for (const std::string& kill : command.kills) all.push_back("kill " + kill);
  std::string what = all.empty() ? "no run in lesson.toml sets nothing"
                                 : "no run in lesson.toml sets " + list_of(all);
  const auto nearest = std::min_element(check.file.runs.begin(), check.file.runs.end(),
                                        [&](const RunSection& a, const RunSection& b) {
                                          return distance(command, a) < distance(command, b);
                                        });
  if (nearest == check.file.runs.end()) return what + ": write [run.NAME] with set and expect";
  std::vector<std::string> values;
  for (const std::string& set : nearest->sets())
    values.push_back(nearest->set.size() == 1 ? value_of(set) : set);
  for (const std::string& kill : nearest->kills()) values.push_back("kill " + kill);
  return what + "; nearest: [run." + nearest->name + "] (" +
         (values.empty() ? "sets nothing" : list_of(values)) + ')';
}

void match_run(LessonCheck& check, const ShownCommand& command) {
  for (const RunSection& run : check.file.runs)
    if (sorted(run.sets()) == sorted(command.sets) &&
        sorted(run.kills()) == sorted(command.kills)) {
      check.used_runs.insert(run.name);
      return;
    }
  check.in_text(command.line, no_run(check, command));
}

void compare_output(LessonCheck& check, const ConsoleCommand& command, const std::string& printed) {
  const std::vector<std::string> now = split_lines(printed);
  // An empty line between two commands of one block stands for the eye.
  std::vector<std::string> shown = command.output;
  while (!shown.empty() && shown.back().empty() && (now.empty() || !now.back().empty()))
    shown.pop_back();
  for (std::size_t i = 0; i < std::max(now.size(), shown.size()); i++) {
    if (i < now.size() && i < shown.size() && now[i] == shown[i]) continue;
    const std::string prints =
        i < now.size() ? "the command prints '" + now[i] + '\'' : "the command prints nothing more";
    const std::string stands =
        i < shown.size() ? "here stands '" + shown[i] + '\'' : "the transcript ends here";
    check.in_text(command.output_line + std::min(i, shown.size()),
                  prints + ", and " + stands + ": correct it, or --refresh");
    return;
  }
}

void check_command(LessonCheck& check, const ConsoleCommand& command, const RunCommand& run) {
  const auto shown = parse(check, command);
  if (!shown) return;
  if (shown->runs) match_run(check, *shown);
  if (!run) return;
  const auto first = run(shown->words, 0), second = run(shown->words, 1);
  if (!first || !second) {
    check.in_text(command.line, (!first ? first : second).error().text);
    return;
  }
  compare_output(check, command, *first);
  if (*first != *second)
    check.in_text(command.line,
                  "'$ " + command.typed + "' prints other bytes in another locale and time zone");
}

}  // namespace

void check_commands(LessonCheck& check, const RunCommand& run) {
  for (const TextBlock& block : check.text.blocks) {
    if (block.kind != "console") continue;
    const auto commands = commands_of(block);
    if (commands.empty())
      check.in_text(block.line, "a transcript begins with its command: $ weir run " +
                                    std::to_string(check.lesson->number));
    for (const ConsoleCommand& command : commands) check_command(check, command, run);
  }
}

std::string refreshed_text(LessonCheck& check, const RunCommand& run) {
  const std::string text = with_outputs(
      check.text.text, [&](const ConsoleCommand& command) -> std::optional<std::string> {
        const auto words = shell_words(command.typed);
        if (!words || words->empty() || words->front() != "weir") return std::nullopt;
        const auto printed = run({words->begin() + 1, words->end()}, 0);
        if (!printed) return std::nullopt;
        std::string out = *printed;
        if (!command.output.empty() && command.output.back().empty() && !out.ends_with("\n\n"))
          out += '\n';
        return out;
      });
  // [step 8 of RUN] and its definition get the number that the milestone has now.
  std::map<std::string, std::string> renamed;
  for (const StepLink& link : check.text.definitions) {
    const MilestoneSection* milestone = check.file.milestone(link.milestone);
    const auto spec = milestone != nullptr ? check.spec_of(milestone->run) : std::nullopt;
    if (!spec) continue;
    const auto step = check.runs.step_of(*spec, milestone->at->value);
    if (!step || *step == link.step) continue;
    renamed['[' + link.text + ']'] =
        "[step " + std::to_string(*step) + (link.run.empty() ? "" : " of " + link.run) + ']';
  }
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = 0;
    if (text[i] == '[')
      for (const auto& [old, now] : renamed)
        if (n == 0 && text.compare(i, old.size(), old) == 0) {
          out += now;
          n = old.size();
        }
    if (n == 0) out += text[i];
    i += std::max<std::size_t>(n, 1);
  }
  return out;
}

}  // namespace weir::book
