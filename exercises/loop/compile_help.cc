// Tested by tests/exercises/compile_error_test.cc.
#include "exercises/loop/compile_help.h"

#include <array>
#include <cctype>

namespace weir::exercises {

namespace {

using std::string_view;

bool has(string_view text, string_view part) { return text.find(part) != string_view::npos; }

// Sum, of "conversion from 'std::optional<Sum>' to …".
std::string in_optional(string_view message) {
  constexpr string_view kOptional = "std::optional<";
  const std::size_t at = message.find(kOptional);
  std::size_t end = at + kOptional.size();
  for (int open = 1; end < message.size(); end++) {
    open += message[end] == '<' ? 1 : message[end] == '>' ? -1 : 0;
    if (open == 0) break;
  }
  std::string out(message.substr(at + kOptional.size(), end - at - kOptional.size()));
  if (out == "long int" || out == "long") out = "std::int64_t";
  return out;
}

// sum, of "Sum s = sum.value();".
std::string who_has_value(string_view source) {
  const std::size_t end = source.find(".value()");
  if (end == string_view::npos) return "";
  std::size_t begin = end;
  while (begin > 0 && (std::isalnum(static_cast<unsigned char>(source[begin - 1])) != 0 ||
                       source[begin - 1] == '_'))
    begin--;
  return std::string(source.substr(begin, end - begin)) + '.';
}

struct Help {
  std::array<string_view, 4> any;  // one of them is in the message; empty ones are none
  string_view sentence;
};
constexpr std::array kHelps{
    Help{{"'override'"},
         "the parameters must be exactly those of the base class, 'const' and '&' included, as "
         "in the starter: (const In& value, Context& context, Collector<Out>& out)."},
    Help{{"abstract class"},
         "a function of the base class is missing, or its parameters differ, 'const' and '&' "
         "included; the starter has all of them."},
    Help{{"discards qualifiers", "drops 'const' qualifier", "const-qualified type", "read-only"},
         "what comes in is const and stays as it is: make a copy, and change that."},
    Help{{"marked const"},
         "what comes in is const and stays as it is: make a copy, and change that."},
    Help{{"weir_exercise("}, "the file must end with WEIR_EXERCISE(YourType);"},
    Help{{"definition of `main'", "definition of 'main'", "symbol: main"},
         "leave out main(): the grader has its own."},
    Help{{"exercise.h: No such file", "'exercise.h' file not found"},
         "the file must stand in the folder of its exercise, beside exercise.h."},
    Help{{"is not a member of 'std'", "in namespace 'std'"},
         "a standard header is missing at the top of the file, or the name is mistyped."},
    Help{{"expected ';'"}, "a ';' is missing here, or at the end of the line before."},
    Help{{"expected '}'", "expected unqualified-id at end"},
         "the '}' that belongs to this '{' is missing, or a '}' further down."},
};

}  // namespace

std::string help_for(string_view message, string_view source) {
  if (has(message, "std::optional<") &&
      (has(message, "conversion") || has(message, "no match for") || has(message, "operands") ||
       has(message, "no member named") || has(message, "cannot convert")))
    return "value() may be absent; write " + who_has_value(source) + "value().value_or(" +
           in_optional(message) + "{}).";
  const bool unknown_name =
      has(message, "was not declared in this scope") || has(message, "undeclared identifier");
  if (unknown_name && has(source, "WEIR_FIELDS"))
    return "the name in WEIR_FIELDS is not a field of this struct.";
  for (const Help& help : kHelps)
    for (const string_view part : help.any)
      if (!part.empty() && has(message, part)) return std::string(help.sentence);
  if ((has(message, "no member named") || has(message, "is private")) && has(message, "ValueState"))
    return "a ValueState has value(), update() and clear().";
  if ((has(message, "no member named") || has(message, "is private")) && has(message, "ListState"))
    return "a ListState has get(), add(), add_all(), update() and clear().";
  if (unknown_name)
    return "this name is not known here: look for a typing mistake, or for a declaration that is "
           "missing above.";
  return "";
}

}  // namespace weir::exercises
