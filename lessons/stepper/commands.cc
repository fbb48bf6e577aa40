#include "lessons/stepper/commands.h"

#include <array>
#include <charconv>
#include <optional>

#include "diagrams/text_line.h"
#include "engine/core/suggest.h"
#include "engine/core/text_width.h"
#include "lessons/stepper/session.h"

namespace weir::stepper {

namespace {

constexpr std::array kCommands{
    StepCommand{"step", 's', "[N]", "go on by one step, or by N", true, false, do_step},
    StepCommand{"micro", 'm', "[N]", "go on by one event, or by N", true, true, do_micro},
    StepCommand{"back", 'r', "[N] | micro [N]", "go back by steps, or by events", true, false,
                do_back},
    StepCommand{"next", 'n', "[KIND]", "to the next milestone, or kind of event (late)", true,
                false, do_next},
    StepCommand{"prev", 0, "[KIND]", "to the milestone before", true, false, do_prev},
    StepCommand{"goto", 'g', "STEP", "to the end of a step; 0 is before the first", false, false,
                do_goto},
    StepCommand{"until", 'u', "QUERY", "on until a query finds an event, or holds", false, false,
                do_until},
    StepCommand{"break", 0, "[QUERY | clear [N]]", "stop there from now on; list; remove", false,
                false, do_break},
    StepCommand{"predict", 'p', "ANSWER | skip", "answer the question that was asked", false, false,
                do_predict},
    StepCommand{"branch", 'b', "[NAME]", "list the branches, or go to one", false, false,
                do_branch},
    StepCommand{"set", 0, "KEY=VALUE", "the same run with another value, as a branch", false, false,
                do_set},
    StepCommand{"inject", 0, "kill TASK", "a task fails behind this step, in a branch", false,
                false, do_inject},
    StepCommand{"why", 'w', "[not] [WHAT]", "why it is so, with the numbers: why eel", false, false,
                do_why},
    StepCommand{"effects", 'e', "", "what followed from this step", false, false, do_effects},
    StepCommand{"history", 0, "NAME", "all that happened to a record or cell", false, false,
                do_history},
    StepCommand{"state", 0, "[TEXT]", "all state, or what holds a text", false, false, do_state},
    StepCommand{"channels", 'c', "", "what waits where", false, false, do_channels},
    StepCommand{"show", 0, "[log | plot | graph | event]", "this moment again, or a picture", false,
                false, do_show},
    StepCommand{"help", '?', "[COMMAND]", "this list", false, false, do_help},
    StepCommand{"quit", 'q', "", "leave", false, false, do_quit},
};

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find_first_not_of(" \t\r"); at != std::string::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
    out.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(" \t\r", end);
  }
  return out;
}

}  // namespace

std::span<const StepCommand> step_commands() { return kCommands; }

Parsed parse_command(const std::string& line) {
  Parsed out;
  out.words = words_of(line);
  if (out.words.empty()) {
    out.problem = "Type a command: step, back, next, … or help.\n";
    return out;
  }
  const std::string word = out.words.front();
  out.words.erase(out.words.begin());
  std::vector<const StepCommand*> begins;
  std::vector<std::string> names;
  for (const StepCommand& command : kCommands) {
    names.emplace_back(command.name);
    if (word == command.name || (word.size() == 1 && word[0] == command.key)) {
      out.command = &command;
      return out;
    }
    if (std::string_view(command.name).starts_with(word)) begins.push_back(&command);
  }
  if (begins.size() == 1) {
    out.command = begins.front();
    return out;
  }
  if (begins.empty()) {
    out.problem = "There is no command '" + shown(word) + "'." + did_you_mean(word, names) +
                  " Type help for the list.\n";
    return out;
  }
  std::vector<std::string> meant;
  for (const StepCommand* command : begins) meant.emplace_back(command->name);
  out.problem = "'" + shown(word) + "' could be " + diagrams::listed(meant) + ".\n";
  return out;
}

std::string hint_line(const diagrams::Screen& screen) {
  if (screen.plain) return "";
  return diagrams::cut_text(
             " s step  r back  n next  g goto  w why  p predict  b branch  ? help  q quit",
             screen.width, screen) +
         '\n';
}

std::optional<std::int64_t> whole_number(const std::string& text, std::int64_t least) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < least) return std::nullopt;
  return n;
}

std::string do_help(Session& session, const std::vector<std::string>& words) {
  std::string out;
  for (const StepCommand& command : kCommands) {
    if (!words.empty() && words[0] != command.name) continue;
    std::string usage = std::string(command.name) + ' ' + command.usage;
    if (command.key != 0)
      usage = std::string(1, command.key) + "  " + usage;
    else
      usage = "   " + usage;
    if (session.screen().plain)
      out += std::string(command.name) + ' ' + command.usage + ": " + command.about + ".\n";
    else
      out += fit_to_width(usage, 31) + "  " + command.about + '\n';
  }
  if (out.empty()) return "There is no command '" + shown(words[0]) + "'. Type help.\n";
  if (words.empty())
    out += "A beginning that is unique will do; an empty line repeats the last move.\n";
  return out;
}

std::string do_quit(Session& session, const std::vector<std::string>&) {
  session.quit();
  return "";
}

}  // namespace weir::stepper
