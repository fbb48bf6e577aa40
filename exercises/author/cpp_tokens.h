// Tokens of a C++ file, as far as mutations need them: words, numbers, texts and operators, without
// comments and preprocessor lines. No grammar. Operators are the longest that fit.
// Ownership: tokens point into the text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::exercises {

enum class TokenKind : std::uint8_t { kWord, kNumber, kText, kOperator };

struct CppToken {
  TokenKind kind = TokenKind::kOperator;
  std::string_view text;
  std::size_t at = 0;    // byte in the text
  bool spaced = false;   // there is white space on both sides, as around binary operators
  bool in_body = false;  // inside of the braces of a function
};

std::vector<CppToken> cpp_tokens(std::string_view source);

}  // namespace weir::exercises
