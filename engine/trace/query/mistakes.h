// The words of the mistakes in queries, apart from the rules that find them.
#pragma once
#include <string>
#include <string_view>

#include "engine/core/lexer.h"
#include "engine/trace/query/names.h"

namespace weir::query {

// "late", "win.fired": what should have been a kind of event, and what was meant.
std::string unknown_kind(std::string_view name);
std::string kind_without_parentheses(std::string_view kind);
// `called`: a parenthesis stands behind it, so a kind was meant and not a text.
std::string unknown_word(const Token& token, bool called);
std::string unknown_field(const Subject& subject, std::string_view name, const QueryScope& scope);

}  // namespace weir::query
