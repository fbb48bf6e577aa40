#include "lessons/book/lesson_text.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace weir::book {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_fence(const std::string& line) { return line.starts_with("```"); }

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

// "step 8", "step 8 of two-ticks": nothing else is a link to a step.
std::optional<StepLink> step_link(std::string_view text) {
  constexpr std::string_view kStep = "step ";
  if (!text.starts_with(kStep)) return std::nullopt;
  std::size_t at = kStep.size();
  StepLink link;
  link.text = std::string(text);
  const std::size_t digits = at;
  while (at < text.size() && is_digit(text[at]) && at - digits < 15)
    link.step = link.step * 10 + (text[at++] - '0');
  if (at == digits) return std::nullopt;
  constexpr std::string_view kOf = " of ";
  if (at == text.size()) return link;
  if (text.substr(at, kOf.size()) != kOf) return std::nullopt;
  link.run = std::string(text.substr(at + kOf.size()));
  return link.run.empty() ? std::nullopt : std::optional(link);
}

class Reader {
 public:
  explicit Reader(std::string text) {
    out_.text = std::move(text);
    out_.lines = split_lines(out_.text);
  }

  LessonText read() {
    for (std::size_t i = 0; i < out_.lines.size(); i++) line(i + 1, out_.lines[i]);
    if (inside_)
      mistake(out_.blocks.back().line, "this block has no end: a line ``` is missing below it");
    if (!out_.pages.empty()) out_.pages.back().end = out_.lines.size() + 1;
    if (out_.title.empty()) mistake(1, "the first line names the lesson: # NUMBER TITLE");
    find_links();
    return std::move(out_);
  }

 private:
  void mistake(std::size_t line, std::string what) {
    out_.errors.push_back({line, std::move(what)});
  }

  std::size_t page() const { return out_.pages.empty() ? 0 : out_.pages.size() - 1; }

  void line(std::size_t n, const std::string& text) {
    if (is_fence(text)) {
      fence(n, text);
    } else if (inside_) {
      out_.blocks.back().lines.push_back(text);
    } else if (text.starts_with("# ")) {
      title(n, text.substr(2));
    } else if (text.starts_with("## ")) {
      if (!out_.pages.empty()) out_.pages.back().end = n;
      out_.pages.push_back({trimmed(text.substr(3)), out_.pages.empty() ? 1 : n, n});
    } else if (!definition(n, text)) {
      out_.prose.push_back({n, text, page()});
    }
  }

  void fence(std::size_t n, const std::string& text) {
    inside_ = !inside_;
    if (!inside_) return;
    TextBlock block;
    block.line = n;
    const std::string head = trimmed(std::string_view(text).substr(3));
    const std::size_t blank = head.find(' ');
    block.kind = head.substr(0, blank);
    if (blank != std::string::npos) block.name = trimmed(std::string_view(head).substr(blank));
    block.page = page();
    out_.blocks.push_back(std::move(block));
  }

  void title(std::size_t n, const std::string& text) {
    if (!out_.title.empty()) mistake(n, "a lesson has one title");
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at]) && at < 6)
      out_.number = out_.number * 10 + (text[at++] - '0');
    out_.title = trimmed(std::string_view(text).substr(at));
    if (at == 0) mistake(n, "the number of the lesson stands in front of its title: # 11 TITLE");
  }

  bool definition(std::size_t n, const std::string& text) {
    const std::size_t end = text.find("]: weir:");
    if (!text.starts_with("[") || end == std::string::npos) return false;
    auto link = step_link(std::string_view(text).substr(1, end - 1));
    if (!link) {
      mistake(n, "a named step is written [step 8]: weir:NAME, or [step 8 of RUN]: weir:NAME");
      return true;
    }
    link->line = n;
    link->milestone = trimmed(std::string_view(text).substr(end + 8));
    out_.definitions.push_back(std::move(*link));
    return true;
  }

  // A link may go on on the next line.
  void find_links() {
    for (std::size_t i = 0; i < out_.prose.size(); i++) {
      std::string text = out_.prose[i].text;
      const std::size_t own = text.size();
      if (i + 1 < out_.prose.size() && out_.prose[i + 1].line == out_.prose[i].line + 1)
        text += ' ' + trimmed(out_.prose[i + 1].text);
      for (std::size_t at = text.find("[step"); at < own; at = text.find("[step", at + 1)) {
        const std::size_t end = text.find(']', at);
        if (end == std::string::npos) break;
        auto link = step_link(std::string_view(text).substr(at + 1, end - at - 1));
        if (!link) continue;
        link->line = out_.prose[i].line;
        out_.links.push_back(std::move(*link));
      }
    }
  }

  LessonText out_;
  bool inside_ = false;
};

}  // namespace

