// Text as Java writes it, so that Weir prints what Flink prints.
//   java_double: Double.toString (shortest digits that read back to the same double; 1.0, 1.0E10, NaN, -Infinity).
//   append_json_text: a JSON string, quotes included; invalid UTF-8 bytes become U+FFFD.
#pragma once
#include <string>
#include <string_view>

namespace weir {

std::string java_double(double value);
void append_json_text(std::string& out, std::string_view text);

}  // namespace weir
