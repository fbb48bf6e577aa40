// Tested by tests/exercises/stopped_test.cc.
#include "exercises/loop/last_words.h"

#include <array>
#include <vector>

#include "engine/core/text_width.h"
#include "exercises/loop/text_lines.h"

namespace weir::exercises {

namespace {

using std::string_view;

// What stands between the two; empty: they do not stand there.
string_view between(string_view text, string_view left, string_view right) {
  const std::size_t at = text.find(left);
  if (at == string_view::npos) return {};
  const std::size_t from = at + left.size();
  const std::size_t to = text.find(right, from);
  return to == string_view::npos ? string_view() : text.substr(from, to - from);
}

struct Advice {
  string_view condition, why;
};
constexpr std::array kAssertions{
    Advice{"__n < this->size()", "an index is past the end, or below 0."},
    Advice{"__pos <= size()", "an index is past the end, or below 0."},
    Advice{"__n < size()", "an index is past the end, or below 0."},
    Advice{"!this->empty()", "front(), back() or pop of a container that is empty."},
    Advice{"this->_M_is_engaged()",
           "an optional without a value was read with * or ->. A state may be absent: "
           "value().value_or(…)."},
    Advice{"this->has_value()",
           "an optional without a value was read with * or ->. A state may be absent: "
           "value().value_or(…)."},
    Advice{"get() != pointer()", "a null pointer was followed."},
    Advice{"_M_get() != nullptr", "a null pointer was followed."},
};

// FILE:LINE: FUNCTION: Assertion 'CONDITION' failed.
LastWords of_assertion(string_view line) {
  string_view condition = between(line, "Assertion '", "' failed");
  if (condition.empty()) condition = between(line, "Assertion `", "' failed");
  // Some put the program's name in front.
  std::size_t colon = line.find(':');
  while (colon != string_view::npos &&
         (colon + 1 >= line.size() || line[colon + 1] < '0' || line[colon + 1] > '9'))
    colon = line.find(':', colon + 1);
  string_view file = line.substr(0, colon);
  file.remove_prefix(std::min(file.size(), file.rfind(' ') + 1));
  LastWords out;
  out.said = "'" + std::string(condition) + "' does not hold, in " + std::string(file_name(file));
  out.said = shown(out.said);
  out.why = "an assertion failed, in your code or in a library that it calls.";
  for (const Advice& a : kAssertions)
    if (condition == a.condition) {
      out.why = "the standard library checks what it is given: " + std::string(a.why);
      out.memory = true;
    }
  return out;
}

}  // namespace

LastWords last_words(const Output& output) {
  const std::string all = output.head() + output.tail();
  std::vector<string_view> lines = lines_of(all);
  while (!lines.empty() && lines.back().find_first_not_of(" \t\r") == string_view::npos)
    lines.pop_back();
  if (lines.empty())
    return {.said = "", .why = "abort() was called, by your code or by a library that it calls."};
  const string_view last = lines.back();
  if (last.find("ssertion ") != string_view::npos && last.find("' failed") != string_view::npos)
    return of_assertion(last);
  if (last.find("std::bad_alloc") != string_view::npos)
    return {.said = "",
            .why = "something grows without end, or a size was computed wrongly.",
            .out_of_memory = true};
  constexpr string_view kWhat = "what():  ";
  const std::size_t what = last.find(kWhat);
  const string_view message =
      what == string_view::npos ? string_view() : last.substr(what + kWhat.size());
  const string_view first = message.empty() || lines.size() < 2 ? last : lines[lines.size() - 2];
  const string_view thrown = between(first, "after throwing an instance of '", "'");
  if (!thrown.empty())
    return {.said = shown("an uncaught " + std::string(thrown) +
                          (message.empty() ? "" : ": " + std::string(message))),
            .why =
                "an exception left a destructor, a function that is noexcept, a thread, or the "
                "constructor of a global object."};
  if (last.find("terminate called without an active exception") != string_view::npos)
    return {.said = std::string(last),
            .why =
                "a std::thread was destroyed that nobody had joined. A function in a stream "
                "starts no threads."};
  if (last.find("pure virtual method called") != string_view::npos)
    return {.said = std::string(last),
            .why = "an object was used before it was made or after it was gone.",
            .memory = true};
  static constexpr std::array<string_view, 8> kHeap{
      "free()",       "malloc",  "double free",    "corrupted",
      "munmap_chunk", "realloc", "stack smashing", "invalid pointer"};
  for (const string_view word : kHeap)
    if (last.find(word) != string_view::npos)
      return {.said = shown(last),
              .why = "memory was written that is not yours, or given back twice.",
              .memory = true};
  return {.said = shown(last),
          .why = "abort() was called, by your code or by a library that it calls."};
}

std::optional<SanitizerReport> sanitizer_report(const Output& output, string_view source) {
  const std::string all = output.head() + output.tail();
  const string_view name = file_name(source);
  SanitizerReport out;
  for (const string_view line : lines_of(all)) {
    if (out.what.empty()) {
      if (const std::size_t at = line.find("runtime error: "); at != string_view::npos) {
        out.what = shown("UndefinedBehaviorSanitizer: " + std::string(line.substr(at + 15)));
        out.why = "what happens here is not defined by C++.";
        const string_view place = line.substr(0, at > 2 ? at - 2 : 0);
        if (!name.empty() && file_name(place).starts_with(name)) out.line = shown(file_name(place));
      } else if (line.find("ERROR: AddressSanitizer: ") != string_view::npos) {
        string_view kind = line.substr(line.find("AddressSanitizer: ") + 18);
        out.what = shown("AddressSanitizer: " + std::string(kind.substr(0, kind.find(' '))));
        out.why = "memory was read or written that is not yours.";
      }
      continue;
    }
    // "    #1 0x55… in Mine::process_element(…) /home/…/starter.cc:13:5"
    const std::size_t at = line.find(" in ");
    if (!out.line.empty() || name.empty() || line.find('#') == string_view::npos ||
        at == string_view::npos)
      continue;
    const std::size_t space = line.rfind(' ');
    const string_view place = file_name(line.substr(space + 1));
    if (!place.starts_with(name)) continue;
    const string_view function = line.substr(at + 4, space > at + 4 ? space - at - 4 : 0);
    out.line =
        shown(std::string(place) + ", in " + std::string(function.substr(0, function.find('('))));
  }
  if (out.what.empty()) return std::nullopt;
  return out;
}

}  // namespace weir::exercises
