// Parses one expression from the place of a cursor: the grammar of expression.h, and the words of
// its mistakes.
//   Stops in front of the first token that cannot go on with the expression. After a mistake the
//   rest is not looked at: what was read so far is returned, with kMistake where something is
//   missing, so that its names and kinds can still be checked.
#pragma once
#include <vector>

#include "engine/core/expression/syntax.h"
#include "engine/core/lexer.h"

namespace weir::expression {

// Appends at most one mistake.
Syntax parse(TokenCursor& cursor, std::vector<TextMistake>& mistakes);

// What to say of the token at which an expression that should have been all of the text stopped.
TextMistake left_over(const TokenCursor& cursor);

}  // namespace weir::expression
