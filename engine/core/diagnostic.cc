#include "engine/core/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/core/text_width.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {

constexpr std::size_t kLineMost = 72;     // characters of a shown line
constexpr std::size_t kBeforeCaret = 48;  // at least so many of them stay in front of the caret

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The characters of a line as they are shown; each may take several columns when it is escaped.
std::vector<std::string> shown_characters(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t begin = i;
    next_code_point(line, i);
    out.push_back(line[begin] == '\t' ? " " : shown(line.substr(begin, i - begin)));
  }
  return out;
}

// The line and the carets below it.
std::string shown_line(const Diagnostic& d) {
  const std::vector<std::string> characters = shown_characters(d.line);
  const std::size_t at = std::min(
      static_cast<std::size_t>(std::max<std::int64_t>(d.place.column - 1, 0)), characters.size());
  const bool cut_begin = characters.size() > kLineMost && at > kBeforeCaret;
  const std::size_t from = cut_begin ? at - kBeforeCaret : 0;
  const std::size_t to = std::min(characters.size(), from + kLineMost);
  std::string line = cut_begin ? "…" : "";
  std::string carets = cut_begin ? " " : "";
  const std::size_t under_end = std::max(at + 1, std::min(at + d.characters, to));
  for (std::size_t i = from; i < to; i++) {
    line += characters[i];
    if (i < under_end) carets.append(text_width(characters[i]), i < at ? ' ' : '^');
  }
  if (at >= to) carets += '^';
  if (to < characters.size()) line += "…";
  return fmt::format("{:>6} | {}\n       | {}", d.place.line, line, carets);
}

// What is said may quote the user's text, and may have several lines.
std::string shown_lines(std::string_view text) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += shown(text.substr(at, end - at));
    if (end == text.size()) return out;
    out += '\n';
    at = end + 1;
  }
}

}  // namespace

TextPlace place_in(std::string_view text, std::size_t at) {
  TextPlace place;
  for (const char c : text.substr(0, at)) {
    if (c == '\n') {
      place.line++;
      place.column = 1;
    } else if (!continues_character(c)) {
      place.column++;
    }
  }
  return place;
}

Diagnostic diagnose(const std::string& path, std::string_view text, const TextMistake& mistake) {
  const std::size_t at = std::min(mistake.span.begin, text.size());
  const std::size_t line_begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  std::size_t line_end = std::min(text.find('\n', at), text.size());
  const std::size_t end = std::clamp(mistake.span.end, at, line_end);
  if (line_end > line_begin && text[line_end - 1] == '\r') line_end--;
  std::size_t characters = 0;
  for (const char c : text.substr(at, end - at)) characters += continues_character(c) ? 0 : 1;
  return {path, place_in(text, at), mistake.what,
          std::string(text.substr(line_begin, line_end - line_begin)),
          std::max<std::size_t>(characters, 1)};
}

std::string to_text(const Diagnostic& d) {
  if (d.path.empty()) return shown_lines(d.what);
  std::string out =
      fmt::format("{}:{}:{}: {}", d.path, d.place.line, d.place.column, shown_lines(d.what));
  if (!d.line.empty()) out += '\n' + shown_line(d);
  return out;
}

std::string to_text(Diagnostics diagnostics) {
  const auto key = [](const Diagnostic& d) {
    // Several texts can have one path: assignments of a command line.
    return std::tie(d.path, d.place.line, d.place.column, d.line, d.what);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  std::string out;
  for (std::size_t i = 0; i < diagnostics.size(); i++) {
    if (i > 0 && key(diagnostics[i]) == key(diagnostics[i - 1])) continue;
    if (!out.empty()) out += '\n';
    out += to_text(diagnostics[i]);
  }
  return out;
}

}  // namespace weir
