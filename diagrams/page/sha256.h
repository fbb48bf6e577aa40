// SHA-256 (FIPS 180-4). For the policy of a page, which allows its own script and style by their
// sums, and nothing else.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::diagrams {

std::array<std::uint8_t, 32> sha256(std::string_view bytes);
// RFC 4648, with padding, on one line.
std::string base64(std::string_view bytes);
// "'sha256-…='", as a Content-Security-Policy names a source.
std::string policy_sum(std::string_view bytes);

}  // namespace weir::diagrams
