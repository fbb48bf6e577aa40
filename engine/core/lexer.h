// Lexer: the words of the two small languages that people write in job files and on the command
// line: expressions over rows (core/expression/expression.h) and queries over traces
// (trace/query.h).
//   name     a letter or _, then letters, digits, _; or anything between two backquotes: `per page`
//   integer  decimal digits, up to 2^63 - 1; with a unit behind it a length of time in ms:
//            250ms 10s 5min 2h 1d
//   number   digits with a point, an exponent or both: 0.5 1e6 2.5e-3
//   text     between two single quotes; a quote in it is doubled: 'it''s'
//   sign     + - * / % ( ) [ ] , . ? : = == != <> < <= > >= ||
//   Blanks, tabs and line ends separate. A minus sign is never part of a number; parse_literal()
//   puts them together. Case matters in names.
// Errors: TextMistakes, all of them; what is wrong is left out of the tokens, so that a parser
//   should not be asked when there are any.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace weir {

enum class TokenKind : unsigned char { kName, kInteger, kNumber, kText, kSign, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  TextSpan span;
  std::string text;     // names and signs as they are meant: without backquotes
  Value value = {};     // integers, numbers and texts
  bool quoted = false;  // a name in backquotes: never a word of the language
};

struct Lexed {
  std::vector<Token> tokens;  // the last one is kEnd, behind the text
  std::vector<TextMistake> mistakes;
};

Lexed lex(std::string_view text);

// How people are told of a token: "'usr'", "12", "the end".
std::string describe(const Token& token);

// A place in the tokens of one text. The tokens outlive it.
class TokenCursor {
 public:
  explicit TokenCursor(const std::vector<Token>& tokens) : tokens_(&tokens) {}

  const Token& peek(std::size_t ahead = 0) const {
    return (*tokens_)[std::min(at_ + ahead, tokens_->size() - 1)];
  }
  // Stays at the end.
  const Token& take() {
    const Token& token = peek();
    if (at_ + 1 < tokens_->size()) at_++;
    return token;
  }
  bool at_end() const { return peek().kind == TokenKind::kEnd; }
  bool is_sign(std::string_view sign, std::size_t ahead = 0) const {
    return peek(ahead).kind == TokenKind::kSign && peek(ahead).text == sign;
  }
  // A word of the language: not in backquotes.
  bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == TokenKind::kName && !peek(ahead).quoted && peek(ahead).text == word;
  }
  bool take_sign(std::string_view sign) { return is_sign(sign) && (take(), true); }
  bool take_word(std::string_view word) { return is_word(word) && (take(), true); }
  // Of the tokens from `begin` (an earlier position()) to the one before this place.
  std::size_t position() const { return at_; }
  TextSpan span_from(std::size_t begin) const {
    return {(*tokens_)[begin].span.begin,
            at_ > begin ? (*tokens_)[at_ - 1].span.end : (*tokens_)[begin].span.end};
  }

 private:
  const std::vector<Token>* tokens_;
  std::size_t at_ = 0;
};

// null, true, false, a text, an integer or a number, both with an optional minus sign. nullopt: the
// tokens here are none, and the cursor has not moved. The token 9223372036854775808 has the value
// null: it is an integer behind a minus sign only.
std::optional<Value> parse_literal(TokenCursor& cursor);

// As parse_literal() reads it back: texts in quotes, doubles with a point or an exponent. `value`
// is of one of those kinds; NaN and the infinities have no literal (they are written as
// Java prints them).
std::string literal_text(const Value& value);

}  // namespace weir
