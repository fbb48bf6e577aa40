// toml_mistake: what toml++ says of a text that is no TOML, as Weir says it: what was seen, and
// what to write instead. What has no better words keeps toml++'s. Private to this folder.
#pragma once
#include <string_view>

#include "engine/core/diagnostic.h"

namespace weir {

TextMistake toml_mistake(std::string_view text, TextSpan at, std::string_view description);

}  // namespace weir
