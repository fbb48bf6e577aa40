// The catalogue of events as JSON, for the page: all that its World and its words need. Effects are
// those of the tables that the C++ World interprets, so that both follow one reading of
// events.toml.
//   An operand is a text: "-" nothing, "'lit'", "x.member" of a list entry, "at", "op", or a field.
#pragma once
#include <string>

namespace weir::diagrams {

std::string catalogue_json();

}  // namespace weir::diagrams
