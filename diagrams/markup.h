// Text for HTML, and for the XML of an SVG: what would be markup is named instead. Good between
// tags and in values of attributes that stand in double quotes.
#pragma once
#include <string>
#include <string_view>

namespace weir::diagrams {

std::string escaped(std::string_view text);

}  // namespace weir::diagrams
