// gzip (RFC 1952) by zlib, without a time and a name: equal texts give equal bytes.
#pragma once
#include <string>
#include <string_view>

namespace weir::diagrams {

std::string gzip(std::string_view text);

}  // namespace weir::diagrams
