// Tested by tests/exercises/compile_error_test.cc.
#include "exercises/loop/compile_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/core/text_width.h"
#include "exercises/loop/compile_help.h"
#include "exercises/loop/text_lines.h"

namespace weir::exercises {

namespace {

using std::string_view;

enum class Sort : std::uint8_t { kError, kWarning, kNote, kRequired, kOther };

struct Line {
  string_view text;
  Sort sort = Sort::kOther;
  string_view file;
  std::size_t line = 0, column = 0;
  string_view message;  // behind "error: "
};

std::optional<std::size_t> number_of(string_view digits) {
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

// "FILE:LINE:COLUMN" or "FILE:LINE" or "FILE".
void read_place(string_view place, Line& out) {
  out.file = place;
  for (int i = 0; i < 2; i++) {
    const std::size_t colon = out.file.rfind(':');
    if (colon == string_view::npos) return;
    const auto n = number_of(out.file.substr(colon + 1));
    if (!n) return;
    out.column = out.line;
    out.line = *n;
    out.file = out.file.substr(0, colon);
  }
}

Line read_line(string_view text) {
  Line out{.text = text, .file = {}, .message = {}};
  // Linkers: "…: in function `f()':", then "starter.cc:3: undefined reference to `g()'".
  for (const string_view word :
       {string_view("undefined reference to "), string_view("multiple definition of "),
        string_view("undefined symbol: ")})
    if (const std::size_t at = text.find(word); at != string_view::npos) {
      out.sort = Sort::kError;
      out.message = text.substr(at);
      return out;
    }
  struct Mark {
    string_view word;
    Sort sort;
  };
  static constexpr Mark kMarks[] = {{": fatal error: ", Sort::kError},
                                    {": error: ", Sort::kError},
                                    {": warning: ", Sort::kWarning},
                                    {": note: ", Sort::kNote}};
  for (const auto& [word, sort] : kMarks) {
    const std::size_t at = text.find(word);
    if (at == string_view::npos || text.substr(0, at).find(" | ") != string_view::npos) continue;
    out.sort = sort;
    out.message = text.substr(at + word.size());
    read_place(text.substr(0, at), out);
    return out;
  }
  if (const std::size_t at = text.find(":   required "); at != string_view::npos) {
    out.sort = Sort::kRequired;
    out.message = text.substr(at + 4);
    read_place(text.substr(0, at), out);
    return out;
  }
  return out;
}

bool is_of(const Line& line, string_view name) { return !name.empty() && line.file == name; }

// What the driver says when all is over.
bool is_summary(const Line& line) {
  return line.text.find("ld returned ") != string_view::npos ||
         line.text.find("linker command failed") != string_view::npos ||
         line.text.ends_with(" generated.");
}

// What stands in front of an error and is about it.
bool introduces(const Line& line) {
  return line.sort == Sort::kRequired || line.text.starts_with("In file included ") ||
         line.text.starts_with("                 from ") ||
         (line.sort == Sort::kOther && line.text.ends_with(':') &&
          (line.text.find(": In ") != string_view::npos ||
           line.text.find(": At ") != string_view::npos));
}

// What stands behind "weir: " in a static_assert of Weir's, in one or the other compiler's quoting.
string_view words_of_weir(string_view message) {
  const std::size_t assertion = message.find("static");
  const std::size_t at = message.find("weir: ");
  if (assertion == string_view::npos || at == string_view::npos || at < assertion) return {};
  string_view out = message.substr(at + 6);
  if (at > 0 && message[at - 1] == '"' && out.ends_with('"')) out.remove_suffix(1);
  return out;
}

std::string with_blanks(string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\t')
      out.append(8 - out.size() % 8, ' ');
    else
      out += c;
  return out;
}

std::string numbered(std::size_t line, string_view text) {
  return fmt::format("{:5} | {}", line, shown(text));
}
std::string below(string_view text) { return fmt::format("      | {}", text); }

bool only_marks(string_view text) {
  return text.find_first_not_of(" ~^|") == string_view::npos && text.find('^') != string_view::npos;
}

// The source with the compiler's own underlining: both lines follow the error. g++ puts a number
// and a bar in front, clang nothing.
std::vector<std::string> shown_source(const std::vector<Line>& lines, std::size_t at,
                                      std::size_t number) {
  const auto behind_bar = [](string_view text) {
    const std::size_t bar = text.find(" | ");
    return bar == string_view::npos ||
                   text.substr(0, bar).find_first_not_of(" 0123456789") != string_view::npos
               ? text
               : text.substr(bar + 3);
  };
  if (at + 2 >= lines.size()) return {};
  const string_view source = behind_bar(lines[at + 1].text);
  const string_view marks = behind_bar(lines[at + 2].text);
  if (lines[at + 1].sort != Sort::kOther || !only_marks(marks)) return {};
  return {numbered(number, source), below(marks)};
}

// The line itself, and a mark below the column: g++ counts columns as they are shown, a tab up to
// the next eighth, clang counts bytes.
std::vector<std::string> own_source(string_view text, const Line& place) {
  const std::vector<string_view> lines = lines_of(text);
  if (place.line == 0 || place.line > lines.size()) return {};
  const string_view line = lines[place.line - 1];
  const std::size_t bytes = place.column > 0 ? place.column - 1 : 0;
  std::vector<std::string> out{numbered(place.line, with_blanks(line))};
  const std::size_t before =
      place.sort == Sort::kRequired ? bytes : text_width(shown(with_blanks(line.substr(0, bytes))));
  if (place.column > 0 && before <= text_width(shown(with_blanks(line))))
    out.push_back(below(std::string(before, ' ') + '^'));
  return out;
}

// The line in the learner's file that asked for the template in which the error is.
const Line* asked_for_by(const std::vector<Line>& lines, std::size_t error, string_view name) {
  const Line* found = nullptr;
  // g++ says it before.
  for (std::size_t i = error; i-- > 0;) {
    const Line& line = lines[i];
    if (line.sort == Sort::kError || line.sort == Sort::kWarning || line.sort == Sort::kNote) break;
    if (line.sort == Sort::kRequired && is_of(line, name) &&
        (found == nullptr || line.message.find("from here") != string_view::npos))
      found = &line;
  }
  if (found != nullptr) return found;
  // clang says it behind.
  for (std::size_t i = error + 1; i < lines.size(); i++) {
    if (lines[i].sort == Sort::kError || lines[i].sort == Sort::kWarning) break;
    if (lines[i].sort == Sort::kNote && is_of(lines[i], name) &&
        lines[i].message.find("requested here") != string_view::npos)
      return &lines[i];
  }
  return nullptr;
}

// The line in the learner's file whose macro the error is in; g++ says it behind.
const Line* macro_of(const std::vector<Line>& lines, std::size_t error, string_view name,
                     string_view words) {
  for (std::size_t i = error + 1; i < lines.size() && lines[i].sort != Sort::kError; i++)
    if (lines[i].sort == Sort::kNote && is_of(lines[i], name) &&
        lines[i].message.starts_with(words))
      return &lines[i];
  return nullptr;
}

// The error that is shown. A brace that is missing is found last, and all before it are of its
// making.
std::size_t headline(const std::vector<Line>& lines) {
  std::size_t first = lines.size();
  for (std::size_t i = 0; i < lines.size(); i++) {
    if (lines[i].sort != Sort::kError) continue;
    if (lines[i].message.starts_with("expected '}'")) return i;
    first = std::min(first, i);
  }
  return first;
}

// Our own namespaces say nothing to a learner.
std::string shortened(string_view message) {
  std::string out(message);
  for (const string_view name : {string_view("weir::api::"), string_view("weir::")})
    for (std::size_t at = out.find(name); at != std::string::npos; at = out.find(name, at))
      out.erase(at, name.size());
  return out;
}

std::string counted(std::size_t n, string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

}  // namespace

std::vector<std::string> CompileError::lines() const {
  std::vector<std::string> out{place.empty() ? message : place + ": " + message};
  out.insert(out.end(), source.begin(), source.end());
  if (folded > 0)
    out.push_back(fmt::format("({} about this error {} left out)", counted(folded, "line"),
                              folded == 1 ? "is" : "are"));
  return out;
}

CompileError first_error(string_view said, string_view name, string_view text) {
  std::vector<Line> lines;
  for (const string_view line : lines_of(said)) lines.push_back(read_line(line));
  std::erase_if(lines, is_summary);
  const std::size_t at = headline(lines);
  CompileError out;
  if (at == lines.size()) {
    out.message = lines.empty() ? "error: the compiler failed and said nothing"
                                : std::string(lines.back().text);
    return out;
  }
  out.errors = static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [](const Line& line) { return line.sort == Sort::kError; }));
  const Line* const first = &lines[at];
  const string_view weirs = words_of_weir(first->message);
  out.message = weirs.empty() ? "error: " + shortened(first->message) : std::string(weirs);

