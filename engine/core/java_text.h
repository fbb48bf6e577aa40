// Text as Java writes it, so that Weir prints what Flink prints.
//   java_double: Double.toString of JDK 19 and later: the fewest digits that read back to the same
//     double (one digit only if no two are nearer), at least one on each side of the point; plain
//     for 1e-3 <= |v| < 1e7, else 1.0E10. NaN, Infinity, -Infinity, -0.0.
//   append_json_text: a JSON string, quotes included. Control characters are escaped, valid UTF-8
//     stays as it is (U+2028, U+2029 and "</" too: who writes into a script must escape them
//     there), invalid bytes become U+FFFD (see utf8.h).
//   java_split: String.split of a fixed text: the parts in order, empty ones at the end left out; a
//     text in which the separator is not has one part, itself, even if it is empty. Views of
//     `text`.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir {

std::string java_double(double value);
void append_json_text(std::string& out, std::string_view text);
// `separator` is not empty.
std::vector<std::string_view> java_split(std::string_view text, std::string_view separator);

}  // namespace weir
