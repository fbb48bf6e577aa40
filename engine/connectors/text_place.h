// Where and what is wrong in a text file, as errors say it: "file:line:column: saw …, expected …".
//   Lines and columns count from 1; columns count characters (code points), as editors do.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/result.h"

namespace weir {

// The place of byte `at` of a row that begins at the start of `line`; `at` may be its size.
TextPlace place_in_row(std::string_view row, std::size_t at, std::int64_t line);

Error bad_data(const std::string& path, TextPlace place, const std::string& what);

// In quotes and escaped; the middle of the sentence must stay short, so long text is cut.
std::string quote_seen(std::string_view seen);

// The first byte that does not belong to valid UTF-8. Encoded surrogates and overlong forms are not
// valid; NUL is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// With U+FFFD in the place of what is not (core/utf8.h says how often).
std::string valid_utf8(std::string_view text);

// Where to cut so that at most `most` bytes stay, and no character is cut in two.
std::size_t end_of_character(std::string_view text, std::size_t most);

// "saw byte 0xff, expected text in UTF-8": the piece of `text` that begins at the byte found above.
std::string invalid_utf8_text(std::string_view text, std::size_t at);

}  // namespace weir