  const Line* place = is_of(*first, name) ? first : asked_for_by(lines, at, name);
  if (first->message.starts_with("expected '}'"))
    if (const Line* brace = macro_of(lines, at, name, "to match this")) place = brace;
  if (place == nullptr) place = macro_of(lines, at, name, "in expansion of macro");
  if (place == nullptr && !first->file.empty() && first->line > 0) place = first;
  if (place != nullptr) {
    out.place = fmt::format("{}:{}", file_name(place->file), place->line);
    if (place->column > 0) out.place += fmt::format(":{}", place->column);
    const auto own = static_cast<std::size_t>(place - lines.data());
    // Below one of Weir's own checks stands the check; the learner's line says more.
    out.source = place->sort == Sort::kRequired ? std::vector<std::string>()
                                                : shown_source(lines, own, place->line);
    if (out.source.empty() && is_of(*place, name)) out.source = own_source(text, *place);
    if (place != first && !is_of(*first, name) && weirs.empty() && place->sort == Sort::kRequired)
      out.message += fmt::format(" (in {}:{})", file_name(first->file), first->line);
  }
  if (weirs.empty()) {
    // From where it is introduced up to the next error, without what is shown.
    std::size_t begin = at;
    while (begin > 0 && introduces(lines[begin - 1])) begin--;
    std::size_t end = at + 1;
    while (end < lines.size() && lines[end].sort != Sort::kError) end++;
    if (end < lines.size())
      while (end > at + 1 && introduces(lines[end - 1])) end--;
    out.folded = end - begin - 1 - std::min(end - begin - 1, out.source.size());
  }
  out.help = weirs.empty() ? help_for(first->message, out.source.empty() ? "" : out.source[0]) : "";
  return out;
}

}  // namespace weir::exercises
