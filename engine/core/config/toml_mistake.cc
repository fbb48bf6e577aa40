#include "engine/core/config/toml_mistake.h"

#include <fmt/format.h>

#include <algorithm>

namespace weir {

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool ends_line(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == '\n' || text[at] == '\r';
}

// The line around a place, without blanks around it.
TextSpan line_around(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  std::size_t end = std::min(text.find('\n', at), text.size());
  while (begin < end && (text[begin] == ' ' || text[begin] == '\t')) begin++;
  while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\r')) end--;
  return {begin, end};
}

// The key of an assignment of which the value, or something in it, stands at `at`.
TextSpan key_before(std::string_view text, std::size_t at) {
  TextSpan line = line_around(text, at);
  const std::size_t equals = text.find('=', line.begin);
  if (equals < line.end) line.end = equals;
  while (line.end > line.begin && text[line.end - 1] == ' ') line.end--;
  return line;
}

std::string_view quoted(std::string_view description) {
  const std::size_t begin = description.find('\''), end = description.rfind('\'');
  return begin < end ? description.substr(begin, end + 1 - begin) : "this";
}

TextMistake redefinition(std::string_view text, TextSpan at, std::string_view description) {
  if (has(description, "parsing table") || has(description, "table header"))
    return {line_around(text, at.begin),
            fmt::format("{} is there twice; put its keys together into one", quoted(description))};
  return {key_before(text, at.begin),
          fmt::format("{} is there twice; leave one out", quoted(description))};
}

// toml++ speaks of its own workings in front of what matters.
std::string sentence(std::string_view description) {
  const std::size_t colon = description.find(": ");
  if (description.starts_with("Error while parsing") && colon != std::string_view::npos)
    return fmt::format("this is no TOML: {} (in {})", description.substr(colon + 2),
                       description.substr(20, colon - 20));
  return fmt::format("this is no TOML: {}", description);
}

}  // namespace

TextMistake toml_mistake(std::string_view text, TextSpan at, std::string_view description) {
  const std::string_view d = description;
  const bool at_end = ends_line(text, at.begin);
  if (has(d, "cannot redefine existing")) return redefinition(text, at, d);
  if (has(d, "parsing string") && at_end)
    return {at, "this text has no end: its closing quote is missing"};
  if (has(d, "control characters"))
    return {at, "a control character stands here; in a text it is written \\u001b, by its number"};
  if (has(d, "unknown escape sequence"))
    return {at, fmt::format("{} means nothing in a text; a backslash is written \\\\, or the text "
                            "stands in single quotes",
                            quoted(d))};
  if (has(d, "nested value depth")) return {at, "this is nested too deep"};
  if (has(d, "utf-8")) return {at, "this byte is no UTF-8; save the file as UTF-8"};
  if (has(d, "inline table") && at_end)
    return {at, "a table in { } stands on one line: '}' is missing on this one"};
  if (has(d, "parsing array"))
    return {at, "a ',' or the ']' of a list is missing in front of this"};
  if (has(d, "expected value") && at_end)
    return {at, "the value is missing behind the equals sign"};
  if (has(d, "could not determine value type"))
    return {at, "this is no value; a text stands in quotes: \"like this\""};
  if (has(d, "expected digit") && has(d, "integer"))
    return {at, "this is no number; a text or a length of time stands in quotes: \"50ms\""};
  if (has(d, "expected '=', saw ':'"))
    return {at, "between a key and its value stands an equals sign: name = \"clicks\""};
  if (has(d, "parsing table header") && at_end)
    return {at, "this header is not closed: ']' is missing"};
  return {at, sentence(d)};
}

}  // namespace weir
