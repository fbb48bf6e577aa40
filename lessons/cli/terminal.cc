#include "lessons/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include "engine/core/utf8.h"

namespace weir::cli {

namespace {

enum class Newlines { kShown, kKept };

bool is_control(std::uint32_t code) {
  return (code < 0x20 && code != '\t') || (code >= 0x7f && code < 0xa0);
}

// `show` says how a control character, or a byte that is no character, is written.
template <class Show>
std::string without_controls(std::string_view text, Newlines newlines, const Show& show) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const std::uint32_t code = next_code_point(text, i);
    const std::string_view bytes = text.substr(begin, i - begin);
    if (code == kReplacementCharacter && bytes != "\xef\xbf\xbd")
      for (const char byte : bytes) out += show(static_cast<unsigned char>(byte));
    else if (is_control(code) && !(code == '\n' && newlines == Newlines::kKept))
      out += show(code);
    else
      out += bytes;
  }
  return out;
}

std::string as_hex(std::uint32_t code) { return fmt::format("\\x{:02x}", code); }

}  // namespace

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

std::string visible_line(std::string_view text) {
  return without_controls(text, Newlines::kShown, as_hex);
}
std::string visible_text(std::string_view text) {
  return without_controls(text, Newlines::kKept, as_hex);
}
std::string visible_json(std::string_view json) {
  return without_controls(json, Newlines::kKept,
                          [](std::uint32_t code) { return fmt::format("\\u{:04x}", code); });
}

}  // namespace weir::cli
