// Bad rows of text files: what a reader says of them.
//   The place in the error is a byte of `text`, which begins with the line of the row; the row's
//   text is kept up to kBadRowText bytes, without the end of the line, with U+FFFD for what is not
//   UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/operators/source.h"

namespace weir {

inline constexpr std::size_t kBadRowText = std::size_t{64} << 10;

BadRow bad_row(const std::string& path, std::int64_t line, std::string_view text, std::size_t at,
               const std::string& what);

}  // namespace weir
