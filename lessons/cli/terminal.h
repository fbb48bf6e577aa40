// What is different when a stream is a terminal: nothing that users' data say may steer it.
//   Control characters (C0 but the tab, DEL, C1) are shown as \x1b; a newline inside of a value
//   too, for a row is a line. Everything else is printed as it is. Into pipes and files rows go
//   unchanged. Text is UTF-8; a byte that is none is shown like a control character.
#pragma once
#include <cstdio>
#include <string>
#include <string_view>

namespace weir::cli {

bool is_terminal(std::FILE* stream);

// One line, without its end.
std::string visible_line(std::string_view text);
// Several lines: newlines stay.
std::string visible_text(std::string_view text);
// A line of JSON: what would steer a terminal is written as \u009b, which is the same JSON.
std::string visible_json(std::string_view json);

}  // namespace weir::cli