std::string TextPage::name() const {
  std::string out;
  for (const char c : title)
    out += c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::vector<const TextBlock*> LessonText::questions() const {
  std::vector<const TextBlock*> out;
  for (const TextBlock& block : blocks)
    if (block.is_question()) out.push_back(&block);
  return out;
}

LessonText read_lesson_text(std::string text) { return Reader(std::move(text)).read(); }

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::vector<ConsoleCommand> commands_of(const TextBlock& console) {
  std::vector<ConsoleCommand> out;
  bool continued = false;
  for (std::size_t i = 0; i < console.lines.size(); i++) {
    std::string text = console.lines[i];
    const std::size_t line = console.line + 1 + i;
    const bool begins = !continued && text.starts_with("$ ");
    if (!begins && !continued) {
      if (!out.empty()) out.back().output.push_back(text);
      continue;
    }
    if (begins) {
      out.push_back({line, {}, {}, 0});
      text = text.substr(2);
    }
    continued = text.ends_with('\\');
    if (continued) text.pop_back();
    std::string& typed = out.back().typed;
    typed += (typed.empty() ? "" : " ") + trimmed(text);
    out.back().output_line = line + 1;
  }
  return out;
}

std::optional<std::vector<std::string>> shell_words(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;  // a word, even if it is empty
  for (std::size_t i = 0; i < command.size(); i++) {
    const char c = command[i];
    if (c == '\'' || c == '"') {
      const std::size_t end = command.find(c, i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      word += command.substr(i + 1, end - i - 1);
      if (c == '"' && word.find_first_of("$`\\") != std::string::npos) return std::nullopt;
      i = end;
      open = true;
    } else if (c == '\\' && i + 1 < command.size()) {
      word += command[++i];
      open = true;
    } else if (c == ' ') {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else if (std::string_view("|&;<>$`*?~").find(c) != std::string_view::npos) {
      return std::nullopt;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(word);
  return words;
}

std::string with_outputs(
    const std::string& text,
    const std::function<std::optional<std::string>(const ConsoleCommand&)>& output) {
  const LessonText lesson = read_lesson_text(text);
  std::string out;
  std::size_t next = 1;  // the line that is copied next
  const auto copy_to = [&](std::size_t line) {
    for (; next < line; next++) out += lesson.lines[next - 1] + '\n';
  };
  for (const TextBlock& block : lesson.blocks) {
    if (block.kind != "console") continue;
    for (const ConsoleCommand& command : commands_of(block)) {
      const auto printed = output(command);
      if (!printed) continue;
      copy_to(command.output_line);
      out += *printed;
      next = command.output_line + command.output.size();
    }
  }
  copy_to(lesson.lines.size() + 1);
  return out;
}

std::vector<Numeral> numerals_of(std::string_view text) {
  std::vector<Numeral> out;
  for (std::size_t i = 0; i < text.size(); i++) {
    if (!is_digit(text[i])) continue;
    // "count#0" has a number; "e3", "K07", "utf8" and "exercises/02-sums" are names.
    const bool in_name = i > 0 && (is_letter(text[i - 1]) || text[i - 1] == '/' ||
                                   (text[i - 1] == '-' && i > 1 && is_letter(text[i - 2])));
    const std::size_t begin = i;
    while (i < text.size() &&
           (is_digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && is_digit(text[i + 1]))))
      i++;
    if (!in_name) out.push_back({begin, std::string(text.substr(begin, i - begin))});
  }
  return out;
}

}  // namespace weir::book
